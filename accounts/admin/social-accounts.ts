import { Refused } from '../../core/errors.ts'
import { message } from '../../core/messages.ts'
import type { Sealer } from '../../core/sealer.ts'
import type { SocialAccount } from '../../db/social.ts'
import type { Accounts, Origin } from '../context.ts'
import { queueNotice } from '../queue-mail.ts'
import { removeSocialAccount } from '../remove-social-account.ts'
import { tokenPurpose } from '../save-social-token.ts'
import { readSecret } from '../social-client.ts'
import { type AdminLogin, requireAdmin } from './admin-login.ts'
import { recordAdminEvent } from './record-admin-event.ts'
import { requireMayTouch, requireUser } from './user-values.ts'

/**
 * Takes a social account from its user, whom it may be the last way in of, ends the logins by it and tells the user.
 * @throws Refused with 403, or 404
 */
export async function deleteSocialAccount(
  accounts: Accounts,
  by: AdminLogin,
  id: number,
  origin: Origin
): Promise<void> {
  await accounts.database.transaction(async queries => {
    await requireAdmin(accounts, queries, by)
    const account = await queries.social.accountWithId(id)
    if (account === undefined) throw new Refused(404, message('notFound'))
    const user = await requireUser(queries, account.userId)
    await requireMayTouch(accounts, queries, by, user)
    await removeSocialAccount(accounts, queries, account, { isLinkedThere: true })
    const { provider, uid } = account
    const { language, siteId } = origin
    const details = { provider: accounts.social.clients.get(provider)?.name ?? provider }
    await queueNotice(accounts, queries, user, { kind: 'social disconnected', language, siteId, details })
    const event = { by, origin, user, before: { provider, uid } }
    await recordAdminEvent(accounts, queries, 'social_account_removed_by_admin', event)
  })
}

/** Forgets a kept token; the social account stays. @throws Refused with 403, or 404 */
export async function deleteSocialToken(accounts: Accounts, by: AdminLogin, id: number, origin: Origin): Promise<void> {
  await accounts.database.transaction(async queries => {
    await requireAdmin(accounts, queries, by)
    const found = await queries.social.tokenWithId(id)
    if (found === undefined) throw new Refused(404, message('notFound'))
    const { token, account } = found
    const user = await requireUser(queries, account.userId)
    await requireMayTouch(accounts, queries, by, user)
    await queries.social.removeToken(id)
    const event = { by, origin, user, before: { provider: account.provider, social_app: token.appId } }
    await recordAdminEvent(accounts, queries, 'social_token_removed_by_admin', event)
  })
}

/** What of a token can be shown: enough to tell it from others, where it is long enough. */
export function maskedToken(
  sealer: Sealer | undefined,
  kept: string,
  { provider, uid }: Pick<SocialAccount, 'provider' | 'uid'>
): string {
  const token = readSecret(sealer, kept, tokenPurpose(provider, uid)) ?? ''
  return `${token.length > 12 ? token.slice(0, 4) : ''}…`
}
