import { type Authorization, readAuthorization } from './authorization.ts'
import { loginError } from './errors.ts'
import type { Linked } from './links.ts'
import { randomText } from './random-text.ts'
import { type KakaoState, personOf, seconds } from './state.ts'

const codeLifetime = 10 * 60 * 1000

/** What a person answers on the consent page. */
export interface Choice {
  /** Who logs in; undefined: nobody is logged in, which only `prompt=none` can answer. */
  personId?: string | undefined
  /** Presses 취소. */
  deny?: boolean
  /** Consent items that they do not tick. */
  withoutScopes?: readonly string[]
}

/**
 * Goes through a login as a person with a browser would.
 * @param url what the app sends the browser to; only its query counts, so that it may name the real Kakao
 * @returns where Kakao sends the browser: the redirect URI with `code` and `state`, or with `error` and `state`
 * @throws Error with `errorCode` (`KOE…`) where Kakao shows an error page and sends nobody back
 */
export function authorize(state: KakaoState, url: string | URL, choice: Choice): string {
  const authorization = readAuthorization(state.app, new URL(url).searchParams)
  if (typeof authorization === 'string') throw loginError(authorization)
  if (authorization.prompt === 'none') return answerSilently(state, authorization, choice.personId)
  return answerChoice(state, authorization, choice)
}

/** `prompt=none`: the answer comes without a page, or not at all. */
export function answerSilently(
  state: KakaoState,
  authorization: Authorization,
  personId: string | undefined,
  authTime = seconds(state)
): string {
  if (personId === undefined) return backWith(authorization, { error: 'login_required' })
  if (!hasConsented(state, authorization, personId)) return backWith(authorization, { error: 'consent_required' })
  return backWith(authorization, { code: issueCode(state, authorization, personId, authTime) })
}

/** What a press on one of the buttons of the consent page leads to. */
export function answerChoice(
  state: KakaoState,
  authorization: Authorization,
  { personId = '', deny = false, withoutScopes = [] }: Choice,
  authTime = seconds(state)
): string {
  if (deny) {
    return backWith(authorization, { error: 'access_denied', error_description: 'User denied access' })
  }
  const ticked = authorization.scopes.filter(scope => !withoutScopes.includes(scope))
  consent(state, personId, ticked)
  return backWith(authorization, { code: issueCode(state, authorization, personId, authTime) })
}

/** Links a person with the app, if they are not yet, and notes what they consent to besides what they have before. */
export function consent(state: KakaoState, personId: string, scopes: readonly string[]): Linked {
  const person = personOf(state, personId)
  const link = state.links.get(personId) ?? { connectedAt: new Date(state.now()), scopes: new Set() }
  for (const scope of scopes) link.scopes.add(scope)
  state.links.set(personId, link)
  return { person, link }
}

/** Whether a login needs no question: the person is linked and has consented to all that is asked for. */
export function hasConsented(state: KakaoState, { scopes }: Authorization, personId: string): boolean {
  const link = state.links.get(personId)
  return link !== undefined && scopes.every(scope => link.scopes.has(scope))
}

function issueCode(state: KakaoState, authorization: Authorization, personId: string, authTime: number): string {
  const code = randomText()
  state.codes.set(code, { authorization, personId, authTime, expiresAt: state.now() + codeLifetime })
  return code
}

function backWith({ redirectUri, state }: Authorization, parameters: Record<string, string>): string {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  if (state !== undefined) url.searchParams.set('state', state)
  return url.href
}
