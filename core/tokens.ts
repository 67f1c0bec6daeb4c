import type { JsonWebKey } from 'node:crypto'
import type { TokenKey } from './token-keys.ts'

/** The payload of djangorestframework-jwt, and our own `sid` and `jti`. Times are in seconds since 1970. */
export interface Claims {
  readonly user_id: number
  readonly username: string
  readonly exp: number
  readonly email?: string
  /** When the first token of this login was made; only a token that has it can be refreshed. */
  readonly orig_iat?: number
  readonly aud?: string
  readonly iss?: string
  /** The row of rest_auth_session; tokens that Django signed have none. */
  readonly sid?: string
  readonly jti?: string
}

/** A token's payload as it was signed: only `exp` and, where they are set, `aud` and `iss` have been checked. */
export type VerifiedPayload = Readonly<Record<string, unknown>> & { readonly exp: number }

/** Why a token does not hold: it cannot be decoded or its signature is wrong, its time is over, or its claims are off. */
export type TokenFault = 'undecodable' | 'expired' | 'invalid'

/** A token does not hold. */
export class TokenError extends Error {
  readonly code = 'REST_AUTH_TOKEN'
  readonly fault: TokenFault

  constructor(fault: TokenFault) {
    super(`token ${fault}`)
    this.fault = fault
  }
}

export interface TokenOptions {
  /** The first signs, all of them verify. */
  keys: readonly TokenKey[]
  /** Seconds of clock difference that are forgiven. */
  leeway?: number
  /** Put into every token and demanded of every token. */
  audience?: string | undefined
  issuer?: string | undefined
  /** Milliseconds since 1970. */
  now?: () => number
  /** How many verified tokens are remembered. */
  cacheSize?: number
}

export type Tokens = ReturnType<typeof createTokens>

const maxTokenLength = 8192
/** Header parameters that would choose a key or change how the token is read (RFC 8725, sections 3.1 and 3.10). */
const refusedHeaders = ['crit', 'b64', 'jwk', 'jku', 'x5c', 'x5u', 'zip', 'enc']

const maxKidLength = 128

/** Signs and verifies JSON Web Tokens (RFC 7519) with keys of one algorithm each, strictly as RFC 8725 asks. */
export function createTokens({
  keys: firstKeys,
  leeway = 0,
  audience,
  issuer,
  now = Date.now,
  cacheSize = 10_000
}: TokenOptions) {
  const verified = createCache<VerifiedPayload>(cacheSize)
  const seconds = () => now() / 1000
  let keys: readonly TokenKey[] = firstKeys
  let signer = signerOf(keys)

  /**
   * The keys that may have signed, out of the few that there are: by the name that the token gives, where it gives one
   * and they have one. The original's tokens give none, and secrets have none.
   */
  function candidates(alg: unknown, kid: unknown): readonly TokenKey[] {
    if (kid !== undefined && (typeof kid !== 'string' || kid.length > maxKidLength)) return []
    const isMeant = (key: TokenKey) => kid === undefined || key.kid === undefined || key.kid === kid
    return keys.filter(key => key.algorithm === alg && isMeant(key))
  }

  /** Everything about a token that stays true: its form, its signature, and the claims that do not depend on time. */
  function readOnce(token: string): VerifiedPayload {
    const [head, body, mac] = segmentsOf(token)
    const { alg, typ, kid, ...others } = decode(head)
    const possible = candidates(alg, kid)
    if (possible.length === 0) throw new TokenError('invalid')
    if (typ !== undefined && (typeof typ !== 'string' || typ.toUpperCase() !== 'JWT')) throw new TokenError('invalid')
    if (refusedHeaders.some(name => name in others)) throw new TokenError('invalid')
    const signature = Buffer.from(mac, 'base64url')
    if (!possible.some(key => key.verify(`${head}.${body}`, signature))) throw new TokenError('undecodable')
    const payload = decode(body)
    const { exp, nbf, iat, aud, iss } = payload
    if (!isTime(exp) || ![nbf, iat].every(time => time === undefined || isTime(time))) throw new TokenError('invalid')
    if (aud !== audience) throw new TokenError('invalid')
    if (issuer === undefined ? iss !== undefined && typeof iss !== 'string' : iss !== issuer) {
      throw new TokenError('invalid')
    }
    return Object.freeze({ ...payload, exp })
  }

  return {
    /** The compact form of a token (RFC 7515, section 7.1); audience and issuer are added where they are set. */
    sign(claims: Claims): string {
      const payload: Claims = {
        ...claims,
        ...(audience !== undefined && { aud: audience }),
        ...(issuer !== undefined && { iss: issuer })
      }
      const signed = `${signer.header}.${encode(payload)}`
      return `${signed}.${signer.sign(signed).toString('base64url')}`
    },

    /**
     * The payload of a token whose signature holds and whose time is not over. The result is remembered by the whole
     * token, since the signature is the dearest part of a request; its times are looked at each time.
     * @throws TokenError
     */
    verify(token: string): VerifiedPayload {
      let payload = verified.get(token)
      if (payload === undefined) {
        payload = readOnce(token)
        verified.set(token, payload)
      }
      const time = seconds()
      if (payload.exp + leeway <= time) throw new TokenError('expired')
      const { nbf, iat } = payload
      if ((isTime(nbf) && nbf - leeway > time) || (isTime(iat) && iat - leeway > time)) throw new TokenError('invalid')
      return payload
    },

    /** Takes other keys in the place of those so far, and forgets what they have verified. */
    useKeys(others: readonly TokenKey[]): void {
      signer = signerOf(others)
      keys = others
      verified.clear()
    },

    /** What others need to verify tokens (RFC 7517, section 5): no secret, and nothing private. */
    jwks(): { keys: JsonWebKey[] } {
      return { keys: keys.flatMap(({ publicJwk }) => (publicJwk === undefined ? [] : [publicJwk])) }
    }
  }
}

/** How the first key signs. @throws RangeError when it cannot */
function signerOf([key]: readonly TokenKey[]) {
  if (key?.sign === undefined) throw new RangeError('the first key must be one that signs')
  const { algorithm, kid, sign } = key
  return { header: encode({ typ: 'JWT', alg: algorithm, ...(kid !== undefined && { kid }) }), sign }
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function segmentsOf(token: string): [head: string, body: string, mac: string] {
  const segments = token.length > maxTokenLength ? [] : token.split('.')
  const [head, body, mac] = segments
  if (head === undefined || body === undefined || mac === undefined || segments.length > 3) {
    throw new TokenError('undecodable')
  }
  // One spelling only: no padding, no foreign letters, no left-over bits (RFC 7515, section 2).
  for (const segment of [head, body, mac]) {
    if (Buffer.from(segment, 'base64url').toString('base64url') !== segment) throw new TokenError('undecodable')
  }
  return [head, body, mac]
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A segment's JSON object. @throws TokenError */
function decode(segment: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(utf8.decode(Buffer.from(segment, 'base64url')))
  } catch {
    throw new TokenError('undecodable')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TokenError('undecodable')
  return value as Record<string, unknown>
}

/** A map that forgets its oldest entry when it is full. */
function createCache<Value>(size: number) {
  const entries = new Map<string, Value>()
  return {
    clear: () => entries.clear(),
    get: (key: string) => entries.get(key),
    set(key: string, value: Value) {
      if (entries.size >= size) {
        const { value: oldest } = entries.keys().next()
        if (oldest !== undefined) entries.delete(oldest)
      }
      entries.set(key, value)
    }
  }
}
