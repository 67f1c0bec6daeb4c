import type { Dispatcher } from 'undici'
import { isEmailAddress } from '../core/email-address.ts'
import { InvalidInput, Unavailable } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { SocialProfile, SocialProvider } from '../core/social-provider.ts'
import { askProvider, type ProviderAnswer } from './ask-provider.ts'
import type { Accounts } from './context.ts'

/** How this project is known to a provider, and how the provider is reached. */
export interface SocialClient {
  provider: SocialProvider
  /** The provider's number of our application; a token of any other is refused. */
  appId: string
  /** For the row of socialaccount_socialapp that is made when the site has none. */
  newApp: { clientId: string; secret: string; key: string }
  siteId: number
  dispatcher: Dispatcher
  /** Milliseconds for all that is asked of the provider for one token. */
  timeout: number
  /** 0 to 9, for usernames. */
  randomDigit?: () => number
}

/** Who a person is at a provider, and the token that says so. */
export interface SocialIdentity extends SocialProfile {
  /** What the provider told, as JSON text. */
  extraData: string
  accessToken: string
  expiresAt: Date
}

/** A bearer token (RFC 6750, section 2.1); anything else never reaches a header. */
const bearerToken = /^[\w.~+/-]{1,4096}={0,2}$/

/**
 * Who an access token stands for, once it is sure that it was made for us (RFC 9700, section 4.9: token substitution).
 * @throws InvalidInput when the provider refuses it or it was made for another application; Unavailable when the
 *   provider is away
 */
export async function identifySocialAccount(
  { now }: Pick<Accounts, 'now'>,
  { provider, appId, dispatcher, timeout }: SocialClient,
  accessToken: string
): Promise<SocialIdentity> {
  const refused = InvalidInput.of(message('socialRefused'))
  if (!bearerToken.test(accessToken)) throw refused
  const signal = AbortSignal.timeout(timeout)
  const ask = async (url: string): Promise<ProviderAnswer> => {
    const answer = await reach(provider, () => askProvider(url, accessToken, { dispatcher, signal }))
    if (answer.status === 200) return answer
    throw provider.readFault(answer.status, answer.json) === 'refused' ? refused : away(provider)
  }
  const token = provider.readTokenInfo((await ask(provider.tokenInfoUrl)).json)
  if (token === undefined) throw away(provider)
  if (token.appId !== appId || token.expiresIn <= 0) throw refused
  const answer = await ask(provider.profileUrl)
  const profile = provider.readProfile(answer.json)
  if (profile === undefined) throw away(provider)
  if (profile.uid !== token.uid) throw refused
  return {
    ...profile,
    email: isEmailAddress(profile.email) ? profile.email : '',
    extraData: answer.text,
    accessToken,
    expiresAt: new Date(now() + 1000 * token.expiresIn)
  }
}

async function reach(provider: SocialProvider, ask: () => Promise<ProviderAnswer>): Promise<ProviderAnswer> {
  try {
    return await ask()
  } catch (cause) {
    throw away(provider, cause)
  }
}

function away(provider: SocialProvider, cause?: unknown): Unavailable {
  return new Unavailable(message('providerUnavailable', { provider: provider.name }), { cause })
}
