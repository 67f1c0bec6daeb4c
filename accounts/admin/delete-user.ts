import { Refused } from '../../core/errors.ts'
import { message } from '../../core/messages.ts'
import { isForeignKeyViolation } from '../../db/errors.ts'
import type { Accounts, Origin } from '../context.ts'
import { queueUnlink } from '../unlink-at-provider.ts'
import { type AdminLogin, requireAdmin } from './admin-login.ts'
import { recordAdminEvent } from './record-admin-event.ts'
import { refuseOwnRights, requireMayTouch, requireUser, userValues } from './user-values.ts'

/**
 * Deletes a user with all that belongs to them here; what the audit trail says of them stays.
 * @throws Refused with 403, 404, or 409 when tables of the host point at the user; InvalidInput for one's own account
 */
export async function deleteUser(accounts: Accounts, by: AdminLogin, id: number, origin: Origin): Promise<void> {
  try {
    await accounts.database.transaction(async queries => {
      await requireAdmin(accounts, queries, by, { confirmed: true })
      const user = await requireUser(queries, id)
      await requireMayTouch(accounts, queries, by, user)
      await refuseOwnRights(queries, by, user, 'non_field_errors')
      const before = await userValues(queries, user)
      for (const account of await queries.social.accountsOfUser(id)) await queueUnlink(accounts, queries, account)
      await queries.removeUser(id)
      await recordAdminEvent(accounts, queries, 'user_deleted_by_admin', { by, origin, user, before })
    })
  } catch (error) {
    if (isForeignKeyViolation(error)) throw new Refused(409, message('userIsReferred'))
    throw error
  }
}
