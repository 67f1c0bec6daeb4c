import { Refused } from '../../core/errors.ts'
import { message } from '../../core/messages.ts'
import type { Accounts, Origin } from '../context.ts'
import { type AdminLogin, requireAdmin } from './admin-login.ts'
import { recordAdminEvent } from './record-admin-event.ts'
import { requireMayTouch, requireUser } from './user-values.ts'

/**
 * Ends one session of whomever, its tokens with it; the one that asks may be it.
 * @throws Refused with 403, or 404 when there is no open one of that id
 */
export async function endOneSession(accounts: Accounts, by: AdminLogin, id: string, origin: Origin): Promise<void> {
  await accounts.database.transaction(async queries => {
    await requireAdmin(accounts, queries, by)
    const session = await queries.sessions.find(id)
    if (session === undefined) throw new Refused(404, message('notFound'))
    const { userId, method } = session
    const user = await requireUser(queries, userId)
    await requireMayTouch(accounts, queries, by, user)
    const isEnded = await queries.sessions.endOne(userId, id, new Date(accounts.now()))
    if (!isEnded) throw new Refused(404, message('notFound'))
    await recordAdminEvent(accounts, queries, 'session_ended_by_admin', { by, origin, user, details: { id, method } })
  })
}
