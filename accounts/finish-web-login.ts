import { timingSafeEqual } from 'node:crypto'
import { type SocialRefusal, SocialRefused } from '../core/errors.ts'
import { withParameter } from '../core/next-address.ts'
import type { User } from '../db/users.ts'
import type { Accounts, Origin } from './context.ts'
import type { SocialClient } from './social-client.ts'
import { admit } from './social-login.ts'
import { openCarried, random, sha256 } from './web-login.ts'

/** Seconds from the end of a login by a browser until its front end has picked it up. */
const loginCodeLifetime = 60

/** What came back with a browser. */
export interface WebLoginReturn {
  /** What it was given to carry. */
  carried: string | undefined
  state: string | undefined
  code: string | undefined
  /** Why there is no code (RFC 6749, section 4.1.2.1). */
  error: string | undefined
  /** Who says so (RFC 9207). */
  iss: string | undefined
}

/**
 * Ends a login by a browser: the person is let in or registered, and the front end gets a code in the address, never a
 * token; it is good once, for a minute.
 * @throws SocialRefused saying why not; InvalidInput when the address is somebody else's or the user is disabled;
 *   Unavailable when the provider is away
 */
export async function finishWebLogin(
  accounts: Accounts,
  client: SocialClient,
  { carried: sealed, state, code, error, iss }: WebLoginReturn,
  origin: Origin
): Promise<{ location: string; user: User; isNew: boolean }> {
  const carried = openCarried(accounts, client, sealed)
  if (carried === undefined || state === undefined || !isSame(state, carried.state)) throw new SocialRefused('expired')
  const { provider } = client
  const issuers = 'discover' in provider ? [provider.issuer] : provider.idToken?.issuers
  if (iss !== undefined && issuers !== undefined && !issuers.includes(iss)) throw new SocialRefused()
  if (code === undefined || error !== undefined) throw new SocialRefused(reasonOf(error))
  const { redirectUri, verifier, nonce, next, challenge } = carried
  const credentials = { code, redirectUri, nonce, ...(usesPkce(client) && { codeVerifier: verifier }) }
  return admit(accounts, client, credentials, origin, async (queries, { user, isNew, missingScopes }) => {
    const loginCode = random(32)
    const created = new Date(accounts.now())
    await queries.loginCodes.insert({
      hash: sha256(loginCode),
      userId: user.id,
      provider: client.id,
      challenge: challenge ?? null,
      missingScopes: JSON.stringify(missingScopes),
      created,
      expires: new Date(created.getTime() + 1000 * loginCodeLifetime)
    })
    const destination = next ?? accounts.social.loginRedirectUrl
    return { location: withParameter(destination, 'login_code', loginCode), user, isNew }
  })
}

function usesPkce({ provider }: SocialClient): boolean {
  return 'discover' in provider || provider.authorization?.pkce !== false
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [sha256(given), sha256(expected)].map(text => Buffer.from(text))
  return timingSafeEqual(one as Buffer, other as Buffer)
}

/** OpenID Connect Core 1.0, section 3.1.2.6: a login that was to ask nothing had to ask something. */
const consentErrors = new Set([
  'consent_required',
  'interaction_required',
  'login_required',
  'account_selection_required'
])

function reasonOf(error: string | undefined): SocialRefusal {
  if (error === 'access_denied' || error === 'user_cancelled_authorize') return 'cancelled'
  return error !== undefined && consentErrors.has(error) ? 'consentMissing' : 'refused'
}
