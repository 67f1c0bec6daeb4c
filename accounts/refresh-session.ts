import { InvalidInput } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { Transaction } from '../db/open.ts'
import type { User } from '../db/users.ts'
import { isLoginOpen } from './check-token.ts'
import type { Accounts, Origin } from './context.ts'
import { firstRefreshToken } from './refresh-token.ts'
import { signToken } from './sign-token.ts'
import { newSession, type SessionTokens, sessionEnd, sessionIdOf } from './start-session.ts'
import { verifyToken } from './verify-token.ts'

/**
 * A new token for one that still holds, up to `refreshDelta` seconds after the login (`orig_iat`, which stays), as long
 * as its session is open. A token that Django signed has no session: it gets one now. With JWT_REFRESH_MODE=rotating it
 * is exchanged once for the first pair of its session.
 * @throws InvalidInput in djangorestframework-jwt's words
 */
export async function refreshSession(
  accounts: Accounts,
  token: string,
  refreshDelta: number,
  origin: Origin
): Promise<SessionTokens> {
  const { claims, user } = await verifyToken(accounts, token)
  const { orig_iat: origIat } = claims
  if (typeof origIat !== 'number') throw InvalidInput.of(message('refreshNotAllowed'))
  const now = accounts.now()
  if (now / 1000 > origIat + refreshDelta) throw InvalidInput.of(message('refreshExpired'))
  const sid = sessionIdOf(claims)
  const expires = sessionEnd(accounts, now, 1000 * (origIat + refreshDelta))
  const tokens = await accounts.database.transaction(async queries => {
    const { users, sessions } = queries
    const current = await users.find(user.id)
    // Ended meanwhile: a session that begins here would outlive its end.
    if (!current?.isActive || !(await isLoginOpen(accounts, queries, claims))) return undefined
    if (claims.sid === undefined) {
      const began = 1000 * origIat
      await sessions.adopt(newSession(user, origin, { id: sid, method: 'django', began, now, expires }))
    }
    const use = { id: sid, userId: user.id, now: new Date(now), expires: new Date(expires) }
    if ((await sessions.touch(use)) === undefined) return undefined
    if (accounts.rotation !== undefined) return firstPair(accounts, queries, user, sid)
    return { token: signToken(accounts, user, { sid, origIat }) }
  })
  if (tokens === undefined) throw InvalidInput.of(message('sessionEnded'))
  return tokens
}

/** For a session from before refresh tokens rotated. Were it more than once, its old token would be a second way in. */
async function firstPair(accounts: Accounts, queries: Transaction, user: User, sid: string): Promise<SessionTokens> {
  if (await queries.refreshTokens.areThereOf(sid)) throw InvalidInput.of(message('refreshNotAllowed'))
  const refreshToken = await firstRefreshToken(queries, sid, new Date(accounts.now()))
  return { token: signToken(accounts, user, { sid, origIat: undefined }), refreshToken }
}
