import { Refused } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { Authentication } from './authenticate.ts'
import type { Accounts, Origin } from './context.ts'
import { sessionOf } from './log-out.ts'
import { recordEvent } from './record-event.ts'
import { requireLogin } from './require-login.ts'

/**
 * Ends one of a user's own sessions, its tokens with it.
 * @throws Refused with 404 when there is no open one of that id, or it is another's; AuthenticationFailed when the login
 *   that asks is over by now
 */
export async function endSession(
  accounts: Accounts,
  authentication: Authentication,
  id: string,
  origin: Origin
): Promise<void> {
  const now = accounts.now()
  const { claims } = authentication
  await accounts.database.transaction(async queries => {
    const { id: userId } = await requireLogin(accounts, queries, authentication)
    const own = claims && sessionOf(accounts, claims, now, origin)
    // A login at Django's has no row of its own yet.
    if (own?.id === id) await queries.sessions.end({ ...own, ended: new Date(now) })
    else if (!(await queries.sessions.endOne(userId, id, new Date(now)))) throw new Refused(404, message('notFound'))
    await recordEvent(accounts, queries, 'session_ended', { userId, origin, sessionId: claims?.sid, details: { id } })
  })
}
