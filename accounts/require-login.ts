import { AuthenticationFailed } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { Queries } from '../db/open.ts'
import type { User } from '../db/users.ts'
import type { Authentication } from './authenticate.ts'
import { isLoginOpen } from './check-token.ts'
import type { Accounts } from './context.ts'

/**
 * The user of a login as they are now, for the transaction of an act that writes. A request is let through before its
 * body has come, which may take as long as its sender likes: a reset or a logout in between has the last word.
 * @throws AuthenticationFailed when the user is gone or disabled, or the login is over
 */
export async function requireLogin(
  accounts: Pick<Accounts, 'expirationDelta'>,
  queries: Queries,
  { user: { id }, claims, keyCreated }: Authentication
): Promise<User> {
  const user = await queries.users.find(id)
  if (!user?.isActive) throw new AuthenticationFailed(message('userInactiveOrDeleted'))
  const isOpen =
    claims === undefined ? await hasKeyOf(queries, id, keyCreated) : await isLoginOpen(accounts, queries, claims)
  if (!isOpen) throw new AuthenticationFailed(message('sessionEnded'))
  return user
}

/** A key is replaced rather than changed: one that was made at the same time is the same. */
async function hasKeyOf({ tokens }: Queries, userId: number, created: Date | undefined): Promise<boolean> {
  const found = await tokens.findCreated(userId)
  return found !== undefined && found.getTime() === created?.getTime()
}
