import { randomUUID } from 'node:crypto'
import type { Forgery } from './signing-keys.ts'
import { type KakaoState, seconds } from './state.ts'

const patience = 3_000

export interface UnlinkNotice {
  userId: string
  /** Why the person is no longer linked. */
  referrerType?:
    | 'ACCOUNT_DELETE'
    | 'FORCED_ACCOUNT_DELETE'
    | 'UNLINK_FROM_ADMIN'
    | 'UNLINK_FROM_APPS'
    | 'INCOMPLETE_SIGN_UP'
  method?: 'GET' | 'POST'
  /** The app's own when not given. */
  adminKey?: string
}

export interface EventOptions extends Forgery {
  /** The name of an event type as in `user-unlinked`, or its whole URI. */
  event: string
  userId: string
  jti?: string
  /** Unix time in seconds; now when not given. */
  iat?: number
  /** The REST API key when not given. */
  aud?: string
  /** Set over the claims; undefined takes one away. */
  claims?: Record<string, unknown>
}

/** What the app answered to a webhook. */
export interface WebhookAnswer {
  status: number
  body: string
}

/** Event types by their short name, with the part of the URI that is theirs. */
const eventTypes = {
  oauth: ['user-linked', 'user-unlinked', 'user-scope-consent', 'user-scope-withdraw', 'tokens-revoked'],
  risc: ['account-purged', 'account-disabled', 'account-enabled', 'credential-compromise', 'sessions-revoked']
}

/** Tells an app that somebody disconnected at Kakao, and waits three seconds for the answer, as Kakao does. */
export async function sendUnlink(
  { app }: KakaoState,
  url: string | URL,
  { userId, referrerType = 'UNLINK_FROM_APPS', method = 'POST', adminKey = app.adminKey }: UnlinkNotice
): Promise<WebhookAnswer> {
  const told = new URLSearchParams({ app_id: String(app.appId), user_id: userId, referrer_type: referrerType })
  const headers = { authorization: `KakaoAK ${adminKey}` }
  if (method === 'POST') return deliver(url, { method, headers, body: told })
  const withQuery = new URL(url)
  for (const [name, value] of told) withQuery.searchParams.set(name, value)
  return deliver(withQuery, { method, headers })
}

/** Posts a signed event to an app (RFC 8935), and waits three seconds for the answer, as Kakao does. */
export async function sendEvent(state: KakaoState, url: string | URL, options: EventOptions): Promise<WebhookAnswer> {
  const body = await signEvent(state, options)
  return deliver(url, { method: 'POST', headers: { 'content-type': 'application/secevent+jwt' }, body })
}

/** Signs an event as a security event token (RFC 8417): it has no `exp`. */
export function signEvent(
  state: KakaoState,
  {
    event,
    userId,
    jti = randomUUID(),
    iat = seconds(state),
    aud = state.app.restApiKey,
    claims,
    ...forgery
  }: EventOptions
): Promise<string> {
  const subject = { subject_type: 'iss-sub', iss: state.url, sub: userId }
  const events = { [eventUri(event)]: { subject } }
  const header = { typ: 'secevent+jwt', ...forgery.header }
  return state.keys.sign({ iss: state.url, aud, sub: userId, iat, jti, events, ...claims }, { ...forgery, header })
}

function eventUri(event: string): string {
  if (event.includes(':')) return event
  const family = Object.entries(eventTypes).find(([, names]) => names.includes(event))?.[0]
  if (family === undefined) throw new TypeError(`no event of Kakao's is named ${event}: give its whole URI`)
  return `https://schemas.openid.net/secevent/${family}/event-type/${event}`
}

async function deliver(url: string | URL, init: RequestInit): Promise<WebhookAnswer> {
  const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(patience) })
  return { status: response.status, body: await response.text() }
}
