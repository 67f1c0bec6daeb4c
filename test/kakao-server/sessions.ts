import { idTokenClaims } from './id-token.ts'
import type { Linked } from './links.ts'
import { randomText } from './random-text.ts'
import { accessTokenLifetime, type KakaoSession, type KakaoState, refreshTokenLifetime } from './state.ts'

const month = 30 * 24 * 60 * 60

/** What the token endpoint answers, and what the SDKs hand to an app. */
export interface TokenAnswer {
  token_type: 'bearer'
  access_token: string
  /** Seconds. */
  expires_in: number
  /** Missing when an older one has more than a month left. */
  refresh_token?: string
  /** Seconds. */
  refresh_token_expires_in?: number
  /** Consent items and `openid`, with spaces between them. */
  scope: string
  /** With the scope `openid` alone. */
  id_token?: string
}

type Login = Pick<KakaoSession, 'clientKey' | 'openid' | 'authTime'> & { nonce?: string | undefined }

/** Starts a session and issues its first tokens. */
export async function startSession(
  state: KakaoState,
  linked: Linked,
  { nonce, ...login }: Login
): Promise<TokenAnswer> {
  const session = { personId: linked.person.id, ...login, ...newRefreshToken(state) }
  state.sessions.set(session.refreshToken, session)
  return { ...(await issueTokens(state, linked, session, nonce)), ...refreshTokenOf(session) }
}

/** Issues new tokens. A refresh token comes with them only when the old one, which then ends, has under a month left. */
export async function renewSession(state: KakaoState, linked: Linked, session: KakaoSession): Promise<TokenAnswer> {
  if (session.refreshExpiresAt - state.now() >= month * 1000) return issueTokens(state, linked, session)
  state.sessions.delete(session.refreshToken)
  Object.assign(session, newRefreshToken(state))
  state.sessions.set(session.refreshToken, session)
  return { ...(await issueTokens(state, linked, session)), ...refreshTokenOf(session) }
}

/** Ends a session: none of its tokens works any longer. */
export function endSession(state: KakaoState, session: KakaoSession): void {
  state.sessions.delete(session.refreshToken)
  for (const [text, { issued }] of state.tokens) if (issued?.session === session) state.tokens.delete(text)
}

async function issueTokens(
  state: KakaoState,
  { person, link }: Linked,
  session: KakaoSession,
  nonce?: string
): Promise<TokenAnswer> {
  const access_token = randomText()
  const expiresAt = state.now() + accessTokenLifetime * 1000
  state.tokens.set(access_token, { person, appId: state.app.appId, issued: { session, expiresAt } })
  const answer = {
    token_type: 'bearer' as const,
    access_token,
    expires_in: accessTokenLifetime,
    scope: [...link.scopes, ...(session.openid ? ['openid'] : [])].join(' ')
  }
  if (!session.openid) return answer
  const { clientKey: aud, authTime } = session
  return { ...answer, id_token: await state.keys.sign(idTokenClaims(state, person, { aud, authTime, nonce })) }
}

function newRefreshToken(state: KakaoState) {
  return { refreshToken: randomText(), refreshExpiresAt: state.now() + refreshTokenLifetime * 1000 }
}

function refreshTokenOf({ refreshToken }: KakaoSession) {
  return { refresh_token: refreshToken, refresh_token_expires_in: refreshTokenLifetime }
}
