import type { Passwords } from '../core/passwords.ts'
import type { Tokens } from '../core/tokens.ts'
import type { Database } from '../db/open.ts'

/** What acts work with. */
export interface Accounts {
  database: Database
  passwords: Passwords
  tokens: Tokens
  /** Milliseconds since 1970. */
  now: () => number
  /** Seconds of clock difference that are forgiven. */
  leeway: number
  /** How long a token is valid, in seconds. */
  expirationDelta: number
  /** How long after its login a token can be refreshed, in seconds; undefined when new tokens cannot be. */
  refreshDelta: number | undefined
}

/** Where a login comes from: kept with its session, so that people recognise it. */
export interface Origin {
  ipAddress: string
  userAgent: string
}
