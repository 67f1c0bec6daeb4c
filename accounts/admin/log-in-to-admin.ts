import { randomBytes } from 'node:crypto'
import { InvalidInput } from '../../core/errors.ts'
import { message } from '../../core/messages.ts'
import type { Accounts, Origin } from '../context.ts'
import { logInBy } from '../log-in.ts'
import { isPasswordOf } from '../own-password.ts'
import { recordEvent } from '../record-event.ts'
import { recordFailedLogin } from '../record-failed-login.ts'
import { newSession } from '../start-session.ts'
import { type AdminLogin, adminSessionId, findAdminLogin, idleTime, longestTime, requireAdmin } from './admin-login.ts'

/** How a session of the admin began, in `rest_auth_session`. */
export const adminMethod = 'admin'

/**
 * Logs a member of the staff in to the admin, in a session of its own. Somebody else's right password is refused by the
 * words of a wrong one, as in Django's admin.
 * @returns what the cookie says: 256 random bits
 * @throws InvalidInput; Throttled, or Unavailable when too many passwords wait
 */
export async function logInToAdmin(
  accounts: Accounts,
  { username, password }: { username: string; password: string },
  origin: Origin
): Promise<{ cookie: string; login: AdminLogin }> {
  const email = accounts.policy.authenticationMethod === 'username' ? undefined : username
  return logInBy(accounts, { username, email, password }, { ...origin, method: adminMethod }, async (queries, user) => {
    if (!user.isStaff) throw InvalidInput.of(message('badCredentials'))
    const now = accounts.now()
    const cookie = randomBytes(32).toString('base64url')
    const id = adminSessionId(cookie)
    const times = { began: now, now, expires: now + idleTime }
    await queries.sessions.insert(newSession(user, origin, { id, method: adminMethod, ...times }))
    await queries.adminLogins.insert({ sessionId: id, confirmed: new Date(now) })
    const details = { method: adminMethod }
    await recordEvent(accounts, queries, 'login', { userId: user.id, origin, sessionId: id, details })
    return { cookie, login: { sessionId: id, user, confirmed: new Date(now) } }
  })
}

/** A session that is used is written down at most this often, in milliseconds. */
const touchInterval = 60_000

/** Whose cookie it is; a session that is used goes on. Undefined when it is nobody's. */
export async function continueAdminLogin(accounts: Accounts, cookie: string): Promise<AdminLogin | undefined> {
  const { database } = accounts
  const login = await findAdminLogin(accounts, database, adminSessionId(cookie))
  if (login === undefined) return undefined
  const now = accounts.now()
  if (Math.abs(now - login.lastUsed.getTime()) < touchInterval) return login
  const expires = new Date(Math.min(now + idleTime, login.created.getTime() + longestTime))
  const use = { id: login.sessionId, userId: login.user.id, now: new Date(now), expires }
  const touched = await database.transaction(queries => queries.sessions.touch(use))
  return touched && login
}

/** Notes that a member of the staff has shown their password again. @throws InvalidInput when it is not theirs; Throttled */
export async function confirmAdminLogin(
  accounts: Accounts,
  { sessionId, user }: AdminLogin,
  password: string,
  origin: Origin
): Promise<AdminLogin> {
  if (!(await isPasswordOf(accounts, user.id, password, origin))) {
    await recordFailedLogin(accounts, { userId: user.id, origin, method: adminMethod })
    throw new InvalidInput({ password: [message('invalidPassword')] })
  }
  const confirmed = new Date(accounts.now())
  return accounts.database.transaction(async queries => {
    const current = await requireAdmin(accounts, queries, { sessionId })
    await queries.adminLogins.confirm(sessionId, confirmed)
    await recordEvent(accounts, queries, 'admin_confirmed', { userId: current.id, origin, sessionId })
    return { sessionId, user: current, confirmed }
  })
}

/** Ends a session of the admin. */
export async function logOutOfAdmin(
  accounts: Accounts,
  { sessionId, user: { id: userId } }: AdminLogin,
  origin: Origin
): Promise<void> {
  await accounts.database.transaction(async queries => {
    if (!(await queries.sessions.endOne(userId, sessionId, new Date(accounts.now())))) return
    await recordEvent(accounts, queries, 'logout', { userId, origin, sessionId })
  })
}
