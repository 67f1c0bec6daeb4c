import type { KakaoPerson } from './people.ts'
import type { Forgery } from './signing-keys.ts'
import { accessTokenLifetime, type KakaoState, personOf, seconds } from './state.ts'

/** How an id_token of a test differs from that of a login on the web, now. */
export interface IdTokenOptions extends Forgery {
  /** The app key that started the login; the REST API key when not given. */
  aud?: string | undefined
  nonce?: string | undefined
  /** Set over the claims; undefined takes one away. */
  claims?: Record<string, unknown>
}

/** Signs an id_token for a person, who need not have an account when they are given as a whole. */
export function signIdToken(
  state: KakaoState,
  personOrId: KakaoPerson | string,
  { aud = state.app.restApiKey, nonce, claims, ...forgery }: IdTokenOptions = {}
): Promise<string> {
  const person = typeof personOrId === 'string' ? personOf(state, personOrId) : personOrId
  const usual = idTokenClaims(state, person, { aud, nonce, authTime: seconds(state) })
  return state.keys.sign({ ...usual, ...claims }, forgery)
}

/**
 * The claims of an id_token: what the person consented to (all that the app has set up, when they are not linked).
 * The e-mail address comes only while it is valid and verified; no claim says so.
 */
export function idTokenClaims(
  state: KakaoState,
  { id, nickname, picture, email, isEmailValid = true, isEmailVerified = true }: KakaoPerson,
  { aud, nonce, authTime }: { aud: string; nonce?: string | undefined; authTime: number }
): Record<string, unknown> {
  const iat = seconds(state)
  const scopes = state.links.get(id)?.scopes ?? new Set(state.app.scopes)
  return {
    iss: state.url,
    aud,
    sub: id,
    iat,
    exp: iat + accessTokenLifetime,
    auth_time: authTime,
    ...(nonce !== undefined && { nonce }),
    ...(scopes.has('profile_nickname') && { nickname }),
    ...(scopes.has('profile_image') && { picture }),
    ...(scopes.has('account_email') && isEmailValid && isEmailVerified && { email })
  }
}
