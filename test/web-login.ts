// A browser that logs in by Kakao, step by step: to Kakao, back, and to the front end, which picks the login up.
import { createHash } from 'node:crypto'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import type { SuiteOptions } from '../app.ts'
import { createApp, post, readRows } from './helper.ts'
import { countRows, noneOfAny } from './kakao-login.ts'
import { type Choice, type KakaoServer, kakaoAppId, startKakaoServer } from './kakao-server.ts'
import { createClock } from './outside.ts'

export const beginUrl = '/accounts/kakao/login/'
export const callbackUrl = `${beginUrl}callback/`
export const pickUpUrl = '/accounts/rest-auth/kakao/'
/** The same as Kakao is told it, by the site's row of a new database. */
export const redirectUri = 'https://example.com/accounts/kakao/login/callback/'
export const cookieName = 'rest_auth_kakao_login'
export const jiyun = '3700000001'

/** The code_verifier of a front end, and its code_challenge. */
export const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
export const challenge = createHash('sha256').update(verifier).digest('base64url')

/** The settings of a server that knows the emulated Kakao app. */
export function kakaoSettings({ url }: KakaoServer): SuiteOptions {
  return {
    kakaoAppId,
    kakaoApiUrl: url,
    kakaoAuthUrl: url,
    kakaoRestApiKey: 'kakao-rest-api-key',
    kakaoClientSecret: 'kakao-client-secret',
    kakaoNativeAppKey: 'kakao-native-app-key'
  }
}

/** A server, the emulator, and the clock that both go by; settings may depend on where the emulator is. */
export async function createWebApp(t: Test, given: SuiteOptions | ((kakao: KakaoServer) => SuiteOptions) = {}) {
  const clock = createClock()
  const kakao = await startKakaoServer(0, { now: clock.now })
  t.teardown(() => kakao.close())
  const options = typeof given === 'function' ? given(kakao) : given
  const app = await createApp(t, { ...kakaoSettings(kakao), now: clock.now, ...options })
  return { app, kakao, clock }
}

type Headers = Record<string, string>

/** A login that was begun: where Kakao is asked, and what the browser carries. */
export interface Begun {
  status: number
  /** Kakao's address, with what it is asked. */
  location: string
  asked: URLSearchParams
  setCookie: string
  /** `name=value` */
  cookie: string
}

export async function begin(app: FastifyInstance, query: Headers = {}, headers: Headers = {}): Promise<Begun> {
  const response = await app.inject({ url: `${beginUrl}?${new URLSearchParams(query)}`, headers })
  if (response.statusCode !== 302) throw new Error(`not begun: ${response.statusCode} ${response.body}`)
  const { location = '', 'set-cookie': setCookie } = response.headers
  const [cookie = ''] = String(setCookie).split(';')
  const { searchParams } = new URL(location)
  return { status: response.statusCode, location, asked: searchParams, setCookie: String(setCookie), cookie }
}

/** What Kakao sends the browser back with, once the person has answered it. */
export function answerKakao(kakao: KakaoServer, { location }: Begun, choice: Choice = { personId: jiyun }): string {
  return new URL(kakao.authorize(location, choice)).search
}

/** The browser comes back, with its cookie. */
export function comeBack(
  app: FastifyInstance,
  query: string,
  cookie: string,
  headers: Headers = {}
): Promise<LightMyRequestResponse> {
  return app.inject({ url: callbackUrl + query, headers: { cookie, ...headers } })
}

/** From the click to the front end: the last answer of the server. */
export async function logInByBrowser(
  { app, kakao }: { app: FastifyInstance; kakao: KakaoServer },
  query: Headers = {},
  choice?: Choice
): Promise<LightMyRequestResponse> {
  const begun = await begin(app, query)
  return comeBack(app, answerKakao(kakao, begun, choice), begun.cookie)
}

/** The login_code in the address where a login ended. */
export function loginCodeIn({ headers, body }: LightMyRequestResponse): string {
  const code = new URL(String(headers.location), 'http://server.example').searchParams.get('login_code')
  if (code === null) throw new Error(`no login_code in ${headers.location} ${body}`)
  return code
}

export function pickUp(app: FastifyInstance, loginCode: string, codeVerifier?: string) {
  const body = { login_code: loginCode, ...(codeVerifier !== undefined && { code_verifier: codeVerifier }) }
  return post(app, pickUpUrl, body)
}

/** How many rows a login has written, those of login codes with them. */
export function written(app: FastifyInstance) {
  return { ...countRows(app), rest_auth_login_code: readRows(app, 'select hash from rest_auth_login_code').length }
}

export const nothing = { ...noneOfAny, rest_auth_login_code: 0 }
