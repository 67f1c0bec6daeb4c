import { SocialRefused } from '../core/errors.ts'
import type { SocialAccount } from '../db/social.ts'
import type { Accounts } from './context.ts'
import { refreshTokens } from './exchange-code.ts'
import { openCall } from './provider-call.ts'
import { saveSocialToken, tokenPurpose } from './save-social-token.ts'
import { openSecret, type SocialClient } from './social-client.ts'

/** Milliseconds that a token should still be good for when it is handed out. */
const margin = 60_000

/** Exchanges that are under way, by the number of the social account: of two at once, the second waits for the first. */
export type TokenRefreshes = Map<number, Promise<string | undefined>>

/**
 * An access token of a user at a provider, refreshed when it is over; undefined when none is kept that works. What
 * the provider no longer takes is forgotten.
 * @throws Unavailable when the provider is away, or the token is sealed and cannot be opened
 */
export async function socialToken(
  accounts: Accounts,
  client: SocialClient,
  user: { id: number },
  refreshes: TokenRefreshes
): Promise<string | undefined> {
  const own = await accounts.database.social.accountsOfUser(user.id)
  const account = own.findLast(({ provider }) => provider === client.id)
  const kept = account && (await accounts.database.social.findToken(account.id))
  if (account === undefined || kept === undefined) return undefined
  const open = (text: string) => openSecret(accounts.social.sealer, text, tokenPurpose(client.id, account.uid))
  if (kept.expiresAt === null || kept.expiresAt.getTime() > accounts.now() + margin) return open(kept.token)
  if (kept.tokenSecret === '') return undefined
  const running = refreshes.get(account.id) ?? refresh(accounts, client, account, open(kept.tokenSecret))
  refreshes.set(account.id, running)
  try {
    return await running
  } finally {
    refreshes.delete(account.id)
  }
}

async function refresh(
  accounts: Accounts,
  client: SocialClient,
  account: SocialAccount,
  refreshToken: string
): Promise<string | undefined> {
  const { database, now } = accounts
  try {
    const granted = await refreshTokens(await openCall(accounts, client), refreshToken, now())
    const { accessToken, expiresIn } = granted
    const expiresAt = expiresIn === undefined ? undefined : new Date(now() + 1000 * expiresIn)
    const tokens = { accessToken, refreshToken: granted.refreshToken, expiresAt }
    await database.transaction(queries =>
      saveSocialToken(accounts, queries, client, { uid: account.uid, tokens }, account.id)
    )
    return accessToken
  } catch (error) {
    if (!(error instanceof SocialRefused)) throw error
    await database.transaction(({ social }) => social.removeTokens(account.id))
    return undefined
  }
}
