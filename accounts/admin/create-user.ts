import { InvalidInput } from '../../core/errors.ts'
import { unusablePassword } from '../../core/passwords.ts'
import type { Accounts, Origin } from '../context.ts'
import { newPasswordMessages } from '../create-superuser.ts'
import { newUser } from '../new-user.ts'
import { type AdminLogin, requireAdmin } from './admin-login.ts'
import { recordAdminEvent } from './record-admin-event.ts'
import { readUsername, requireGroups, setEmail, type UserFields, usernameTaken, userValues } from './user-values.ts'

/**
 * Makes a user, as the staff; one with rights, or in groups, as a superuser. Without a password they come in by a
 * provider, once they have connected one, or when a superuser gives them a password.
 * @returns the number of the user
 * @throws InvalidInput with messages by field; Refused with 403
 */
export async function createUser(
  accounts: Accounts,
  by: AdminLogin,
  { password = '', email = '', groups = [], ...fields }: UserFields & { password?: string },
  origin: Origin
): Promise<number> {
  const { database, passwords, now } = accounts
  const { username: given = '', is_active: isActive = true, is_staff: isStaff = false } = fields
  const { is_superuser: isSuperuser = false, first_name: firstName = '', last_name: lastName = '' } = fields
  const hasRights = isStaff || isSuperuser || groups.length > 0
  const needs = { superuser: hasRights, confirmed: hasRights }
  await requireAdmin(accounts, database, by, needs) // before anything is hashed for them
  const username = readUsername(given)
  const person = { username, email, firstName, lastName }
  const messages = password === '' ? [] : newPasswordMessages(password, person)
  if (messages.length > 0) throw new InvalidInput({ password: messages })
  const hash = password === '' ? unusablePassword() : await passwords.hash(password)
  return database.transaction(async queries => {
    await requireAdmin(accounts, queries, by, needs)
    await requireGroups(queries, groups)
    const values = { username, email: '', password: hash, dateJoined: new Date(now()), firstName, lastName }
    const inserted = await queries.users.insert(newUser({ ...values, isActive, isStaff, isSuperuser }))
    if (inserted === undefined) throw usernameTaken()
    if (email !== '') await setEmail(queries, inserted, email)
    await queries.groups.setOfUser(inserted.id, groups)
    const after = await userValues(queries, { ...inserted, email })
    await recordAdminEvent(accounts, queries, 'user_created_by_admin', { by, origin, user: inserted, after })
    return inserted.id
  })
}
