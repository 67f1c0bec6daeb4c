import { createHmac } from 'node:crypto'
import { TokenError, type TokenFault } from '../../core/tokens.ts'

/** Signs the tokens of these tests; long enough, and nobody's. */
export const secret = 'a secret of the tests, 32 bytes or more'

/** When these tests happen, in seconds since 1970. */
export const time = 1_800_000_000
export const now = () => time * 1000

export const header = { typ: 'JWT', alg: 'HS256' }
export const claims = { user_id: 1, username: 'alice', exp: time + 300 }

/** Base64url of bytes, of a text as it is, or of the JSON of anything else. */
export function segment(value: unknown): string {
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
  return bytes.toString('base64url')
}

export interface Signing {
  key?: string | Buffer
  hash?: string
}

/** Adds the signature to what stands before the last dot of a token. */
export function signed(text: string, { key = secret, hash = 'sha256' }: Signing = {}): string {
  return `${text}.${createHmac(hash, key).update(text).digest('base64url')}`
}

/** A token made without the code under test: of any header and payload, and with a signature that holds. */
export function forge(parts: { header?: unknown; payload?: unknown } = {}, signing: Signing = {}): string {
  const { header: head, payload } = { header, payload: claims, ...parts }
  return signed(`${segment(head)}.${segment(payload)}`, signing)
}

/** How a token is refused; undefined when it holds. What is no TokenError is thrown on. */
export function faultOf(verify: () => unknown): TokenFault | undefined {
  try {
    verify()
  } catch (error) {
    if (error instanceof TokenError) return error.fault
    throw error
  }
}
