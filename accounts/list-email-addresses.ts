import type { EmailAddress } from '../db/email-addresses.ts'
import type { User } from '../db/users.ts'
import type { Accounts } from './context.ts'

/** A user's e-mail addresses, oldest first. */
export function listEmailAddresses({ database }: Accounts, { id }: Pick<User, 'id'>): Promise<EmailAddress[]> {
  return database.emailAddresses.ofUser(id)
}
