import { randomUUID } from 'node:crypto'
import { member } from '../../core/json.ts'
import type { MessageName } from '../../core/messages.ts'
import {
  oauthFault,
  type ProviderRequest,
  type SocialProvider,
  textOf,
  webClientId
} from '../../core/social-provider.ts'
import { askProvider, type ProviderAnswer } from '../ask-provider.ts'
import { tokenRequest } from '../exchange-code.ts'
import { factsOf } from '../provider-call.ts'
import { callbackUri, type SocialClient } from '../social-client.ts'
import type { CheckedKeys } from './checked-keys.ts'
import { type AppToCheck, type Finding, say } from './finding.ts'
import { lookAtRedirectUri } from './kakao-addresses.ts'

/**
 * Looks at the keys of an application: as its provider can be looked at, or else at what every one has. Nothing secret is
 * in what is found.
 */
export async function checkProvider(client: SocialClient, app: AppToCheck): Promise<Finding[]> {
  if (client.check !== undefined) return client.check(client, app)
  const { keys, domains } = app
  return [
    lookAtClientId(client, keys),
    lookAtSecret(keys),
    ...domains.map(domain => lookAtRedirectUri(callbackUri(client, domain), domain)),
    await lookAtTokenEndpoint(client, app)
  ]
}

function lookAtClientId({ name: provider }: SocialClient, keys: CheckedKeys): Finding {
  const about = { subject: 'Client ID' } as const
  return webClientId(keys) === ''
    ? { ...about, verdict: 'wrong', texts: say('checkClientIdMissing', { provider }) }
    : { ...about, verdict: 'ok', texts: say('checkValueThere') }
}

function lookAtSecret({ secret, isSealed }: CheckedKeys): Finding {
  const about = { subject: 'Client secret' } as const
  if (isSealed) return { ...about, verdict: 'wrong', texts: say('doctorClientSecretSealed') }
  if (secret === '') return { ...about, verdict: 'not checked', texts: say('checkSecretMissing') }
  return { ...about, verdict: 'ok', texts: say('checkValueThere') }
}

/** What the provider says of the keys: it is shown a code that somebody made up, and looks at the keys first. */
async function lookAtTokenEndpoint(client: SocialClient, { keys, domains, now }: AppToCheck): Promise<Finding> {
  const { name: provider } = client
  const found = (verdict: Finding['verdict'], name: MessageName, values = {}): Finding => ({
    subject: 'Token endpoint',
    verdict,
    texts: say(name, { provider, ...values })
  })
  if (webClientId(keys) === '') return found('not checked', 'checkTokensWithoutKey')
  if (keys.isSealed) return found('not checked', 'doctorClientSecretSealed')
  const grant = {
    grant_type: 'authorization_code',
    code: `made-up-${randomUUID()}`,
    redirect_uri: callbackUri(client, domains[0])
  }
  let answer: ProviderAnswer
  let facts: SocialProvider
  try {
    const signal = AbortSignal.timeout(client.timeout)
    const reach = (request: ProviderRequest) => askProvider(request, { dispatcher: client.dispatcher, signal })
    facts = await factsOf(client, async url => (await reach({ url })).json)
    if (facts.token === undefined) return found('not checked', 'checkTokensUnasked')
    answer = await reach(await tokenRequest(facts.token, keys, grant, now()))
  } catch {
    return found('not checked', 'checkUnreachable')
  }
  const { status } = answer
  const verdict = verdictOn(answer, facts)
  return found(verdict, verdictMessages[verdict], { status })
}

const verdictMessages = { ok: 'checkTokensFine', wrong: 'checkTokensRefused', 'not checked': 'checkTokensOdd' } as const

/** Errors that say nothing of the keys (RFC 6749, section 4.1.2.1). */
const passing = new Set(['temporarily_unavailable', 'server_error'])

/** RFC 6749, section 5.2: of wrong keys it is `invalid_client`, of right ones and a made-up code `invalid_grant`. */
function verdictOn({ status, json }: ProviderAnswer, { readFault }: SocialProvider): Finding['verdict'] {
  const error = member(json, 'error')
  const isBusy = status === 403 || status === 429 || status >= 500
  if (isBusy || error === undefined || passing.has(textOf(error))) return 'not checked'
  const fault = (readFault ?? oauthFault)(status, json)
  if (fault === 'unavailable') return 'wrong'
  // Who has words of their own for what was shown has looked at the keys before; OAuth's `invalid_request` may come first.
  return readFault !== undefined || error === 'invalid_grant' ? 'ok' : 'not checked'
}
