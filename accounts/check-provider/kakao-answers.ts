import { randomUUID } from 'node:crypto'
import type { Dispatcher } from 'undici'
import { member } from '../../core/json.ts'
import { explainKakaoCode } from '../../core/kakao-codes.ts'
import { textOf, webClientId } from '../../core/social-provider.ts'
import { askKakao, causeOf, type KakaoAnswer } from './ask-kakao.ts'
import type { CheckedKeys } from './checked-keys.ts'
import { type Finding, say } from './finding.ts'

type About = Pick<Finding, 'subject' | 'menu'>

/** Where Kakao's login server is, and how it is reached. */
export interface KakaoServer {
  authUrl: string
  dispatcher: Dispatcher
}

/** Asks, and says it when there is no answer. */
async function ask(
  { authUrl, dispatcher }: KakaoServer,
  about: About,
  path: string,
  form: Record<string, string> | undefined,
  read: (answer: KakaoAnswer) => Finding[]
): Promise<Finding[]> {
  const url = authUrl + path
  let answer: KakaoAnswer
  try {
    answer = await askKakao(dispatcher, url, form)
  } catch (error) {
    const texts = say('doctorUnreachable', { url, cause: causeOf(error) })
    return [{ ...about, verdict: 'wrong', texts, menu: undefined }] // no menu there would help
  }
  return read(answer)
}

/** Codes that say nothing of the keys. */
const passing = new Set(['KOE003', 'KOE237'])

/**
 * What Kakao says of REST API key and client secret: it is shown a code that somebody made up, and looks at the keys first.
 */
export async function lookAtTokenEndpoint(
  server: KakaoServer,
  keys: CheckedKeys,
  redirectUri: string
): Promise<Finding[]> {
  const about = { subject: 'Token endpoint', menu: 'restApiKey' } as const
  if (keys.clientId === '') return [{ ...about, verdict: 'not checked', texts: say('doctorTokensWithoutKey') }]
  if (keys.isSealed) return [{ ...about, verdict: 'not checked', texts: say('doctorClientSecretSealed') }]
  const form = {
    grant_type: 'authorization_code',
    client_id: webClientId(keys),
    redirect_uri: redirectUri,
    code: `made-up-${randomUUID()}`,
    ...(keys.secret !== '' && { client_secret: keys.secret })
  }
  return ask(server, about, '/oauth/token', form, ({ status, json }) => {
    const explained = explainKakaoCode(textOf(member(json, 'error_code')))
    if (explained?.code === 'KOE320') return [{ ...about, verdict: 'ok', texts: say('doctorTokensFine') }]
    if (explained === undefined) return [{ ...about, verdict: 'wrong', texts: say('doctorTokensOdd', { status }) }]
    const { code, ko, en, menu } = explained
    const verdict = passing.has(code) ? 'not checked' : 'wrong'
    return [{ ...about, verdict, texts: { ko: `${code}: ${ko}`, en: `${code}: ${en}` }, menu }]
  })
}

/** Whether Kakao's discovery document names the issuer that id_tokens must have, and what time it is there. */
export function lookAtIssuer(server: KakaoServer, now: () => number): Promise<Finding[]> {
  const about = { subject: 'Issuer', menu: 'openIdConnect' } as const
  return ask(server, about, '/.well-known/openid-configuration', undefined, ({ json, date }) => {
    const issuer = textOf(member(json, 'issuer'))
    const isSame = issuer === server.authUrl
    const texts = say(isSame ? 'doctorIssuerFine' : 'doctorIssuerOdd', { issuer: issuer || '?' })
    return [{ ...about, verdict: isSame ? 'ok' : 'wrong', texts }, lookAtClock(Math.round((now() - date) / 1000))]
  })
}

/** Seconds by which clocks may differ; id_tokens are forgiven as much. */
const maxClockDifference = 60

function lookAtClock(difference: number): Finding {
  const about = { subject: 'Clock' } as const
  if (Number.isNaN(difference)) return { ...about, verdict: 'not checked', texts: say('doctorClockUnknown') }
  const seconds = Math.abs(difference)
  const isOff = seconds > maxClockDifference
  return {
    ...about,
    verdict: isOff ? 'wrong' : 'ok',
    texts: say(isOff ? 'doctorClockOff' : 'doctorClockFine', { seconds })
  }
}

/** Whether there are keys to verify id_tokens and webhooks by. */
export function lookAtPublicKeys(server: KakaoServer): Promise<Finding[]> {
  const about = { subject: 'Public keys', menu: 'openIdConnect' } as const
  return ask(server, about, '/.well-known/jwks.json', undefined, ({ status, json }) => {
    const keys = member(json, 'keys')
    const count = Array.isArray(keys) ? keys.filter(key => member(key, 'kty') === 'RSA').length : 0
    if (count === 0) return [{ ...about, verdict: 'wrong', texts: say('doctorPublicKeysOdd', { status }) }]
    return [{ ...about, verdict: 'ok', texts: say('doctorPublicKeysFine', { count }) }]
  })
}
