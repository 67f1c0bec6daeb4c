// One server that is two sites, by the Host of a request, and what stands in for Kakao.
import type { FastifyInstance, InjectOptions } from 'fastify'
import type { Test } from 'tap'
import type { SuiteOptions } from '../app.ts'
import { createMailingApp } from './mailing-app.ts'
import { startProviderServer } from './provider-server.ts'

/** The hosts of the sites of Django's database, 1 and 2, and one that is no site's. */
export const first = { host: 'example.com' }
export const second = { host: 'second.example.com' }
export const unknown = { host: 'elsewhere.example' }

/** What is answered to who comes to a host that is no site's. */
export const noSite = { status: 400, body: { detail: 'There is no site at this address.' } }

/** Where Kakao gives tokens, and tells of people. */
export const tokenUrl = 'https://kauth.kakao.com/oauth/token'
export const infoUrl = 'https://kapi.kakao.com/v1/user/access_token_info'
const profileUrl = 'https://kapi.kakao.com/v2/user/me'
const answers = {
  [tokenUrl]: { access_token: 'kakao-access', refresh_token: 'kakao-refresh', expires_in: 21_599 },
  [infoUrl]: { id: 42, app_id: 770_001, expires_in: 7000 },
  [profileUrl]: { id: 42, properties: { nickname: '하늘' } }
}

/** A server on a copy of Django's database, the mails that it has sent, its clock, and Kakao. */
export async function createTwoSites(t: Test, options: SuiteOptions = {}) {
  const kakao = await startProviderServer(t, answers)
  const { dispatcher } = kakao
  const settings = { siteId: 'auto', kakaoRestApiKey: 'key-of-settings', kakaoAppId: 770_001, dispatcher } as const
  return { ...(await createMailingApp(t, { ...settings, ...options })), kakao }
}

/** An answer, with its body read where it is JSON. */
export async function ask(app: FastifyInstance, options: InjectOptions) {
  const { statusCode: status, headers, body } = await app.inject(options)
  const isJson = String(headers['content-type']).startsWith('application/json')
  return { status, headers, body: isJson ? JSON.parse(body) : body }
}
