import { InvalidInput } from '../../core/errors.ts'
import { message } from '../../core/messages.ts'
import { isUsablePassword } from '../../core/passwords.ts'
import type { Accounts, Origin } from '../context.ts'
import { newPasswordMessages } from '../create-superuser.ts'
import { afterNewPassword } from '../new-password.ts'
import { queueMail } from '../queue-mail.ts'
import { type AdminLogin, requireAdmin } from './admin-login.ts'
import { recordAdminEvent } from './record-admin-event.ts'
import { requireMayTouch, requireUser } from './user-values.ts'

/**
 * Gives a user another password, as a superuser, ends their logins and tells them by mail.
 * @throws InvalidInput when it will not do; Refused with 403, or 404
 */
export async function setUserPassword(
  accounts: Accounts,
  by: AdminLogin,
  id: number,
  password: string,
  origin: Origin
): Promise<void> {
  const { database, passwords } = accounts
  await requireAdmin(accounts, database, by, { superuser: true, confirmed: true })
  const messages = newPasswordMessages(password, await requireUser(database, id))
  if (messages.length > 0) throw new InvalidInput({ password: messages })
  const hash = await passwords.hash(password)
  await database.transaction(async queries => {
    await requireAdmin(accounts, queries, by, { superuser: true, confirmed: true })
    const user = await requireUser(queries, id)
    await queries.users.update(id, { password: hash })
    await afterNewPassword(accounts, queries, user, origin, id === by.user.id ? { sid: by.sessionId } : {})
    await recordAdminEvent(accounts, queries, 'password_set_by_admin', { by, origin, user })
  })
}

/**
 * Mails a user the link by which they choose a new password themselves.
 * @throws InvalidInput when they have no address, are disabled, or have no password, which is what the mail's writer looks
 *   at; Refused with 403, or 404
 */
export async function sendPasswordReset(accounts: Accounts, by: AdminLogin, id: number, origin: Origin): Promise<void> {
  await accounts.database.transaction(async queries => {
    await requireAdmin(accounts, queries, by)
    const user = await requireUser(queries, id)
    await requireMayTouch(accounts, queries, by, user)
    if (user.email === '') throw InvalidInput.of(message('adminNoEmail'))
    if (!user.isActive) throw InvalidInput.of(message('adminUserDisabled'))
    if (!isUsablePassword(user.password)) throw InvalidInput.of(message('adminNoPassword'))
    const { language, siteId } = origin
    await queueMail(accounts, queries, { kind: 'password reset', recipient: user.email, language, siteId })
    await recordAdminEvent(accounts, queries, 'password_reset_sent_by_admin', { by, origin, user })
  })
}

/** Ends all logins of a user, and Django REST Framework's key; of one's own, all but the one that asks. @throws Refused */
export async function endUserSessions(accounts: Accounts, by: AdminLogin, id: number, origin: Origin): Promise<void> {
  await accounts.database.transaction(async queries => {
    const admin = await requireAdmin(accounts, queries, by)
    const user = await requireUser(queries, id)
    await requireMayTouch(accounts, queries, by, user)
    await queries.sessions.endAll(id, new Date(accounts.now()), id === admin.id ? by.sessionId : '')
    await queries.tokens.remove(id)
    await recordAdminEvent(accounts, queries, 'sessions_ended_by_admin', { by, origin, user })
  })
}
