import { Refused } from '../../core/errors.ts'
import { message } from '../../core/messages.ts'
import type { Accounts, Origin } from '../context.ts'
import { type AdminLogin, requireAdmin } from './admin-login.ts'
import { recordAdminEvent } from './record-admin-event.ts'
import { requireMayTouch, requireUser } from './user-values.ts'

/**
 * Deletes the key of Django REST Framework that a user has: whoever shows it is nobody from then on.
 * @throws Refused with 403, or 404 when they have none
 */
export async function removeKey(accounts: Accounts, by: AdminLogin, userId: number, origin: Origin): Promise<void> {
  await accounts.database.transaction(async queries => {
    await requireAdmin(accounts, queries, by)
    const user = await requireUser(queries, userId)
    await requireMayTouch(accounts, queries, by, user)
    if ((await queries.tokens.findCreated(userId)) === undefined) throw new Refused(404, message('notFound'))
    await queries.tokens.remove(userId)
    await recordAdminEvent(accounts, queries, 'key_removed_by_admin', { by, origin, user })
  })
}
