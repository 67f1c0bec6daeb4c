import { AuthenticationFailed, Refused } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { Queries } from '../db/open.ts'
import type { User } from '../db/users.ts'
import type { Authentication } from './authenticate.ts'
import { isLoginOpen } from './check-token.ts'
import type { Accounts } from './context.ts'
import { connectSuffix } from './start-login.ts'
import { sessionIdOf } from './start-session.ts'

/**
 * The user of a login as they are now, for the transaction of an act that writes. A request is let through before its
 * body has come, which may take as long as its sender likes: a reset or a logout in between has the last word.
 * @throws AuthenticationFailed when the user is gone or disabled, or the login is over
 */
export async function requireLogin(
  accounts: Pick<Accounts, 'expirationDelta' | 'now'>,
  queries: Queries,
  { user: { id }, claims, keyCreated }: Authentication
): Promise<User> {
  const user = await queries.users.find(id)
  if (!user?.isActive) throw new AuthenticationFailed(message('userInactiveOrDeleted'))
  const isOpen =
    claims === undefined ? await hasKeyOf(queries, id, keyCreated) : await isLoginOpen(accounts, queries, claims)
  if (!isOpen) throw new AuthenticationFailed(message('sessionEnded'))
  return user
}

/** For the staff whatever the settings say, in seconds: a way into their account is one into the admin. */
const staffTimeout = 15 * 60

/**
 * The same, for an act that changes the ways into an account: with ACCOUNT_REAUTHENTICATION_REQUIRED the login must be a
 * recent one (OWASP ASVS 5.0, 7.5.1), so that a stolen token is not enough.
 * @throws Refused with 403 besides, when it is too old
 */
export async function requireRecentLogin(
  accounts: Pick<Accounts, 'expirationDelta' | 'now' | 'policy'>,
  queries: Queries,
  authentication: Authentication
): Promise<User> {
  const user = await requireLogin(accounts, queries, authentication)
  const isStaff = user.isStaff || user.isSuperuser
  const { reauthenticationTimeout: seconds = isStaff ? staffTimeout : undefined } = accounts.policy
  if (seconds === undefined) return user
  const began = await loginTime(accounts, queries, authentication, user)
  // In both directions: after a clock was put back, no login is recent that was not.
  if (began !== undefined && Math.abs(accounts.now() - began) <= 1000 * seconds) return user
  throw new Refused(403, message('reauthenticationNeeded', { minutes: Math.ceil(seconds / 60) }))
}

/** When somebody proved who they are, in milliseconds since 1970; a key belongs to no login, so there the last counts. */
async function loginTime(
  { expirationDelta }: Pick<Accounts, 'expirationDelta'>,
  { sessions }: Queries,
  { claims }: Authentication,
  user: User
): Promise<number | undefined> {
  if (claims === undefined) return user.lastLogin?.getTime()
  const session = await sessions.find(sessionIdOf(claims))
  if (session?.method.endsWith(connectSuffix)) return undefined
  return session?.created.getTime() ?? 1000 * (claims.orig_iat ?? claims.exp - expirationDelta)
}

/** A key is replaced rather than changed: one that was made at the same time is the same. */
async function hasKeyOf({ tokens }: Queries, userId: number, created: Date | undefined): Promise<boolean> {
  const found = await tokens.findCreated(userId)
  return found !== undefined && found.getTime() === created?.getTime()
}
