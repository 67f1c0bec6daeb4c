import { AuthenticationFailed, InvalidInput } from '../core/errors.ts'
import type { ReadOptions } from '../core/fields.ts'
import { message } from '../core/messages.ts'
import { normalizeUsername, usernameMessages } from '../core/username.ts'
import type { User } from '../db/users.ts'
import type { Accounts } from './context.ts'

/** What people may change of themselves. */
export interface OwnFields {
  username?: string
  first_name?: string
  last_name?: string
}

export const ownFieldChecks: NonNullable<ReadOptions<OwnFields>['checks']> = {
  username: value => usernameMessages(normalizeUsername(value))
}

/**
 * Changes a user's name and names.
 * @throws InvalidInput when somebody else has the username in any case
 */
export async function updateUser(accounts: Accounts, id: number, fields: OwnFields): Promise<User> {
  return accounts.database.transaction(async ({ users }) => {
    const user = await users.find(id)
    if (!user?.isActive) throw new AuthenticationFailed(message('userInactiveOrDeleted'))
    const username = fields.username === undefined ? user.username : normalizeUsername(fields.username)
    const isNew = username !== user.username
    if (isNew && (await users.hasUsername(username, id)))
      throw new InvalidInput({ username: [message('usernameTaken')] })
    const firstName = fields.first_name ?? user.firstName
    const lastName = fields.last_name ?? user.lastName
    await users.update(id, { username, firstName, lastName })
    return { ...user, username, firstName, lastName }
  })
}
