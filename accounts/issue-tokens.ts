import { AuthenticationFailed } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { Accounts, Origin } from './context.ts'
import { type SessionTokens, startSession } from './start-session.ts'

/**
 * The tokens of a new session for a user whom the caller has recognised by its own means.
 * @throws AuthenticationFailed when the user is gone or disabled
 */
export async function issueTokens(accounts: Accounts, userId: number, origin: Origin): Promise<SessionTokens> {
  return accounts.database.transaction(async queries => {
    const user = await queries.users.find(userId)
    if (!user?.isActive) throw new AuthenticationFailed(message('userInactiveOrDeleted'))
    return startSession(accounts, queries, user, { ...origin, method: 'issued' })
  })
}
