// A server that Kakao's webhooks reach, with the emulator whose clock it shares, and what it has written.
import { join } from 'node:path'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import type { SuiteOptions } from '../app.ts'
import { createApp, djangoDatabase, readRows } from './helper.ts'
import { kakaoKeys } from './id-token-login.ts'
import { type EventOptions, type KakaoServer, kakaoAppId, startKakaoServer } from './kakao-server.ts'
import { readMails } from './mails.ts'
import { createClock } from './outside.ts'

export const unlinkUrl = '/accounts/kakao/webhook/unlink/'
export const eventsUrl = '/accounts/kakao/webhook/events/'
/** 지윤 at Kakao, who is user 6 of Django's database. */
export const jiyunId = '3700000001'
export const adminKey = { authorization: 'KakaoAK kakao-admin-key' }

/** A server with all keys of the emulated app, on a copy of Django's database unless another one is given. */
export async function createWebhookApp(t: Test, options: SuiteOptions = {}) {
  const clock = createClock()
  const kakao = await startKakaoServer(0, { now: clock.now })
  t.teardown(() => kakao.close())
  const { databaseUrl = djangoDatabase(t) } = options
  const folder = join(t.testdirName, 'mails')
  const app = await createApp(t, {
    ...settingsFor(kakao),
    now: clock.now,
    emailUrl: `file:${folder}`,
    ...options,
    databaseUrl
  })
  return { app, kakao, clock, databaseUrl, mails: () => readMails(folder) }
}

/** The settings by which a server knows the emulator. */
export function settingsFor(kakao: KakaoServer): SuiteOptions {
  const urls = { kakaoApiUrl: kakao.url, kakaoAuthUrl: kakao.url }
  return { kakaoAppId, ...urls, ...kakaoKeys, kakaoAdminKey: kakao.app.adminKey, socialaccountStoreTokens: true }
}

/** Calls the unlink webhook by a form; what is undefined is left out. */
export function postUnlink(
  app: FastifyInstance,
  fields: Record<string, string | undefined> = {},
  headers: Record<string, string> = adminKey
) {
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  const payload = unlinkFields(fields).toString()
  return answerOf(app.inject({ method: 'POST', url: unlinkUrl, headers: { ...type, ...headers }, payload }))
}

/** Calls it by a query. */
export function getUnlink(
  app: FastifyInstance,
  fields: Record<string, string | undefined> = {},
  headers: Record<string, string> = adminKey
) {
  return answerOf(app.inject({ method: 'GET', url: `${unlinkUrl}?${unlinkFields(fields)}`, headers }))
}

function unlinkFields(fields: Record<string, string | undefined>): URLSearchParams {
  const all = { app_id: String(kakaoAppId), user_id: jiyunId, referrer_type: 'UNLINK_FROM_APPS', ...fields }
  return new URLSearchParams(Object.entries(all).filter((field): field is [string, string] => field[1] !== undefined))
}

/** Posts what should be a Security Event Token. */
export function postEvent(app: FastifyInstance, token: string, type = 'application/secevent+jwt') {
  return answerOf(app.inject({ method: 'POST', url: eventsUrl, headers: { 'content-type': type }, payload: token }))
}

async function answerOf(injected: Promise<LightMyRequestResponse>) {
  const { statusCode: status, body: text, headers } = await injected
  return { status, headers, text, body: text === '' ? undefined : JSON.parse(text) }
}

/** Has Kakao tell an event of 지윤, unless another is named, and the server work it off. */
export async function tell(app: FastifyInstance, kakao: KakaoServer, event: string, more: Partial<EventOptions> = {}) {
  const { status, text } = await postEvent(app, await kakao.eventToken({ event, userId: jiyunId, ...more }))
  if (status !== 202) throw new Error(`${event} was answered ${status}: ${text}`)
  await app.social.flush()
}

/** What is to be done with providers, as it waits. */
export function waitingTasks(app: FastifyInstance) {
  return readRows(app, 'select kind, provider, uid, details, attempts, due from rest_auth_task order by id')
}

/** The events of the audit trail of some kinds, oldest first. */
export function auditOf(app: FastifyInstance, ...names: string[]) {
  const places = names.map(() => '?').join(', ')
  return readRows(
    app,
    `select event, user_id, details from rest_auth_event where event in (${places}) order by id`,
    ...names
  )
}

/** The open sessions: whose, and how they began. */
export function openSessions(app: FastifyInstance): string[] {
  const rows = readRows(
    app,
    'select user_id, method from rest_auth_session where ended is null order by user_id, method'
  )
  return rows.map(({ user_id: userId, method }) => `${userId} by ${method}`)
}

/** Keeps the server from working off what is queued by itself, until a test says `flush`. */
export function holdWork(t: Test, app: FastifyInstance): void {
  t.intercept(app.social, 'wake', { value() {} })
}
