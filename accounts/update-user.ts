import { InvalidInput } from '../core/errors.ts'
import type { ReadOptions } from '../core/fields.ts'
import { message } from '../core/messages.ts'
import { normalizeUsername, usernameMessages } from '../core/username.ts'
import type { User } from '../db/users.ts'
import type { Authentication } from './authenticate.ts'
import type { Accounts, Origin } from './context.ts'
import { recordEvent } from './record-event.ts'
import { requireLogin } from './require-login.ts'

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
export async function updateUser(
  accounts: Accounts,
  authentication: Authentication,
  fields: OwnFields,
  origin: Origin
): Promise<User> {
  return accounts.database.transaction(async queries => {
    const { users } = queries
    const user = await requireLogin(accounts, queries, authentication)
    const { id } = user
    const username = fields.username === undefined ? user.username : normalizeUsername(fields.username)
    const isNew = username !== user.username
    if (isNew && (await users.hasUsername(username, id)))
      throw new InvalidInput({ username: [message('usernameTaken')] })
    const firstName = fields.first_name ?? user.firstName
    const lastName = fields.last_name ?? user.lastName
    await users.update(id, { username, firstName, lastName })
    const sessionId = authentication.claims?.sid
    await recordEvent(accounts, queries, 'user_changed', { userId: id, origin, sessionId })
    return { ...user, username, firstName, lastName }
  })
}
