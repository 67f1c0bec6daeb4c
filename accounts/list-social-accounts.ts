import type { SocialAccount } from '../db/social.ts'
import type { User } from '../db/users.ts'
import type { Accounts } from './context.ts'

/** A user's accounts at identity providers, oldest first, whether the provider is served here or not. */
export function listSocialAccounts(
  { database }: Pick<Accounts, 'database'>,
  { id }: Pick<User, 'id'>
): Promise<SocialAccount[]> {
  return database.social.accountsOfUser(id)
}
