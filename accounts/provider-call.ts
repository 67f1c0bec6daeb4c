import { SocialRefused, Unavailable } from '../core/errors.ts'
import { member } from '../core/json.ts'
import { message } from '../core/messages.ts'
import { oauthFault, type ProviderRequest, type SocialKeys, type SocialProvider } from '../core/social-provider.ts'
import { askProvider, type ProviderAnswer } from './ask-provider.ts'
import type { Accounts } from './context.ts'
import { keysOf, type SocialClient } from './social-client.ts'

/** What is asked of a provider for one login: all of it within one time limit. */
export interface ProviderCall {
  client: SocialClient
  provider: SocialProvider
  keys: SocialKeys
  /**
   * A good answer of the provider.
   * @throws SocialRefused or Unavailable, as the provider's error says; Unavailable when it cannot be reached
   */
  ask(request: ProviderRequest): Promise<ProviderAnswer>
}

/** @throws Unavailable when the keys cannot be read, or the issuer does not tell its facts */
export async function openCall(
  { database, social }: Pick<Accounts, 'database' | 'social'>,
  client: SocialClient
): Promise<ProviderCall> {
  const { dispatcher, timeout } = client
  const signal = AbortSignal.timeout(timeout)
  const reach = async (request: ProviderRequest): Promise<ProviderAnswer> => {
    try {
      return await askProvider(request, { dispatcher, signal })
    } catch (cause) {
      throw away(client, cause)
    }
  }
  const provider = await factsOf(client, async url => (await reach({ url })).json)
  const fault = provider.readFault ?? oauthFault
  return {
    client,
    provider,
    keys: await keysOf({ database, sealer: social.sealer }, client),
    async ask(request) {
      const answer = await reach(request)
      const isGood = answer.status >= 200 && answer.status < 300 && typeof member(answer.json, 'error') !== 'string'
      if (isGood) return answer
      const meaning = fault(answer.status, answer.json)
      if (meaning === 'unavailable') throw away(client, new Error(`answered ${answer.status} ${codeIn(answer.json)}`))
      throw new SocialRefused(meaning)
    }
  }
}

/** The facts of a provider, asked of it where it tells them. @throws Unavailable when it does not */
export async function factsOf(
  { provider, ...client }: SocialClient,
  ask: (url: string) => Promise<unknown>
): Promise<SocialProvider> {
  if (!('discover' in provider)) return provider
  try {
    return await provider.discover(ask)
  } catch (cause) {
    throw cause instanceof Unavailable ? cause : away(client, cause)
  }
}

/** The provider is in trouble, or says what nobody understands; nothing is written. */
export function away({ name }: Pick<SocialClient, 'name'>, cause?: unknown): Unavailable {
  return new Unavailable(message('providerUnavailable', { provider: name }), { cause })
}

/** The code of an error, for the log: the words beside it may hold personal data. */
function codeIn(answer: unknown): string {
  const codes = ['error_code', 'code', 'error'].map(name => member(answer, name))
  const code = codes.find(code => typeof code === 'number' || typeof code === 'string')
  return String(code ?? '')
    .replace(/[^\w.-]/g, '')
    .slice(0, 40)
}
