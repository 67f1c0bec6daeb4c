import type { Queries } from '../db/open.ts'
import type { SocialClient, SocialIdentity } from './identify-social-account.ts'

/**
 * Keeps the token that a social account was last shown by, under the application of the site, which is made when there
 * is none. Part of the transaction that writes the account.
 */
export async function saveSocialToken(
  { social }: Queries,
  { provider, newApp, siteId }: SocialClient,
  { accessToken, expiresAt }: SocialIdentity,
  accountId: number
): Promise<void> {
  const app =
    (await social.findApp(provider.id, siteId)) ??
    (await social.insertApp({ provider: provider.id, name: provider.id, ...newApp }, siteId))
  await social.saveToken({ appId: app.id, accountId, token: accessToken, tokenSecret: '', expiresAt })
}
