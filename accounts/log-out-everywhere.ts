import type { Authentication } from './authenticate.ts'
import type { Accounts, Origin } from './context.ts'
import { recordEvent } from './record-event.ts'
import { requireLogin } from './require-login.ts'

/**
 * Ends all logins of a user, that which asks included: every session, tokens that Django signed, and Django REST
 * Framework's key.
 * @throws AuthenticationFailed when the login is over by now
 */
export async function logOutEverywhere(
  accounts: Accounts,
  authentication: Authentication,
  origin: Origin
): Promise<void> {
  await accounts.database.transaction(async queries => {
    const { id: userId } = await requireLogin(accounts, queries, authentication)
    await queries.sessions.endAll(userId, new Date(accounts.now()))
    await queries.tokens.remove(userId)
    await recordEvent(accounts, queries, 'logout_all', { userId, origin, sessionId: authentication.claims?.sid })
  })
}
