import type { Queries } from '../db/open.ts'
import type { Accounts } from './context.ts'
import type { SocialIdentity } from './identify-social-account.ts'
import { type SocialClient, sealSecret, secretPurpose } from './social-client.ts'

/**
 * Keeps the tokens that a social account was last shown by, where SOCIALACCOUNT_STORE_TOKENS says so: under the
 * application of the site, which is made when there is none. Part of the transaction that writes the account.
 */
export async function saveSocialToken(
  { social: { storeTokens, sealer } }: Pick<Accounts, 'social'>,
  { social }: Pick<Queries, 'social'>,
  { id, name, keys, siteId }: Pick<SocialClient, 'id' | 'name' | 'keys' | 'siteId'>,
  { uid, tokens }: Pick<SocialIdentity, 'uid' | 'tokens'>,
  accountId: number
): Promise<void> {
  if (!storeTokens || tokens === undefined) return
  const seal = (text: string, purpose: string) => sealSecret(sealer, text, purpose)
  const newApp = { ...keys, secret: seal(keys.secret, secretPurpose(id)) }
  const app = (await social.findApp(id, siteId)) ?? (await social.insertApp({ provider: id, name, ...newApp }, siteId))
  await social.saveToken({
    appId: app.id,
    accountId,
    token: seal(tokens.accessToken, tokenPurpose(id, uid)),
    tokenSecret: seal(tokens.refreshToken, tokenPurpose(id, uid)),
    expiresAt: tokens.expiresAt ?? null
  })
}

/** What the tokens of a person are sealed for. */
export function tokenPurpose(provider: string, uid: string): string {
  return `socialtoken ${provider} ${uid}`
}
