import { createHash } from 'node:crypto'
import {
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyResult,
  jwtVerify
} from 'jose'
import { SocialRefused } from '../core/errors.ts'
import type { SocialProvider } from '../core/social-provider.ts'
import { away, type ProviderCall } from './provider-call.ts'
import { notConfigured } from './social-client.ts'

/** Seconds by which a provider's clock may differ from ours. */
export const clockTolerance = 60
const maxTokenLength = 8192
/** RFC 7515, section 7.1: base64url without padding, which jose would forgive. */
const compactToken = /^[\w-]+\.[\w-]+\.[\w-]+$/

/** What an id_token must fit besides its issuer and audience. */
export interface IdTokenChecks {
  /** What the login was begun with; one that the token does not say refuses it. */
  nonce?: string | undefined
  /** The access token that came with it. */
  accessToken?: string | undefined
  /** Whether it came from the provider itself, in exchange for a code. */
  isFromProvider?: boolean
}

/**
 * Verifies an id_token (OpenID Connect Core 1.0, section 3.1.3.7): signature by the issuer's keys, issuer and audience
 * exactly as configured, exp, iat, nonce, and at_hash when an access token came with it.
 * @param now milliseconds since 1970
 * @throws SocialRefused when it does not hold; Unavailable when the issuer's keys cannot be had
 */
export async function verifyIdToken(
  call: ProviderCall,
  idToken: string,
  { nonce, accessToken, isFromProvider = false }: IdTokenChecks,
  now: number
): Promise<JWTPayload & { sub: string }> {
  const { provider, keys, client } = call
  const { idToken: facts } = provider
  const audiences = facts?.audiences(keys).filter(audience => audience !== '') ?? []
  if (facts === undefined || audiences.length === 0) throw notConfigured(client.settings.clientId)
  if (idToken.length > maxTokenLength || !compactToken.test(idToken)) throw new SocialRefused()
  const { payload, protectedHeader } = await verified(call, facts, idToken, {
    isFromProvider,
    now,
    audiences
  })
  const { sub, iat, aud, azp, nonce: said } = payload
  const isWhole =
    typeof sub === 'string' &&
    typeof iat === 'number' &&
    iat <= now / 1000 + clockTolerance &&
    isIdToken(protectedHeader.typ) &&
    [aud, facts.anyParty ? [] : (azp ?? [])].flat().every(audience => audiences.includes(String(audience)))
  if (!isWhole || !isSameNonce(nonce, said)) throw new SocialRefused()
  if (accessToken !== undefined && payload.at_hash !== undefined && payload.at_hash !== hashOf(accessToken)) {
    throw new SocialRefused()
  }
  return { ...payload, sub }
}

async function verified(
  { provider, keys, client, ask }: ProviderCall,
  { issuers, algorithms, jwksUrl, secretAlgorithm }: NonNullable<SocialProvider['idToken']>,
  idToken: string,
  { isFromProvider, now, audiences }: { isFromProvider: boolean; now: number; audiences: string[] }
): Promise<JWTVerifyResult> {
  const bySecret = isFromProvider && secretAlgorithm !== undefined && keys.secret !== ''
  const getKey: JWTVerifyGetKey = (header, token) => {
    if (bySecret && header.alg === secretAlgorithm) return new TextEncoder().encode(keys.secret)
    const fetchKeys = async () => (await ask({ url: jwksUrl })).json as JSONWebKeySet
    return client.publicKeys.find(header, token, fetchKeys)
  }
  try {
    return await jwtVerify(idToken, getKey, {
      algorithms: [...algorithms, ...(bySecret ? [secretAlgorithm] : [])],
      issuer: [...issuers],
      audience: audiences,
      requiredClaims: ['sub', 'iat', 'exp'],
      clockTolerance,
      currentDate: new Date(now)
    })
  } catch (error) {
    if (error instanceof errors.JWKSInvalid || error instanceof SocialRefused) throw away(provider, error)
    if (error instanceof errors.JOSEError || error instanceof TypeError) throw new SocialRefused()
    throw error
  }
}

/** Other tokens of an issuer (RFC 8417's events, RFC 9068's access tokens) are signed by the same keys. */
function isIdToken(type: string | undefined): boolean {
  return type === undefined || type.toLowerCase() === 'jwt'
}

/** As it was sent, or as the hash of it that Apple and Google are given by native apps. */
function isSameNonce(sent: string | undefined, said: unknown): boolean {
  return sent === undefined || said === sent || said === createHash('sha256').update(sent).digest('hex')
}

/** OpenID Connect Core 1.0, section 3.1.3.6, for the algorithms that hash with SHA-256. */
function hashOf(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url')
}
