import type { Attempts } from '../core/attempts.ts'
import type { AuditEvent } from '../core/events.ts'
import { createLinkAddresses, type LinkAddresses } from '../core/link-addresses.ts'
import type { Links } from '../core/links.ts'
import type { Language } from '../core/messages.ts'
import type { Passwords } from '../core/passwords.ts'
import type { Sealer } from '../core/sealer.ts'
import type { Tokens } from '../core/tokens.ts'
import type { Database } from '../db/open.ts'
import type { SocialClient } from './social-client.ts'

/** What acts work with. */
export interface Accounts {
  database: Database
  passwords: Passwords
  tokens: Tokens
  /** The secrets of the links in mails. */
  links: Links
  /** Milliseconds since 1970. */
  now: () => number
  /** Seconds of clock difference that are forgiven. */
  leeway: number
  /** How long a token is valid, in seconds. */
  expirationDelta: number
  /** How long after its login a token can be refreshed, in seconds; undefined when new tokens cannot be. */
  refreshDelta: number | undefined
  /** Present when logins hand out refresh tokens, each of which is used once: JWT_REFRESH_MODE=rotating. */
  rotation?: RefreshRotation
  policy: AccountPolicy
  social: SocialPolicy
  /** Failed tries of passwords, and how long the next has to wait; undefined where nobody counts. */
  attempts: Attempts | undefined
  audit: Audit
  /** A key that only who knows SECRET_KEY has, another for each purpose (HKDF-SHA256, RFC 5869): 64 hexadecimal digits. */
  keyFor: (purpose: string) => string
  /** Mails that were queued since the outbox was last looked into. */
  outbox: { isDirty: boolean }
}

/** How refresh tokens are handed out that are used once. */
export interface RefreshRotation {
  /** How long after the login they can be used, in seconds. */
  refreshDelta: number
  /** How long after its use a token answers its successor again, in seconds: the answer may have been lost. */
  grace: number
  /** Keys the successor of a token, so that it can be told again and only its hash is kept. */
  secret: Uint8Array
}

/** The audit trail: how long it is kept, and who else hears of it. */
export interface Audit {
  /** Days after which an event may be taken away. */
  retentionDays: number
  /** Told of each event once it is written; does not throw. */
  tell?: (event: AuditEvent) => void
}

/** What the settings say of accounts; `restAuth` puts its own in the place of the defaults. */
export interface AccountPolicy {
  /** Whether logins hand out a JSON Web Token, or else Django REST Framework's key. */
  useJwt: boolean
  /** What people log in with. */
  authenticationMethod: 'username' | 'email' | 'username_email'
  /** Whether a new address gets a link that verifies it; when mandatory, a login by password waits for that. */
  emailVerification: 'none' | 'optional' | 'mandatory'
  /** Whether a change of the password takes the old one. */
  oldPasswordNeeded: boolean
  /** Whether a change of the password ends the session that made it, too. */
  logoutOnPasswordChange: boolean
  /** Whether a registration hides that its address is taken; addresses must then be verified. */
  preventEnumeration: boolean
  /** Seconds after a login in which it may change addresses and social accounts; undefined for as long as it lasts. */
  reauthenticationTimeout: number | undefined
  /** How long reset links hold, and the keys that verify an address, in seconds. */
  resetTimeout: number
  confirmTimeout: number
  /** Where the links in mails lead. */
  addresses: LinkAddresses
  /** The site whose name and domain stand in mails that nobody asked for at another one. */
  siteId: number
}

export const defaultPolicy: AccountPolicy = {
  useJwt: true,
  authenticationMethod: 'username',
  emailVerification: 'none',
  oldPasswordNeeded: false,
  logoutOnPasswordChange: false,
  preventEnumeration: false,
  reauthenticationTimeout: undefined,
  resetTimeout: 259_200,
  confirmTimeout: 259_200,
  addresses: createLinkAddresses({}),
  siteId: 1
}

/** What the settings say of identity providers; `socialAccounts` and the providers put theirs in. */
export interface SocialPolicy {
  /** The identity providers that people can come by here, by their names in rows. */
  clients: ReadonlyMap<string, SocialClient>
  /** Whether an address that both sides have verified logs its user in: SOCIALACCOUNT_EMAIL_AUTHENTICATION. */
  emailAuthentication: boolean
  /** Whether the tokens of providers are kept. */
  storeTokens: boolean
  /** Seals what is kept of providers' secrets; undefined where it is kept as Django keeps it. */
  sealer: Sealer | undefined
  /** Seals what a browser carries from the beginning of a login to its end. */
  browserSealer: Sealer
  /** Where the front ends are that a login by a browser may lead back to, beside paths of the server itself. */
  nextUrls: readonly string[]
  /** Where it leads when nobody says. */
  loginRedirectUrl: string
  /** Where codes may have been sent, beside the server's own callback. */
  redirectUris: readonly string[]
  /** Work with providers that was queued since it was last looked into. */
  tasks: { isDirty: boolean }
}

export const defaultSocialPolicy = (browserSealer: Sealer): SocialPolicy => ({
  browserSealer,
  clients: new Map(),
  emailAuthentication: false,
  storeTokens: false,
  sealer: undefined,
  nextUrls: [],
  loginRedirectUrl: '/',
  redirectUris: [],
  tasks: { isDirty: false }
})

/** Where a request comes from: its login keeps it, so that people recognise it, and its mails are in its language. */
export interface Origin {
  ipAddress: string
  userAgent: string
  language: Language
  /** The site that it came to; the one of the policy when not given. */
  siteId?: number | undefined
}
