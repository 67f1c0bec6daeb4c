import type { User } from '../db/users.ts'
import type { Authentication } from './authenticate.ts'
import type { UserClaims } from './check-token.ts'
import type { Accounts, Origin } from './context.ts'
import { recordEvent } from './record-event.ts'
import { refreshTokenHash } from './refresh-token.ts'
import { newSession, sessionEnd, sessionIdOf } from './start-session.ts'

/**
 * Ends a login: the session of the token that was shown, and Django REST Framework's key of the user, as
 * django-rest-auth does. The token is refused from then on.
 */
export async function logOut(
  accounts: Accounts,
  { user: { id: userId }, claims }: Authentication,
  origin: Origin
): Promise<void> {
  const now = accounts.now()
  const session = claims && sessionOf(accounts, claims, now, origin)
  await accounts.database.transaction(async queries => {
    if ((await queries.users.find(userId)) === undefined) return // Deleted meanwhile, and their logins with them.
    if (session !== undefined) await queries.sessions.end({ ...session, ended: new Date(now) })
    await queries.tokens.remove(userId)
    await recordEvent(accounts, queries, 'logout', { userId, origin, sessionId: session?.id })
  })
}

/**
 * Ends the session of a refresh token, for who has no token any more that holds. One that is no good ends nothing, and is
 * told the same.
 * @returns whom it logged out
 */
export async function logOutByRefreshToken(
  accounts: Accounts,
  refreshToken: string,
  origin: Origin
): Promise<User | undefined> {
  return accounts.database.transaction(async queries => {
    const found = await queries.refreshTokens.find(refreshTokenHash(refreshToken))
    if (found === undefined) return undefined
    const { userId, id: sessionId } = found.session
    if (!(await queries.sessions.endOne(userId, sessionId, new Date(accounts.now())))) return undefined
    await recordEvent(accounts, queries, 'logout', { userId, origin, sessionId })
    return queries.users.find(userId)
  })
}

/** The session of a token; one that Django signed has no row before it is refreshed, and gets it here. */
export function sessionOf(
  {
    expirationDelta,
    leeway,
    refreshDelta = 0,
    rotation
  }: Pick<Accounts, 'expirationDelta' | 'leeway' | 'refreshDelta' | 'rotation'>,
  claims: UserClaims,
  now: number,
  origin: Origin
) {
  const began = 1000 * (claims.orig_iat ?? claims.exp - expirationDelta)
  const lastRefresh = began + 1000 * (rotation?.refreshDelta ?? refreshDelta)
  const expires = sessionEnd({ expirationDelta, leeway }, now, Math.max(lastRefresh, 1000 * claims.exp))
  return newSession({ id: claims.user_id }, origin, { id: sessionIdOf(claims), method: 'django', began, now, expires })
}
