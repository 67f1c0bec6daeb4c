import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { InvalidInput, type SocialRefusal, SocialRefused } from '../core/errors.ts'
import { readJson } from '../core/json.ts'
import { message } from '../core/messages.ts'
import { isAllowedNext, withParameter } from '../core/next-address.ts'
import { webClientId } from '../core/social-provider.ts'
import type { User } from '../db/users.ts'
import type { Accounts, Origin } from './context.ts'
import { openCall } from './provider-call.ts'
import { notConfigured, type SocialClient } from './social-client.ts'
import { admit } from './social-login.ts'
import { type LoggedIn, startLogin } from './start-login.ts'

/** What a login by a browser is begun with. */
export interface WebLoginStart {
  /** Where it leads in the end. */
  next: string | undefined
  /** Consents to ask for, in place of all; one that this project does not ask for is refused. */
  scopes: readonly string[] | undefined
  /** Whom the provider should ask: `login`, `none`, `create`, `select_account`. */
  prompt: string | undefined
  /** The code_challenge (RFC 7636, S256) of the front end that picks the login up. */
  challenge: string | undefined
  /** Where the provider sends people back. */
  redirectUri: string
}

/** What a browser carries from the beginning of its login to the end, sealed: nobody reads or makes it. */
interface Carried {
  state: string
  nonce: string
  verifier: string
  next: string
  challenge?: string
  redirectUri: string
  /** Milliseconds since 1970. */
  expires: number
}

/** Seconds from the beginning of a login to its end, and from there until its front end has picked it up. */
export const webLoginLifetime = 600
const loginCodeLifetime = 60

const prompts = new Set(['login', 'none', 'create', 'select_account', 'consent'])
const random = (bytes: number) => randomBytes(bytes).toString('base64url')
const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url')
const purposeOf = ({ id }: Pick<SocialClient, 'id'>) => `login ${id}`

/**
 * Begins a login by a browser: the address at the provider (RFC 6749, section 4.1.1), with state, nonce and PKCE, all of
 * them bound to the browser by what it is given to carry.
 * @throws InvalidInput naming what is wrong; Unavailable when the server is not set up for it
 */
export async function beginWebLogin(
  accounts: Accounts,
  client: SocialClient,
  { next, scopes, prompt, challenge, redirectUri }: WebLoginStart
): Promise<{ location: string; carried: string }> {
  const { social, now } = accounts
  const destination = next ?? social.loginRedirectUrl
  if (next !== undefined && !isAllowedNext(next, social.nextUrls)) {
    throw new InvalidInput({ next: [message('socialNextUnknown')] })
  }
  if (challenge !== undefined && !/^[\w-]{43}$/.test(challenge)) {
    throw new InvalidInput({ code_challenge: [message('socialChallengeInvalid')] })
  }
  const { provider, keys } = await openCall(accounts, client)
  const { authorization } = provider
  if (authorization === undefined || keys.clientId === '') throw notConfigured(client.settings.clientId)
  const carried: Carried = {
    state: random(16),
    nonce: random(16),
    verifier: random(32),
    next: destination,
    ...(challenge !== undefined && { challenge }),
    redirectUri,
    expires: now() + 1000 * webLoginLifetime
  }
  const location = new URL(authorization.url)
  const asked = scopesOf(client, scopes)
  const parameters = {
    response_type: 'code',
    client_id: webClientId(keys),
    redirect_uri: redirectUri,
    state: carried.state,
    ...(asked.length > 0 && { scope: asked.join(authorization.separator ?? ' ') }),
    ...(provider.idToken !== undefined && { nonce: carried.nonce }),
    ...(authorization.pkce !== false && { code_challenge: sha256(carried.verifier), code_challenge_method: 'S256' }),
    ...(prompt !== undefined && prompts.has(prompt) && { prompt }),
    ...authorization.parameters
  }
  for (const [name, value] of Object.entries(parameters)) location.searchParams.set(name, value)
  return { location: location.href, carried: social.browserSealer.seal(JSON.stringify(carried), purposeOf(client)) }
}

/** All scopes of the project, or some of them; without `openid` beside them, Kakao gives no id_token. */
function scopesOf({ scopes }: SocialClient, asked: readonly string[] | undefined): readonly string[] {
  if (asked === undefined) return scopes
  if (!asked.every(scope => scopes.includes(scope))) throw new InvalidInput({ scope: [message('socialScopeUnknown')] })
  return scopes.filter(scope => asked.includes(scope) || scope === 'openid')
}

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
  const carried = open(accounts, client, sealed)
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
    return { location: withParameter(next, 'login_code', loginCode), user, isNew }
  })
}

function usesPkce({ provider }: SocialClient): boolean {
  return 'discover' in provider || provider.authorization?.pkce !== false
}

function open({ social, now }: Accounts, client: SocialClient, sealed: string | undefined): Carried | undefined {
  const text = sealed === undefined ? undefined : social.browserSealer.open(sealed, purposeOf(client))
  const carried = text === undefined ? undefined : (readJson(text) as Carried)
  return carried !== undefined && carried.expires > now() ? carried : undefined
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

/**
 * Picks up a login that a browser has made: by its code, and the code_verifier (RFC 7636) of the front end that began it
 * with a code_challenge. One that began without takes none, so that nobody is logged in by a code that was slipped in.
 * @throws SocialRefused when the code does not hold; InvalidInput when the user was disabled meanwhile
 */
export async function pickUpWebLogin(
  accounts: Accounts,
  client: SocialClient,
  { loginCode, codeVerifier }: { loginCode: string; codeVerifier: string | undefined },
  origin: Origin
): Promise<LoggedIn & { missingScopes: string[] }> {
  const { database, now } = accounts
  // Taken in a transaction of its own: who shows a wrong verifier has used the code up.
  const taken = await database.transaction(({ loginCodes }) => loginCodes.take(sha256(loginCode), new Date(now())))
  const expected = codeVerifier === undefined ? null : sha256(codeVerifier)
  if (taken === undefined || taken.provider !== client.id || taken.challenge !== expected) throw new SocialRefused()
  return database.transaction(async queries => {
    const user = await queries.users.find(taken.userId)
    if (!user?.isActive) throw InvalidInput.of(message('userDisabled'))
    const loggedIn = await startLogin(accounts, queries, user, { ...origin, method: client.id })
    return { ...loggedIn, missingScopes: JSON.parse(taken.missingScopes) }
  })
}
