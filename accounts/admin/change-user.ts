import type { Transaction } from '../../db/open.ts'
import type { User } from '../../db/users.ts'
import type { Accounts, Origin } from '../context.ts'
import { queueNotice } from '../queue-mail.ts'
import { type AdminLogin, requireAdmin } from './admin-login.ts'
import { adminMethod } from './log-in-to-admin.ts'
import { recordAdminEvent } from './record-admin-event.ts'
import {
  readUsername,
  refuseOwnRights,
  requireGroups,
  requireMayTouch,
  requireUser,
  setEmail,
  type UserFields,
  usernameTaken,
  userValues
} from './user-values.ts'

/** What a user may do by it, so that a superuser has to change it, after showing their password. */
const rights = ['is_staff', 'is_superuser', 'groups'] as const

/**
 * Changes a user: names and whether they may log in, as the staff; what raises rights, or leads reset links elsewhere,
 * as a superuser. Who is disabled is logged out everywhere by the database itself.
 * @throws InvalidInput with messages by field; Refused with 403, or 404
 */
export async function changeUser(
  accounts: Accounts,
  by: AdminLogin,
  id: number,
  fields: UserFields,
  origin: Origin
): Promise<void> {
  await accounts.database.transaction(async queries => {
    const admin = await requireAdmin(accounts, queries, by)
    const user = await requireUser(queries, id)
    await requireMayTouch(accounts, queries, by, user)
    const before = await userValues(queries, user)
    const isNew = (name: keyof UserFields) => fields[name] !== undefined && !isSame(fields[name], before[name])
    const [right] = rights.filter(isNew)
    // A name is who somebody is, in tokens that nobody looks up and in a Django beside this server.
    const isRenamed = isNew('username') && id !== admin.id
    const isDangerous = right !== undefined || isNew('email') || isRenamed
    if (isDangerous) await requireAdmin(accounts, queries, by, { superuser: true, confirmed: true })
    if (right !== undefined) await refuseOwnRights(queries, by, user, right)
    if (isNew('is_active')) await refuseOwnRights(queries, by, user, 'is_active')

    const { first_name: firstName = user.firstName, last_name: lastName = user.lastName } = fields
    const { is_active: isActive = user.isActive, is_staff: isStaff = user.isStaff } = fields
    const { is_superuser: isSuperuser = user.isSuperuser } = fields
    const { username: given = user.username } = fields
    const username = given === user.username ? given : readUsername(given)
    if (username !== user.username && (await queries.users.hasUsername(username, id))) throw usernameTaken()
    if (fields.groups !== undefined) await requireGroups(queries, fields.groups)
    await queries.users.update(id, { username, firstName, lastName, isActive, isStaff, isSuperuser })
    // Their sessions here would come back with the right.
    if ((user.isStaff && !isStaff) || (user.isSuperuser && !isSuperuser)) {
      await queries.sessions.endAllBy(id, adminMethod, new Date(accounts.now()))
    }
    if (fields.groups !== undefined) await queries.groups.setOfUser(id, fields.groups)
    if (fields.email !== undefined && isNew('email')) {
      await tellOfEmail(accounts, queries, user, fields.email, origin)
      await setEmail(queries, user, fields.email)
    }
    const after = await userValues(queries, await requireUser(queries, id))
    await recordAdminEvent(accounts, queries, 'user_changed_by_admin', { by, origin, user, before, after })
  })
}

/** Groups are the same in any order. */
function isSame(given: UserFields[keyof UserFields], kept: UserFields[keyof UserFields]): boolean {
  return Array.isArray(given) && Array.isArray(kept) ? `${given.toSorted()}` === `${kept.toSorted()}` : given === kept
}

/** To the address before, while it can still be told whether it is surely theirs. */
async function tellOfEmail(
  accounts: Accounts,
  queries: Transaction,
  user: User,
  email: string,
  { language, siteId }: Origin
): Promise<void> {
  if (user.email.toLowerCase() === email.toLowerCase()) return
  const told = { language, siteId, details: { email: email || user.email } }
  await queueNotice(accounts, queries, user, { kind: email === '' ? 'email removed' : 'email primary', ...told })
}
