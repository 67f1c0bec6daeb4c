import { createHash, randomBytes } from 'node:crypto'
import type { Transaction } from '../db/open.ts'
import type { NewSession } from '../db/sessions.ts'
import type { User } from '../db/users.ts'
import type { Accounts, Origin } from './context.ts'
import { recordEvent } from './record-event.ts'
import { firstRefreshToken } from './refresh-token.ts'
import { signToken } from './sign-token.ts'

const maxUserAgentLength = 255

/** What a session hands out: a JSON Web Token and, with JWT_REFRESH_MODE=rotating, a refresh token. */
export interface SessionTokens {
  token: string
  refreshToken?: string
}

/**
 * Begins the session of a login and returns its first tokens. Part of the transaction of the login itself, so that
 * there is no one without the other.
 * @param method how the user logged in: `password`, `registration`, or a provider's name
 */
export async function startSession(
  accounts: Accounts,
  queries: Transaction,
  user: User,
  { method, ...origin }: Origin & { method: string }
): Promise<SessionTokens> {
  const now = accounts.now()
  const { rotation } = accounts
  const { refreshDelta = 0 } = rotation ?? accounts
  const session = newSession(user, origin, {
    id: randomBytes(16).toString('base64url'),
    method,
    began: now,
    now,
    expires: sessionEnd(accounts, now, now + 1000 * refreshDelta)
  })
  await queries.sessions.insert(session)
  await recordEvent(accounts, queries, 'login', { userId: user.id, origin, sessionId: session.id, details: { method } })
  if (rotation !== undefined) {
    const refreshToken = await firstRefreshToken(queries, session.id, new Date(now))
    return { token: signToken(accounts, user, { sid: session.id, origIat: undefined }), refreshToken }
  }
  const origIat = accounts.refreshDelta === undefined ? undefined : Math.floor(now / 1000)
  return { token: signToken(accounts, user, { sid: session.id, origIat }) }
}

/**
 * When a session ends by itself: with the last refresh or the token that is made now, whichever is later, and the
 * leeway. All in milliseconds since 1970.
 */
export function sessionEnd(
  { expirationDelta, leeway }: Pick<Accounts, 'expirationDelta' | 'leeway'>,
  now: number,
  lastRefresh: number
): number {
  return Math.max(lastRefresh, now + 1000 * expirationDelta) + 1000 * leeway
}

/** A row of rest_auth_session; `began`, `now` and `expires` are milliseconds since 1970. */
export function newSession(
  user: Pick<User, 'id'>,
  { ipAddress, userAgent }: Omit<Origin, 'language'>,
  { id, method, began, now, expires }: { id: string; method: string; began: number; now: number; expires: number }
): NewSession {
  return {
    id,
    userId: user.id,
    created: new Date(began),
    lastUsed: new Date(now),
    expires: new Date(expires),
    userAgent: userAgent.slice(0, maxUserAgentLength),
    ipAddress,
    method
  }
}

/**
 * The session that a token belongs to. Those of a login at Django name none: it is the same for all that were refreshed
 * from it, so that ending it ends them; one that cannot be refreshed is a login of its own.
 */
export function sessionIdOf({
  sid,
  user_id: userId,
  orig_iat: origIat,
  exp
}: {
  sid?: string
  user_id: number
  orig_iat?: number
  exp: number
}): string {
  if (sid !== undefined) return sid
  const login = origIat === undefined ? `${userId} until ${exp}` : `${userId} ${origIat}`
  return createHash('sha256').update(login).digest('base64url').slice(0, 22)
}
