import { SocialRefused } from '../core/errors.ts'
import type { Transaction } from '../db/open.ts'
import type { SocialAccount } from '../db/social.ts'
import type { Task } from '../db/tasks.ts'
import type { Accounts } from './context.ts'
import { openCall } from './provider-call.ts'
import { tokenPurpose } from './save-social-token.ts'
import { openSecret } from './social-client.ts'

/**
 * Has a provider told, after the answer, that a person is no longer connected, where that is asked for
 * (`unlinkAtProvider`). Part of the transaction that takes the account away, while its token is still there.
 */
export async function queueUnlink(
  accounts: Accounts,
  { social, tasks, afterCommit }: Transaction,
  account: SocialAccount
): Promise<void> {
  const { provider, uid, id } = account
  const client = accounts.social.clients.get(provider)
  if (client?.unlinksAtProvider !== true) return
  const token = (await social.findToken(id))?.token
  const date = new Date(accounts.now())
  const details = JSON.stringify({ token })
  await tasks.insert({ kind: 'unlink', provider, uid, details, created: date, attempts: 0, due: date })
  afterCommit(() => {
    accounts.social.tasks.isDirty = true
  })
}

/**
 * Tells a provider that a person is no longer connected: with the person's own token, as long as it works, and else with
 * the key of the project. Nothing is left to do where they have been connected again meanwhile.
 * @throws Unavailable when the provider is away; SocialRefused when it knows of no such connection
 */
export async function unlinkAtProvider(accounts: Accounts, { provider, uid, details }: Task): Promise<void> {
  const client = accounts.social.clients.get(provider)
  if (client === undefined || (await accounts.database.social.findAccount(provider, uid)) !== undefined) return
  const { token: kept }: { token?: string } = JSON.parse(details)
  const token = kept && openSecret(accounts.social.sealer, kept, tokenPurpose(provider, uid))
  const call = await openCall(accounts, client)
  const { unlink } = call.provider
  const requests = [token || undefined, undefined].flatMap(accessToken => unlink?.(uid, accessToken) ?? [])
  let refused: unknown
  for (const request of requests) {
    try {
      await call.ask(request)
      return
    } catch (error) {
      if (!(error instanceof SocialRefused)) throw error
      refused = error // the token is over: the key of the project is next
    }
  }
  if (refused !== undefined) throw refused
}
