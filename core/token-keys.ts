import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  sign,
  timingSafeEqual,
  verify
} from 'node:crypto'

export const hmacAlgorithms = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' } as const
export type HmacAlgorithm = keyof typeof hmacAlgorithms
export const signatureAlgorithms = ['RS256', 'ES256', 'EdDSA'] as const
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number]
export type TokenAlgorithm = HmacAlgorithm | SignatureAlgorithm
export const tokenAlgorithms: readonly TokenAlgorithm[] = ['HS256', 'HS384', 'HS512', ...signatureAlgorithms]

/** One key, for one algorithm (RFC 8725, section 3.1): what a token says of itself chooses neither. */
export interface TokenKey {
  readonly algorithm: TokenAlgorithm
  /** What tokens call it by; secrets have no name, as in the original's tokens. */
  readonly kid?: string
  /** Undefined for a key that only verifies. */
  readonly sign?: (signed: string) => Buffer
  readonly verify: (signed: string, signature: Buffer) => boolean
  /** What others may know of it (RFC 7517); a secret has nothing of the kind. */
  readonly publicJwk?: JsonWebKey
}

/** A key cannot be used; the message completes "SETTING …" and holds nothing of the key. */
export class TokenKeyError extends Error {
  readonly code = 'REST_AUTH_TOKEN_KEY'
}

/** Whether an algorithm signs with a private key, and others verify with the public one. */
export function isSignatureAlgorithm(algorithm: TokenAlgorithm): algorithm is SignatureAlgorithm {
  return signatureAlgorithms.some(other => other === algorithm)
}

/** The key of an HMAC secret (RFC 7518, section 3.2). */
export function secretKey(secret: string, algorithm: HmacAlgorithm = 'HS256'): TokenKey {
  const mac = (signed: string) => createHmac(hmacAlgorithms[algorithm], secret).update(signed).digest()
  return {
    algorithm,
    sign: mac,
    verify(signed, signature) {
      const expected = mac(signed)
      return signature.length === expected.length && timingSafeEqual(signature, expected)
    }
  }
}

const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g
const unreadable = 'has a key that cannot be read'

/**
 * The PEM blocks of a text (RFC 7468). A half one is no reason to go on to the next: another key would sign.
 * @throws TokenKeyError
 */
function blocksOf(pem: string): { block: string; label: string }[] {
  const text = pem.replaceAll('\\n', '\n')
  const blocks = [...text.matchAll(pemBlock)].map(([block, label = '']) => ({ block, label }))
  if (text.split('-----BEGIN ').length - 1 !== blocks.length) throw new TokenKeyError(unreadable)
  return blocks.filter(({ label }) => label !== 'EC PARAMETERS') // `openssl ecparam` writes them before its key.
}

/**
 * The keys of a text with PEM blocks, in their order: private ones sign and verify, public ones verify.
 * @throws TokenKeyError when there is none, or one does not fit the algorithm
 */
export function keysOfPem(pem: string, algorithm: SignatureAlgorithm): TokenKey[] {
  const blocks = blocksOf(pem)
  if (blocks.length === 0) throw new TokenKeyError('has no key in PEM form, -----BEGIN PRIVATE KEY----- and so on')
  return blocks.map(({ block, label }) => keyOfBlock(block, label, algorithm))
}

function keyOfBlock(block: string, label: string, algorithm: SignatureAlgorithm): TokenKey {
  let privateKey: KeyObject | undefined
  let publicKey: KeyObject
  try {
    if (label.endsWith('PRIVATE KEY')) privateKey = createPrivateKey(block)
    publicKey = createPublicKey(block)
  } catch {
    throw new TokenKeyError(unreadable)
  }
  requireFitting(publicKey, algorithm)
  return pairKey(publicKey, privateKey, algorithm)
}

const kinds: Record<SignatureAlgorithm, string> = {
  RS256: 'an RSA key of 2048 bits or more and exponent 65537',
  ES256: 'a key on the curve P-256',
  EdDSA: 'an Ed25519 key'
}

/** @throws TokenKeyError unless a key is of the algorithm's kind, and strong enough (RFC 7518, RFC 8037) */
function requireFitting(key: KeyObject, algorithm: SignatureAlgorithm): void {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details = {} } = key
  const { modulusLength = 0, publicExponent = 0n, namedCurve } = details
  const fits = {
    // With an exponent of 1 everybody signs: above 2^16 (FIPS 186-5, appendix A.1.1).
    RS256: type === 'rsa' && modulusLength >= 2048 && publicExponent > 65_536n,
    ES256: type === 'ec' && namedCurve === 'prime256v1',
    EdDSA: type === 'ed25519'
  }
  if (!fits[algorithm]) {
    throw new TokenKeyError(`does not fit JWT_ALGORITHM ${algorithm}, which takes ${kinds[algorithm]}`)
  }
}

/** A new private key for an algorithm, as PEM (PKCS #8). RSA ones have 3072 bits: NIST SP 800-57, beyond 2030. */
export function newPrivateKey(algorithm: SignatureAlgorithm): string {
  const pair =
    algorithm === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 3072 })
      : algorithm === 'ES256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('ed25519')
  return String(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }))
}

/**
 * The text of a key file after a rotation: the new private key, which signs from now on, and after it the public halves of
 * those that did, the newest first.
 * @param kept how many older ones still verify
 * @throws TokenKeyError
 */
export function rotatedKeys(pem: string, newKey: string, kept: number): string {
  const older = blocksOf(pem)
    .slice(0, kept)
    .map(({ block }) => publicPem(block))
  return [newKey, ...older].join('')
}

function publicPem(block: string): string {
  try {
    return String(createPublicKey(block).export({ type: 'spki', format: 'pem' }))
  } catch {
    throw new TokenKeyError(unreadable)
  }
}

function pairKey(publicKey: KeyObject, privateKey: KeyObject | undefined, algorithm: SignatureAlgorithm): TokenKey {
  const digest = algorithm === 'EdDSA' ? null : 'sha256'
  const jwk = publicKey.export({ format: 'jwk' })
  const kid = thumbprint(jwk)
  return {
    algorithm,
    kid,
    ...(privateKey !== undefined && {
      sign: signed => sign(digest, Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' })
    }),
    verify: (signed, signature) =>
      verify(digest, Buffer.from(signed), { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature),
    publicJwk: { ...jwk, kid, alg: algorithm, use: 'sig' }
  }
}

/** RFC 7638: the hash of the members that make the key, in the order of their names. */
function thumbprint({ kty, crv, n, e, x, y }: JsonWebKey): string {
  const members = Object.entries({ crv, e, kty, n, x, y }).filter(([, value]) => value !== undefined)
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(members)))
    .digest('base64url')
}

/** Secrets that everyone knows, from examples that were copied. */
const knownSecrets = new Set(['a-string-secret-at-least-256-bits-long', 'your-256-bit-secret-your-256-bit-secret'])

/** What is wrong with an HMAC secret, completing "SECRET_KEY …"; undefined when it will do (RFC 7518, section 3.2). */
export function secretWeakness(secret: string | undefined): string | undefined {
  if (secret === undefined || secret === '') return 'is missing'
  if (Buffer.byteLength(secret) < 32) return 'is too short: it takes 32 bytes or more'
  if (knownSecrets.has(secret) || new Set(secret).size < 8) return 'is too easy to guess'
}
