import type { Authentication } from './authenticate.ts'
import type { UserClaims } from './check-token.ts'
import type { Accounts, Origin } from './context.ts'
import { newSession, sessionEnd, sessionIdOf } from './start-session.ts'

/**
 * Ends a login: the session of the token that was shown, and Django REST Framework's key of the user, as
 * django-rest-auth does. The token is refused from then on.
 */
export async function logOut(
  { database, now, ...accounts }: Accounts,
  { user, claims }: Authentication,
  origin: Origin
): Promise<void> {
  const ended = new Date(now())
  await database.transaction(async ({ users, sessions, tokens }) => {
    if ((await users.find(user.id)) === undefined) return // Deleted meanwhile, and their logins with them.
    if (claims !== undefined) await sessions.end({ ...sessionOf(accounts, claims, now(), origin), ended })
    await tokens.remove(user.id)
  })
}

/** The session of a token; one that Django signed has no row before it is refreshed, and gets it here. */
export function sessionOf(
  { expirationDelta, leeway, refreshDelta = 0 }: Pick<Accounts, 'expirationDelta' | 'leeway' | 'refreshDelta'>,
  claims: UserClaims,
  now: number,
  origin: Origin
) {
  const began = 1000 * (claims.orig_iat ?? claims.exp - expirationDelta)
  const expires = sessionEnd({ expirationDelta, leeway }, now, Math.max(began + 1000 * refreshDelta, 1000 * claims.exp))
  return newSession({ id: claims.user_id }, origin, { id: sessionIdOf(claims), method: 'django', began, now, expires })
}
