// The admin of a server with the emulated Kakao, and who may work in it.
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import type { SuiteOptions } from '../app.ts'
import { type AdminAnswer, type AdminBrowser, createAdminApp, openAdmin } from './admin-app.ts'
import { readRows } from './helper.ts'
import { startKakaoServer } from './kakao-server.ts'
import { createClock, writeRows } from './outside.ts'

/** What it takes to be asked once more for the password, in seconds. */
const tooLong = 16 * 60

/** A server on Django's database, which knows nothing of Kakao but where it is, its superuser, and the clock. */
export async function createSocialAdmin(t: Test, options: SuiteOptions = {}) {
  const clock = createClock()
  const kakao = await startKakaoServer(0, { now: clock.now })
  t.teardown(() => kakao.close())
  const urls = { kakaoApiUrl: kakao.url, kakaoAuthUrl: kakao.url }
  const { app, admin } = await createAdminApp(t, { ...urls, now: clock.now, ...options })
  /** Has the password be shown too long ago. */
  const waitForConfirmation = () => {
    clock.seconds += tooLong
  }
  return { app, admin, kakao, clock, waitForConfirmation }
}

/** alice, who is of the staff and no superuser. */
export async function openStaff(app: FastifyInstance, headers: Record<string, string> = {}): Promise<AdminBrowser> {
  writeRows(app, "update auth_user set is_staff = 1 where username = 'alice'")
  const browser = openAdmin(app, headers)
  await browser.logIn('alice')
  return browser
}

/** What the newest event of a name says. */
export function lastEvent(app: FastifyInstance, event: string) {
  const [row] = readRows(app, 'select * from rest_auth_event where event = ? order by id desc', event)
  return row && { userId: row.user_id, sessionId: row.session_id, details: JSON.parse(String(row.details)) }
}

export const denied = { status: 403, body: { detail: 'You do not have permission to perform this action.' } }
export const toConfirm = { status: 403, body: { code: 'confirmation_required' } }
export const notFound = { status: 404, body: { detail: 'Not found.' } }

/** Those of an answer that a test compares. */
export const inShort = ({ status, body }: AdminAnswer) => ({ status, body })
