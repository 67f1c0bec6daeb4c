import { member } from './json.ts'

/** What an identity provider told of a person. */
export interface SocialProfile {
  /** The provider's immutable id of the person, as text: 64-bit numbers do not fit into a JavaScript number. */
  uid: string
  /** Empty when the provider has none, or the person did not share it. */
  email: string
  /** Whether the provider vouches that the address is this person's, now. */
  emailVerified: boolean
  /** A name to make a username of; empty when there is none. */
  username: string
  firstName?: string
  lastName?: string
  /** The address of a picture. */
  picture?: string
  /** Scopes that the person has not consented to, of all that the provider has. */
  missingScopes?: readonly string[]
}

/** How this project is known to a provider: the Social application of the site, completed by the settings. */
export interface SocialKeys {
  clientId: string
  /** Empty where the provider has given none. */
  secret: string
  /** What the provider's own documentation makes of it: for Kakao, the native app key. */
  key: string
  /** The number of the app, where the Social application says it: Kakao's access tokens name it. */
  appId?: string
}

/** A Social application may name several client ids, one an app, as allauth has it for Apple. */
export function clientIdsOf({ clientId }: Pick<SocialKeys, 'clientId'>): string[] {
  return clientId.split(',').map(id => id.trim())
}

/** The first of them is the one of the web. */
export function webClientId(keys: Pick<SocialKeys, 'clientId'>): string {
  const [first = ''] = clientIdsOf(keys)
  return first
}

/** What is asked of a provider: GET, or POST where there is a body. */
export interface ProviderRequest {
  url: string
  headers?: Record<string, string>
  form?: Record<string, string>
  json?: object
}

/** What a provider says of an access token itself. */
export interface SocialTokenInfo {
  /** The application that the token was made for. */
  audience: string
  /** Whose it is, where the provider says that here. */
  uid?: string
  /** Seconds that it is still valid, where the provider says that. */
  expiresIn?: number
}

/** What a provider's error means: what it was shown is no good, the person is too young, or it is in trouble itself. */
export type SocialFault = 'refused' | 'underAge' | 'unavailable'

/**
 * The facts about an identity provider, each from its own reference. The flow around them exists once, in accounts/; a
 * way in whose facts are missing is closed.
 */
export interface SocialProvider {
  /** Its name in URLs and rows. */
  readonly id: string
  /** Its name for people. */
  readonly name: string
  /** Where people log in with a browser (RFC 6749, section 4.1.1). */
  readonly authorization?: {
    url: string
    /** What stands between scopes; a space when not given. */
    separator?: ' ' | ','
    /** Further parameters. */
    parameters?: Record<string, string>
    /** Whether it knows PKCE (RFC 7636); true when not given. */
    pkce?: boolean
  }
  /** Where codes and refresh tokens are exchanged (RFC 6749, sections 4.1.3 and 6). */
  readonly token?: {
    url: string
    /** How the client secret is shown (RFC 6749, section 2.3.1): in the body when not given. */
    secretIn?: 'header'
    /** The client secret, where it is not the one of the keys. */
    secret?: (keys: SocialKeys, now: number) => Promise<string>
  }
  /** How an id_token is verified (OpenID Connect Core 1.0, section 3.1.3.7). */
  readonly idToken?: {
    issuers: readonly [string, ...string[]]
    jwksUrl: string
    algorithms: readonly string[]
    /** Signed by the client secret where it comes with a code: the algorithm. */
    secretAlgorithm?: 'HS256'
    audiences(keys: SocialKeys): readonly string[]
    /** Whether azp may name another client of the same project. */
    anyParty?: true
    read(claims: Record<string, unknown>): SocialProfile | undefined
  }
  /** How an access token of an app's SDK is proven to be ours (RFC 9700, section 4.9); without it, it is not. */
  readonly proof?: {
    ask(accessToken: string, keys: SocialKeys): ProviderRequest
    read(answer: unknown): SocialTokenInfo | undefined
    audiences(keys: SocialKeys): readonly string[]
  }
  /** Who an access token stands for; the first answer is kept in extra_data. */
  readonly profile?: {
    ask(accessToken: string, keys: SocialKeys): readonly ProviderRequest[]
    read(answers: readonly unknown[]): SocialProfile | undefined
    /** The part of the first answer that allauth keeps in extra_data; all of it, to the letter, when not given. */
    keep?(answer: unknown): unknown
  }
  /** Ends the connection at the provider's side, by the person's token or else the project's key; undefined without either. */
  readonly unlink?: (uid: string, accessToken: string | undefined) => ProviderRequest | undefined
  /** Reads an answer that is an error; OAuth's own words when not given. */
  readonly readFault?: (status: number, answer: unknown) => SocialFault
}

/** `Authorization: Bearer` (RFC 6750, section 2.1), which is how most are asked. */
export function bearer(url: string, accessToken: string): ProviderRequest {
  return { url, headers: { authorization: `Bearer ${accessToken}` } }
}

/** Errors that are about this project's keys or the provider's state, and not about what a person showed. */
const troubles = new Set(['invalid_client', 'unauthorized_client', 'temporarily_unavailable', 'server_error'])

/** RFC 6749, section 5.2, and RFC 6750, section 3.1. */
export function oauthFault(status: number, answer: unknown): SocialFault {
  const error = member(answer, 'error')
  if (status === 429 || status >= 500) return 'unavailable'
  if (typeof error === 'string' && troubles.has(error)) return 'unavailable'
  return error !== undefined || status === 400 || status === 401 || status === 403 ? 'refused' : 'unavailable'
}

/** A text of an answer; empty for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** An id of an answer as text: digits of a number of any size, or a text; undefined when it is neither. */
export function idOf(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? String(value) : undefined
  return typeof value === 'string' && /^[\w.|:@+=/-]{1,191}$/.test(value) ? value : undefined
}

/** The longest time that is believed, in seconds: a date must come of it. */
const maxSeconds = 10 ** 9

/** Seconds of an answer, as a number or, as some write it, a text; undefined when they are none. */
export function secondsOf(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && /^-?\d{1,10}$/.test(value) ? Number(value) : value
  return typeof seconds === 'number' && Math.abs(seconds) <= maxSeconds ? seconds : undefined
}

/** Whether an answer says yes, as a boolean or, as some do, as a text. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 'true'
}

/** Reads the standard claims of a person (OpenID Connect Core 1.0, section 5.1), in an id_token or of userinfo. */
export function readStandardClaims(claims: unknown): SocialProfile | undefined {
  const uid = idOf(member(claims, 'sub'))
  if (uid === undefined) return undefined
  return {
    uid,
    email: textOf(member(claims, 'email')),
    emailVerified: isTrue(member(claims, 'email_verified')),
    username: textOf(member(claims, 'preferred_username') ?? member(claims, 'nickname')),
    firstName: textOf(member(claims, 'given_name')),
    lastName: textOf(member(claims, 'family_name')),
    picture: textOf(member(claims, 'picture'))
  }
}
