import { InvalidInput, Refused } from '../../core/errors.ts'
import { message } from '../../core/messages.ts'
import type { Group } from '../../db/groups.ts'
import type { Transaction } from '../../db/open.ts'
import type { Accounts, Origin } from '../context.ts'
import { type AdminLogin, requireAdmin } from './admin-login.ts'
import { recordAdminEvent } from './record-admin-event.ts'

/** Makes a group, as a superuser. @returns its number @throws InvalidInput when there is one of that name; Refused with 403 */
export async function createGroup(accounts: Accounts, by: AdminLogin, name: string, origin: Origin): Promise<number> {
  return accounts.database.transaction(async queries => {
    await requireAdmin(accounts, queries, by, { superuser: true })
    await requireFreeName(queries, name)
    const { id } = await queries.groups.insert(name)
    const details = { group: id }
    await recordAdminEvent(accounts, queries, 'group_created_by_admin', { by, origin, details, after: { name } })
    return id
  })
}

/**
 * Renames a group, as a superuser who has just shown their password: routes let groups through by their names.
 * @throws InvalidInput when there is one of that name; Refused with 403, or 404
 */
export async function renameGroup(
  accounts: Accounts,
  by: AdminLogin,
  id: number,
  name: string | undefined,
  origin: Origin
): Promise<void> {
  await accounts.database.transaction(async queries => {
    await requireAdmin(accounts, queries, by, { superuser: true, confirmed: true })
    const group = await requireGroup(queries, id)
    const after = { name: name ?? group.name }
    await requireFreeName(queries, after.name, id)
    await queries.groups.rename(id, after.name)
    const before = { name: group.name }
    await recordAdminEvent(accounts, queries, 'group_changed_by_admin', {
      by,
      origin,
      details: { group: id, name: group.name },
      before,
      after
    })
  })
}

/**
 * Deletes a group, and who was in it is so no longer; as a superuser who has just shown their password.
 * @throws Refused with 403, or 404
 */
export async function deleteGroup(accounts: Accounts, by: AdminLogin, id: number, origin: Origin): Promise<void> {
  await accounts.database.transaction(async queries => {
    await requireAdmin(accounts, queries, by, { superuser: true, confirmed: true })
    const { name } = await requireGroup(queries, id)
    const users = await queries.groups.countMembers(id)
    await queries.groups.remove(id)
    const before = { name, users }
    const details = { group: id }
    await recordAdminEvent(accounts, queries, 'group_deleted_by_admin', { by, origin, details, before })
  })
}

/** @throws Refused with 404 */
async function requireGroup({ groups }: Pick<Transaction, 'groups'>, id: number): Promise<Group> {
  const group = await groups.find(id)
  if (group === undefined) throw new Refused(404, message('notFound'))
  return group
}

/** @throws InvalidInput when a group has the name already, to the letter as Django compares them */
async function requireFreeName({ groups }: Pick<Transaction, 'groups'>, name: string, except?: number): Promise<void> {
  const found = await groups.findByName(name)
  if (found !== undefined && found.id !== except) throw new InvalidInput({ name: [message('groupNameTaken')] })
}
