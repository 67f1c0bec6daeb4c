import type { Sealer } from '../core/sealer.ts'
import type { Queries } from '../db/open.ts'
import type { Accounts } from './context.ts'
import { recordEvent } from './record-event.ts'
import { tokenPurpose } from './save-social-token.ts'
import { openSecret, secretPurpose } from './social-client.ts'

/** Tokens that are sealed at a time, so that a server beside it can write in between. */
const batch = 500

/**
 * Seals every client secret and every token of a provider that is kept, those again that an older secret has sealed.
 * @returns how many of each there are
 * @throws Unavailable when one is sealed and cannot be opened; what was sealed until then stays
 */
export async function encryptSecrets(
  accounts: Pick<Accounts, 'database' | 'now' | 'audit'>,
  sealer: Sealer
): Promise<{ applications: number; tokens: number }> {
  const { database } = accounts
  const again = (kept: string, purpose: string) =>
    kept === '' ? kept : sealer.seal(openSecret(sealer, kept, purpose), purpose)
  const apps = await database.transaction(async ({ social }) => {
    const apps = await social.apps()
    for (const { id, provider, secret } of apps) {
      await social.updateApp(id, { secret: again(secret, secretPurpose(provider)) })
    }
    return apps
  })
  let tokens = 0
  for (let last: number | undefined = 0; last !== undefined; ) {
    const after: number = last
    const sealed = await database.transaction(queries => sealTokens(queries, again, after))
    tokens += sealed.length
    last = sealed.at(-1)
  }
  const details = { applications: apps.length, tokens }
  await database.transaction(queries => recordEvent(accounts, queries, 'secrets_encrypted_by_operator', { details }))
  return details
}

/** Seals the next tokens, and returns their numbers. */
async function sealTokens(
  { social }: Queries,
  again: (kept: string, purpose: string) => string,
  after: number
): Promise<number[]> {
  const found = await social.tokensAfter(after, batch)
  for (const { token, account } of found) {
    const purpose = tokenPurpose(account.provider, account.uid)
    const sealed = { token: again(token.token, purpose), tokenSecret: again(token.tokenSecret, purpose) }
    await social.updateToken(token.id, sealed)
  }
  return found.map(({ token }) => token.id)
}
