import { randomUUID } from 'node:crypto'
import { CompactSign, type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose'

/** Header and key of a token in place of Kakao's: a test forges with them. */
export interface Forgery {
  /** Set over `alg`, `kid` and the like; `alg: 'none'` leaves the signature out. */
  header?: Record<string, unknown> | undefined
  /** Signs in place of Kakao's key; one that fits `header.alg`. */
  key?: CryptoKey | Uint8Array | undefined
}

interface KeyPair {
  kid: string
  privateKey: CryptoKey
  jwk: JWK
}

export type SigningKeys = ReturnType<typeof createSigningKeys>

/** The RS256 key pairs that sign id_tokens and events. The first is made when it is first needed: many tests need none. */
export function createSigningKeys() {
  let pairs: Promise<KeyPair>[] = []
  const current = () => {
    pairs[0] ??= createKeyPair()
    return pairs[0]
  }

  return {
    /** Signs claims as they are: what is undefined is left out. */
    async sign(claims: Record<string, unknown>, { header = {}, key }: Forgery = {}): Promise<string> {
      const { kid, privateKey } = await current()
      const protectedHeader = { alg: 'RS256', kid, ...header }
      const payload = JSON.stringify(claims)
      if (protectedHeader.alg === 'none') return [JSON.stringify(protectedHeader), payload, ''].map(encode).join('.')
      return new CompactSign(Buffer.from(payload)).setProtectedHeader(protectedHeader).sign(key ?? privateKey)
    },

    /** What `/.well-known/jwks.json` shows: the key that signs, and the one before it. */
    async jwks(): Promise<{ keys: JWK[] }> {
      await current()
      const shown = await Promise.all(pairs)
      return { keys: shown.map(({ jwk }) => jwk) }
    },

    /** From now on a new key signs. The one before stays in the JWKS until the next time. */
    async rotate(): Promise<void> {
      const before = current()
      pairs = [createKeyPair(), before]
      await Promise.all(pairs)
    }
  }
}

const encode = (part: string) => Buffer.from(part).toString('base64url')

async function createKeyPair(): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const kid = randomUUID().replaceAll('-', '')
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } }
}
