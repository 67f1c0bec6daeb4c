import { SocialRefused } from '../core/errors.ts'
import { isSealed } from '../core/sealer.ts'
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
  const kept = (await social.findToken(id))?.token ?? ''
  const date = new Date(accounts.now())
  const details = JSON.stringify({ token: sealed(accounts, kept, tokenPurpose(provider, uid)) })
  await tasks.insert({ kind: 'unlink', provider, uid, details, created: date, attempts: 0, due: date })
  afterCommit(() => {
    accounts.social.tasks.isDirty = true
  })
}

/** What Django wrote is plain, and no reason to write it down a second time so. */
function sealed({ social: { sealer } }: Accounts, kept: string, purpose: string): string {
  return kept === '' || isSealed(kept) ? kept : (sealer?.seal(kept, purpose) ?? kept)
}

/**
 * Tells a provider that a person is no longer connected: with the person's own token, as long as it works, and else with
 * the key of the project. Nothing is left to do where they have been connected again meanwhile.
 * @throws Unavailable when the provider is away; SocialRefused when it knows of no such connection, or there is neither a
 *   token nor a key to tell it with
 */
export async function unlinkAtProvider(accounts: Accounts, { provider, uid, details }: Task): Promise<void> {
  const client = accounts.social.clients.get(provider)
  if (client === undefined || (await accounts.database.social.findAccount(provider, uid)) !== undefined) return
  const { token: kept }: { token: string } = JSON.parse(details)
  const token = openSecret(accounts.social.sealer, kept, tokenPurpose(provider, uid))
  const call = await openCall(accounts, client)
  const { unlink } = call.provider
  const accessTokens = token === '' ? [undefined] : [token, undefined]
  const requests = accessTokens.flatMap(accessToken => unlink?.(uid, accessToken) ?? [])
  let refused = new SocialRefused()
  for (const request of requests) {
    try {
      await call.ask(request)
      return
    } catch (error) {
      if (!(error instanceof SocialRefused)) throw error
      refused = error // the token is over: the key of the project is next
    }
  }
  throw refused
}
