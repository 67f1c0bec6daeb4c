import { InvalidInput } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { User } from '../db/users.ts'
import type { Accounts } from './context.ts'
import { newPasswordMessages } from './create-superuser.ts'
import { recordEvent } from './record-event.ts'

/**
 * Gives a user a new password, as the operator, and ends all their sessions and their key.
 * @throws InvalidInput when there is no such user, or the password will not do
 */
export async function setPassword(
  accounts: Pick<Accounts, 'database' | 'passwords' | 'now' | 'audit'>,
  username: string,
  given: string
): Promise<User> {
  const { database, passwords, now } = accounts
  const user = await database.users.findByUsername(username)
  if (user === undefined) throw new InvalidInput({ username: [message('userUnknown')] })
  const password = given.trim()
  const messages = newPasswordMessages(password, user)
  if (messages.length > 0) throw new InvalidInput({ password: messages })
  const hash = await passwords.hash(password)
  await database.transaction(async queries => {
    await queries.users.update(user.id, { password: hash })
    await queries.sessions.endAll(user.id, new Date(now()))
    await queries.tokens.remove(user.id)
    await recordEvent(accounts, queries, 'password_set_by_operator', { userId: user.id })
  })
  return user
}
