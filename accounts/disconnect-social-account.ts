import { AuthenticationFailed, InvalidInput, Refused } from '../core/errors.ts'
import { type Message, message } from '../core/messages.ts'
import { isUsablePassword } from '../core/passwords.ts'
import type { Queries } from '../db/open.ts'
import type { User } from '../db/users.ts'
import type { Accounts } from './context.ts'

/**
 * Takes a social account, and the tokens that are kept with it, from the user whose it is. The last one stays where the
 * user could not log in without it.
 * @param userId the user who is logged in
 * @throws Refused when the user has no such account, InvalidInput when it is the last way in, AuthenticationFailed when
 *   the user is gone or disabled by now
 */
export async function disconnectSocialAccount(
  { database, policy }: Pick<Accounts, 'database' | 'policy'>,
  userId: number,
  accountId: number
): Promise<void> {
  // Counted and removed with the write lock held: of two at once, the second sees what the first has left.
  await database.transaction(async queries => {
    const user = await queries.users.find(userId)
    if (!user?.isActive) throw new AuthenticationFailed(message('userInactiveOrDeleted'))
    const accounts = await queries.social.accountsOfUser(userId)
    if (!accounts.some(({ id }) => id === accountId)) throw new Refused(404, message('notFound'))
    const obstacle = accounts.length === 1 ? await obstacleToPasswords(queries, policy, user) : undefined
    if (obstacle !== undefined) throw InvalidInput.of(obstacle)
    await queries.social.removeAccount(accountId)
  })
}

/** Why a user cannot log in by a password: allauth's DefaultSocialAccountAdapter.validate_disconnect. */
async function obstacleToPasswords(
  { emailAddresses }: Queries,
  { emailVerification }: Accounts['policy'],
  user: User
): Promise<Message | undefined> {
  if (!isUsablePassword(user.password)) return message('socialLastWithoutPassword')
  if (emailVerification !== 'mandatory') return undefined
  const addresses = await emailAddresses.ofUser(user.id)
  return addresses.some(({ verified }) => verified) ? undefined : message('socialLastWithoutEmail')
}
