import type { Transaction } from '../db/open.ts'
import type { SocialAccount } from '../db/social.ts'
import type { Accounts } from './context.ts'
import { connectSuffix } from './start-login.ts'
import { queueUnlink } from './unlink-at-provider.ts'

/**
 * Takes a social account from its user: its tokens go, the provider is told where that was asked for, and every login
 * that began with the provider ends, but for one that is kept. Part of the transaction of an act.
 * @param kept the id of the session that asks
 */
export async function removeSocialAccount(
  accounts: Accounts,
  queries: Transaction,
  account: SocialAccount,
  { kept, isLinkedThere }: { kept?: string | undefined; isLinkedThere: boolean }
): Promise<void> {
  const { userId, provider, id } = account
  if (isLinkedThere) await queueUnlink(accounts, queries, account)
  await queries.social.removeAccount(id)
  const date = new Date(accounts.now())
  for (const method of [provider, `${provider}${connectSuffix}`]) {
    await queries.sessions.endAllBy(userId, method, date, kept)
  }
}
