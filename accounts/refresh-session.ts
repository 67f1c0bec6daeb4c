import { InvalidInput } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import { isLoginOpen } from './check-token.ts'
import type { Accounts, Origin } from './context.ts'
import { signToken } from './sign-token.ts'
import { newSession, sessionEnd, sessionIdOf } from './start-session.ts'
import { verifyToken } from './verify-token.ts'

/**
 * A new token for one that still holds, up to `refreshDelta` seconds after the login (`orig_iat`, which stays), as long
 * as its session is open. A token that Django signed has no session: it gets one now.
 * @throws InvalidInput in djangorestframework-jwt's words
 */
export async function refreshSession(
  accounts: Accounts,
  token: string,
  refreshDelta: number,
  origin: Origin
): Promise<string> {
  const { claims, user } = await verifyToken(accounts, token)
  const { orig_iat: origIat } = claims
  if (typeof origIat !== 'number') throw InvalidInput.of(message('refreshNotAllowed'))
  const now = accounts.now()
  if (now / 1000 > origIat + refreshDelta) throw InvalidInput.of(message('refreshExpired'))
  const sid = sessionIdOf(claims)
  const expires = sessionEnd(accounts, now, 1000 * (origIat + refreshDelta))
  const session = await accounts.database.transaction(async queries => {
    const { users, sessions } = queries
    const current = await users.find(user.id)
    // Ended meanwhile: a session that begins here would outlive its end.
    if (!current?.isActive || !(await isLoginOpen(accounts, queries, claims))) return undefined
    if (claims.sid === undefined) {
      const began = 1000 * origIat
      await sessions.adopt(newSession(user, origin, { id: sid, method: 'django', began, now, expires }))
    }
    return sessions.touch({ id: sid, userId: user.id, now: new Date(now), expires: new Date(expires) })
  })
  if (session === undefined) throw InvalidInput.of(message('sessionEnded'))
  return signToken(accounts, user, { sid, origIat })
}
