import type { SocialClient } from '../../accounts/social-client.ts'
import type { SocialProvider } from '../../core/social-provider.ts'
import type { LoginAnswers } from '../login-answers.ts'

/** A provider that people can come by. */
export interface SocialEntrance {
  client: SocialClient
  /** The ways in that the provider has, as far as is known before anybody asks it. */
  ways: SocialWays
  /** How who came by it is answered. */
  answers: LoginAnswers
  /** Where the provider sends browsers back to: the site's own address, of its row and never of a request. */
  callbackUri: () => Promise<string>
  /** The name of the site. */
  siteName: () => Promise<string>
}

export interface SocialWays {
  accessToken: boolean
  idToken: boolean
  code: boolean
  browser: boolean
  /**
   * The provider gives a code of the server's own callback to nobody without the verifier that began its login (PKCE).
   * Where it has none, such a code is for the browser that waits there: from anybody else it may be a found one
   * (RFC 9700, section 4.5).
   */
  bindsCodes: boolean
}

export function waysOf(provider: SocialProvider): SocialWays {
  const { profile, idToken, token, authorization } = provider
  const code = token !== undefined
  return {
    accessToken: profile !== undefined,
    idToken: idToken !== undefined,
    code,
    browser: code && authorization !== undefined,
    bindsCodes: !code || authorization?.pkce !== false
  }
}
