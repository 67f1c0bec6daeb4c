import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Hides texts that are kept where others can read them, and tells whether they were changed there. */
export interface Sealer {
  /** @param purpose what the text is, and of what: it is opened for the same purpose alone */
  seal(text: string, purpose: string): string
  /** The text that was sealed; undefined when it was not sealed so, or by none of the secrets. */
  open(sealed: string, purpose: string): string | undefined
}

/** What a sealed text begins with, so that Django's plain ones are told apart. */
const mark = 'sealed1:'
const ivBytes = 12
const tagBytes = 16

/**
 * AES-256-GCM (NIST SP 800-38D) with 96 random bits a text, under keys that HKDF-SHA256 (RFC 5869) makes of secrets.
 * @param secrets the first seals, all open; so that one can take the other's place
 * @param label keeps the keys apart from what else is made of the same secrets
 */
export function createSealer([first, ...others]: readonly [string, ...string[]], label: string): Sealer {
  const keyOf = (secret: string) => Buffer.from(hkdfSync('sha256', secret, '', `fastify-rest-auth ${label}`, 32))
  const own = keyOf(first)
  const keys = [own, ...others.map(keyOf)]
  return {
    seal(text, purpose) {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', own, iv).setAAD(Buffer.from(purpose))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return mark + Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64url')
    },

    open(sealed, purpose) {
      if (!isSealed(sealed)) return undefined
      const bytes = Buffer.from(sealed.slice(mark.length), 'base64url')
      const isWhole = bytes.length >= ivBytes + tagBytes && mark + bytes.toString('base64url') === sealed
      if (!isWhole) return undefined // decoding passes over what is no base64url
      for (const key of keys) {
        const text = decrypt(key, bytes, purpose)
        if (text !== undefined) return text
      }
      return undefined
    }
  }
}

/** Whether a text is one that a sealer has made. */
export function isSealed(text: string): boolean {
  return text.startsWith(mark)
}

function decrypt(key: Buffer, bytes: Buffer, purpose: string): string | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(-tagBytes))
  try {
    const text = decipher.update(bytes.subarray(ivBytes, -tagBytes))
    return Buffer.concat([text, decipher.final()]).toString('utf8')
  } catch {
    return undefined // not sealed with this key, for this purpose
  }
}
