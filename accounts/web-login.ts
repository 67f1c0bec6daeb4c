import { createHash, randomBytes } from 'node:crypto'
import { readJson } from '../core/json.ts'
import type { Accounts } from './context.ts'
import type { SocialClient } from './social-client.ts'

/** What a browser carries from the beginning of its login to the end, sealed: nobody reads or makes it. */
export interface CarriedLogin {
  state: string
  nonce: string
  verifier: string
  next?: string
  challenge?: string
  redirectUri: string
  /** Milliseconds since 1970. */
  expires: number
}

/** Seconds from the beginning of a login by a browser to its end. */
export const webLoginLifetime = 600

/** So many random bytes, base64url. */
export const random = (bytes: number) => randomBytes(bytes).toString('base64url')
/** How code challenges are made of verifiers (RFC 7636, S256), and what is kept of login codes. */
export const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url')
/** A login that was begun at one site ends at no other. */
const purposeOf = ({ id, siteId }: Pick<SocialClient, 'id' | 'siteId'>) => `login ${id} at site ${siteId}`

/** Seals what a browser is to carry, for one provider and one site. */
export function sealCarried({ social }: Pick<Accounts, 'social'>, client: SocialClient, carried: CarriedLogin): string {
  return social.browserSealer.seal(JSON.stringify(carried), purposeOf(client))
}

/** What a browser carries; undefined when it was not sealed here for a login by this provider at this
 * site, or is over. */
export function openCarried(
  { social, now }: Pick<Accounts, 'social' | 'now'>,
  client: SocialClient,
  sealed: string | undefined
): CarriedLogin | undefined {
  const text = sealed === undefined ? undefined : social.browserSealer.open(sealed, purposeOf(client))
  const carried = text === undefined ? undefined : (readJson(text) as CarriedLogin)
  return carried !== undefined && carried.expires > now() ? carried : undefined
}
