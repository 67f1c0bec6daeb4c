import { errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose'
import { SocialRefused } from '../core/errors.ts'
import { member } from '../core/json.ts'
import type { Accounts } from './context.ts'
import { away, openCall } from './provider-call.ts'
import type { SocialClient } from './social-client.ts'
import { clockTolerance } from './verify-id-token.ts'

/** Why a Security Event Token is not taken (RFC 8935, section 2.4). */
export type EventRefusal = 'invalid_request' | 'invalid_key' | 'invalid_issuer' | 'invalid_audience'

/** A Security Event Token does not hold. */
export class EventRefused extends Error {
  readonly code = 'REST_AUTH_EVENT_REFUSED'
  readonly reason: EventRefusal

  constructor(reason: EventRefusal) {
    super(reason)
    this.reason = reason
  }
}

/** What a Security Event Token says: events about one person. */
export interface EventToken {
  jti: string
  uid: string
  /** Milliseconds since 1970. */
  issued: number
  /** The URIs of its events. */
  events: string[]
}

/** Milliseconds for which an event counts: for as long its id is remembered, so that it counts once. */
export const eventLifetime = 90 * 24 * 3600_000
const maxTokenLength = 16 * 1024

/**
 * Verifies a Security Event Token (RFC 8417, section 2.2; RFC 8935): its type, signature, issuer and audience, and that it
 * names one person.
 * @throws EventRefused with the code to answer; Unavailable when the provider's keys cannot be had
 */
export async function verifyEventToken(
  accounts: Pick<Accounts, 'database' | 'social' | 'now'>,
  client: SocialClient,
  token: string
): Promise<EventToken> {
  if (token.length > maxTokenLength) throw new EventRefused('invalid_request')
  const { provider, keys, ask } = await openCall(accounts, client)
  const { idToken: facts } = provider
  const audience = facts?.audiences(keys).filter(audience => audience !== '') ?? []
  if (facts === undefined || audience.length === 0) throw new EventRefused('invalid_audience')
  const fetchKeys = async () => (await ask({ url: facts.jwksUrl })).json as JSONWebKeySet
  try {
    const { payload } = await jwtVerify(token, (header, input) => client.publicKeys.find(header, input, fetchKeys), {
      typ: 'secevent+jwt',
      algorithms: [...facts.algorithms],
      issuer: [...facts.issuers],
      audience,
      clockTolerance,
      currentDate: new Date(accounts.now())
    })
    return read(payload, accounts.now())
  } catch (error) {
    if (error instanceof errors.JWKSInvalid || error instanceof SocialRefused) throw away(client, error)
    throw refusalOf(error)
  }
}

function read({ jti, iat, sub, events }: JWTPayload, now: number): EventToken {
  const issued = 1000 * Number(iat)
  const uris = isObject(events) ? Object.keys(events) : []
  const subjects = uris.map(uri => member(member(member(events, uri), 'subject'), 'sub'))
  const [uid, ...others] = new Set([sub, ...subjects].filter(subject => subject !== undefined))
  const isTimely = now - issued < eventLifetime && issued <= now + 1000 * clockTolerance
  const isWhole = typeof jti === 'string' && typeof uid === 'string' && others.length === 0 && uris.length > 0
  if (!isWhole || !isTimely) throw new EventRefused('invalid_request')
  return { jti, uid, issued, events: uris }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refusalOf(error: unknown): unknown {
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'iss') return new EventRefused('invalid_issuer')
    return new EventRefused(error.claim === 'aud' ? 'invalid_audience' : 'invalid_request')
  }
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid || error instanceof errors.JWTExpired) {
    return new EventRefused('invalid_request')
  }
  return error instanceof errors.JOSEError || error instanceof TypeError ? new EventRefused('invalid_key') : error
}
