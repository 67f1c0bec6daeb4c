import { createHash } from 'node:crypto'
import { isEmailAddress } from '../core/email-address.ts'
import { InvalidInput, SocialRefused } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { SocialProfile, SocialProvider, SocialTokenInfo } from '../core/social-provider.ts'
import type { Accounts } from './context.ts'
import { type AuthorizationCode, exchangeCode } from './exchange-code.ts'
import { away, openCall, type ProviderCall } from './provider-call.ts'
import { notConfigured, type SocialClient } from './social-client.ts'
import { clockTolerance, verifyIdToken } from './verify-id-token.ts'

/** What a person shows up with, by one of the ways in. */
export type SocialCredentials =
  | { accessToken: string }
  | { idToken: string; nonce?: string | undefined; accessToken?: string | undefined }
  | (AuthorizationCode & { nonce?: string | undefined })

/** Who a person is at a provider, and the tokens that say so. */
export interface SocialIdentity extends SocialProfile {
  /** Empty unless the provider vouches that it is theirs. */
  email: string
  /** What the provider told, as JSON text. */
  extraData: string
  /** The provider's tokens, where there are any. */
  tokens?: { accessToken: string; refreshToken: string; expiresAt: Date | undefined }
  /** What may be shown once: the nonce of an id_token, by its hash, and until when it would hold. */
  onlyOnce?: { hash: string; expires: Date }
}

/** A bearer token (RFC 6750, section 2.1); anything else never reaches a header. */
const bearerToken = /^[\w.~+/-]{1,4096}={0,2}$/

/**
 * Who somebody is at a provider, once it is sure that what they show was made for us (RFC 9700, section 4.9: token
 * substitution).
 * @throws SocialRefused when the provider refuses it or it was made for another application; InvalidInput when the way is
 *   closed; Unavailable when the provider is away or the server not set up for it
 */
export async function identifySocialAccount(
  accounts: Pick<Accounts, 'database' | 'social' | 'now'>,
  client: SocialClient,
  credentials: SocialCredentials
): Promise<SocialIdentity> {
  const call = await openCall(accounts, client)
  const now = accounts.now()
  if ('code' in credentials) return byCode(call, credentials, now)
  if ('idToken' in credentials) return byIdToken(call, credentials, now)
  return byAccessToken(call, credentials.accessToken, now)
}

async function byAccessToken(call: ProviderCall, accessToken: string, now: number): Promise<SocialIdentity> {
  const { provider, client } = call
  const isOpen = provider.proof !== undefined || client.acceptsUnprovenTokens
  if (provider.profile === undefined || !isOpen) {
    throw new InvalidInput({ access_token: [message('socialTokenUnproven', { provider: client.name })] })
  }
  const { uid, expiresIn } = await prove(call, accessToken)
  const profile = await profileOf(call, provider.profile, accessToken)
  if (uid !== undefined && profile.uid !== uid) throw new SocialRefused()
  return { ...profile, tokens: tokensOf({ accessToken, expiresIn }, now) }
}

async function byIdToken(
  call: ProviderCall,
  { idToken, nonce, accessToken }: { idToken: string; nonce?: string | undefined; accessToken?: string | undefined },
  now: number
): Promise<SocialIdentity> {
  const claims = await verifyIdToken(call, idToken, { nonce, accessToken }, now)
  const onlyOnce = onlyOnceOf(call, claims)
  if (accessToken === undefined) return { ...profileIn(call, claims), ...onlyOnce }
  // Bound to the id_token by its hash, or else proven like one that comes alone; where the provider proves none, it is not
  // what the login goes by, and must only be the same person's.
  const { uid, expiresIn } = claims.at_hash === undefined ? await prove(call, accessToken) : {}
  const profile = await fullest(call, accessToken, claims)
  if (uid !== undefined && uid !== profile.uid) throw new SocialRefused()
  return { ...profile, ...onlyOnce, tokens: tokensOf({ accessToken, expiresIn }, now) }
}

async function byCode(
  call: ProviderCall,
  { nonce, ...code }: AuthorizationCode & { nonce?: string | undefined },
  now: number
): Promise<SocialIdentity> {
  const granted = await exchangeCode(call, code, now)
  const { accessToken, idToken } = granted
  // A provider that is asked for no openid gives none: then state and PKCE bind the login to its browser.
  const isChecked = idToken !== '' && call.provider.idToken !== undefined
  const checks = { nonce, accessToken, isFromProvider: true }
  const claims = isChecked ? await verifyIdToken(call, idToken, checks, now) : undefined
  // Begun with a nonce: whoever brings the code and not its nonce did not begin it.
  if (claims?.nonce !== undefined && nonce === undefined) throw new SocialRefused()
  return { ...(await fullest(call, accessToken, claims)), tokens: tokensOf(granted, now) }
}

/** What the provider's API tells of who an access token stands for, or else what the claims of an id_token do. */
async function fullest(
  call: ProviderCall,
  accessToken: string,
  claims: (Record<string, unknown> & { sub: string }) | undefined
) {
  const { profile: facts } = call.provider
  if (facts === undefined) {
    if (claims === undefined) throw away(call.client, new Error('neither an id_token nor anywhere to ask'))
    return profileIn(call, claims)
  }
  const profile = await profileOf(call, facts, accessToken)
  if (claims === undefined) return profile
  const claimed = call.provider.idToken?.read(claims)
  if (claimed?.uid !== profile.uid) throw new SocialRefused()
  // LINE tells an address in the id_token alone.
  return profile.email === '' ? { ...profile, email: vouched(claimed) } : profile
}

/** What a provider says of an access token, if it was made for us; nothing where it says that of none. */
async function prove(
  { provider, keys, client, ask }: ProviderCall,
  accessToken: string
): Promise<Partial<SocialTokenInfo>> {
  if (!bearerToken.test(accessToken)) throw new SocialRefused()
  const { proof } = provider
  if (proof === undefined) return {}
  const audiences = proof.audiences(keys).filter(audience => audience !== '')
  if (audiences.length === 0) throw notConfigured(client.settings.proof)
  const info = proof.read((await ask(proof.ask(accessToken, keys))).json)
  if (info === undefined) throw away(client, new Error('what it says of the token is not understood'))
  const { audience, expiresIn = 1 } = info
  if (!audiences.includes(audience) || expiresIn <= 0) throw new SocialRefused()
  return info
}

async function profileOf(
  { keys, client, ask }: ProviderCall,
  facts: NonNullable<SocialProvider['profile']>,
  accessToken: string
) {
  if (!bearerToken.test(accessToken)) throw new SocialRefused()
  const answers = await Promise.all(facts.ask(accessToken, keys).map(ask))
  const told = answers.map(({ json }) => json)
  const profile = facts.read(told)
  if (profile === undefined) throw away(client, new Error('what it says of the person is not understood'))
  const extraData = facts.keep === undefined ? String(answers[0]?.text) : JSON.stringify(facts.keep(told[0]))
  return { ...profile, email: vouched(profile), extraData }
}

function profileIn({ provider, client }: ProviderCall, claims: Record<string, unknown>) {
  const profile = provider.idToken?.read(claims)
  if (profile === undefined) throw away(client, new Error('the claims are not understood'))
  return { ...profile, email: vouched(profile), extraData: JSON.stringify(claims) }
}

/** An address that nobody vouches for blocks nobody: it stays in extra_data. */
function vouched({ email, emailVerified }: SocialProfile): string {
  return emailVerified && isEmailAddress(email) ? email : ''
}

function tokensOf(
  {
    accessToken,
    refreshToken = '',
    expiresIn
  }: { accessToken: string; refreshToken?: string; expiresIn: number | undefined },
  now: number
) {
  return {
    accessToken,
    refreshToken,
    expiresAt: expiresIn === undefined ? undefined : new Date(now + 1000 * expiresIn)
  }
}

/** An id_token with a nonce is good for one login (OWASP ASVS 5.0, 10.5.1). */
function onlyOnceOf({ client }: ProviderCall, { nonce, exp = 0 }: { nonce?: unknown; exp?: number | undefined }) {
  if (typeof nonce !== 'string') return {}
  const hash = createHash('sha256').update(`nonce ${client.id} ${nonce}`).digest('base64url')
  return { onlyOnce: { hash, expires: new Date(1000 * (exp + clockTolerance)) } }
}
