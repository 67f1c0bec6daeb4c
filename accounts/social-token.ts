import { SocialRefused } from '../core/errors.ts'
import type { SocialAccount, SocialToken } from '../db/social.ts'
import type { Accounts } from './context.ts'
import { refreshTokens } from './exchange-code.ts'
import type { SocialIdentity } from './identify-social-account.ts'
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
  if (kept.expiresAt === null || kept.expiresAt.getTime() > accounts.now() + margin) {
    return open(accounts, account, kept.token)
  }
  if (kept.tokenSecret === '') return undefined
  const running =
    refreshes.get(account.id) ?? refresh(accounts, client, account, kept).finally(() => refreshes.delete(account.id))
  refreshes.set(account.id, running)
  return running
}

async function refresh(
  accounts: Accounts,
  client: SocialClient,
  account: SocialAccount,
  kept: SocialToken
): Promise<string | undefined> {
  const { now } = accounts
  const refreshToken = open(accounts, account, kept.tokenSecret)
  try {
    // Nobody but the application that a token was made for can exchange it.
    const siteId = (await accounts.database.social.siteOfApp(kept.appId)) ?? client.siteId
    const own = { ...client, siteId }
    const granted = await refreshTokens(await openCall(accounts, own), refreshToken, now())
    const { accessToken, expiresIn } = granted
    const expiresAt = expiresIn === undefined ? undefined : new Date(now() + 1000 * expiresIn)
    return await save(accounts, own, account, { accessToken, refreshToken: granted.refreshToken, expiresAt })
  } catch (error) {
    if (!(error instanceof SocialRefused)) throw error
    return forget(accounts, account, kept)
  }
}

/** Keeps new tokens, unless the account was disconnected meanwhile. */
function save(
  accounts: Accounts,
  client: SocialClient,
  { id, uid }: SocialAccount,
  tokens: NonNullable<SocialIdentity['tokens']>
): Promise<string | undefined> {
  return accounts.database.transaction(async queries => {
    const current = await queries.social.findAccount(client.id, uid)
    if (current?.id !== id) return undefined
    await saveSocialToken(accounts, queries, client, { uid, tokens }, id)
    return tokens.accessToken
  })
}

/** Forgets what the provider refused; a login or another process may have put newer tokens in its place meanwhile. */
function forget(accounts: Accounts, account: SocialAccount, refused: SocialToken): Promise<string | undefined> {
  return accounts.database.transaction(async ({ social }) => {
    const current = await social.findToken(account.id)
    if (current !== undefined && current.token !== refused.token) return open(accounts, account, current.token)
    await social.removeTokens(account.id)
    return undefined
  })
}

function open({ social }: Accounts, { provider, uid }: SocialAccount, text: string): string {
  return openSecret(social.sealer, text, tokenPurpose(provider, uid))
}
