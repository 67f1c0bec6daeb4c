// The keys of an issuer, and id_tokens by them: as they should be or not.
import { CompactSign, type CryptoKey, exportJWK, generateKeyPair, type JSONWebKeySet } from 'jose'

export interface IssuerKeys {
  jwks: JSONWebKeySet
  /** Signs claims as they are. */
  sign(claims: object, forgery?: Forgery): Promise<string>
}

/** What is not as it should be. */
export interface Forgery {
  header?: Record<string, unknown>
  key?: CryptoKey | Uint8Array
}

export async function createIssuerKeys(alg: 'RS256' | 'ES256', kid = 'key-1'): Promise<IssuerKeys> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return {
    jwks: { keys: [{ ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }] },
    async sign(claims, { header = {}, key = privateKey } = {}) {
      const protectedHeader: { alg: string; kid: string } = { alg, kid, ...header }
      const payload = JSON.stringify(claims)
      if (protectedHeader.alg === 'none') return [JSON.stringify(protectedHeader), payload, ''].map(encode).join('.')
      return new CompactSign(Buffer.from(payload)).setProtectedHeader(protectedHeader).sign(key)
    }
  }
}

const encode = (part: string) => Buffer.from(part).toString('base64url')
