import { isAppKey, type KakaoApp } from './state.ts'

/** What an app asks for at `/oauth/authorize`. */
export interface Authorization {
  clientKey: string
  redirectUri: string
  state: string | undefined
  nonce: string | undefined
  /** Consent items, those of the app when the request names none. */
  scopes: string[]
  openid: boolean
  prompt: Prompt | undefined
  loginHint: string | undefined
  serviceTerms: string[]
  codeChallenge: string | undefined
}

const prompts = ['login', 'none', 'create', 'select_account'] as const
export type Prompt = (typeof prompts)[number]

/** Reads the query of a request; a `KOE…` code when Kakao shows an error page instead of sending anybody back. */
export function readAuthorization(app: KakaoApp, query: URLSearchParams): Authorization | string {
  const clientKey = query.get('client_id')
  const redirectUri = query.get('redirect_uri')
  if (!isAppKey(app, clientKey)) return 'KOE101'
  if (redirectUri === null || !isRegistered(app.redirectUris, redirectUri)) return 'KOE006'
  const prompt = query.get('prompt') ?? undefined
  if (query.get('response_type') !== 'code' || !isPrompt(prompt) || !isChallenge(query)) return 'KOE001'
  const named = query.get('scope')?.split(',') ?? app.scopes
  if (!areSetUp(app, named)) return 'KOE205'
  return {
    clientKey,
    redirectUri,
    state: query.get('state') ?? undefined,
    nonce: query.get('nonce') ?? undefined,
    scopes: named.filter(scope => scope !== 'openid'),
    openid: named.includes('openid'),
    prompt,
    loginHint: query.get('login_hint') ?? undefined,
    serviceTerms: query.get('service_terms')?.split(',') ?? [],
    codeChallenge: query.get('code_challenge') ?? undefined
  }
}

/** Whether an app may ask for scopes. */
export function areSetUp(app: KakaoApp, scopes: readonly string[]): boolean {
  return scopes.every(scope => app.scopes.includes(scope) || (scope === 'openid' && app.openIdConnect))
}

/** Whether people may be sent to a URI: it is registered to the letter. */
export function isRegistered(uris: Set<string> | 'any', uri: string): boolean {
  return uris === 'any' ? URL.canParse(uri) : uris.has(uri)
}

function isPrompt(prompt: string | undefined): prompt is Prompt | undefined {
  return prompt === undefined || prompts.some(known => known === prompt)
}

/** S256 alone, as Kakao's discovery document says: 43 letters of base64url (RFC 7636, section 4.2). */
function isChallenge(query: URLSearchParams): boolean {
  const challenge = query.get('code_challenge')
  if (challenge === null) return !query.has('code_challenge_method')
  return query.get('code_challenge_method') === 'S256' && /^[\w-]{43}$/.test(challenge)
}
