// What the emulator's own tests ask it, as an app and its server would.
import type { Test } from 'tap'
import { type KakaoOptions, type KakaoServer, startKakaoServer, type TokenAnswer } from '../kakao-server.ts'

export const redirectUri = 'http://127.0.0.1:8000/login/kakao/callback/?from=kakao'

/** The emulator, for as long as the test runs. */
export async function startKakao(t: Test, options?: KakaoOptions): Promise<KakaoServer> {
  const kakao = await startKakaoServer(0, options)
  t.teardown(() => kakao.close())
  return kakao
}

/** A clock that stands still until it is moved, by seconds. */
export function standingClock(start = '2026-11-20T09:00:00Z') {
  let time = Date.parse(start)
  return {
    now: () => time,
    move: (seconds: number) => {
      time += seconds * 1000
    }
  }
}

/** Where an app sends the browser; undefined takes a parameter away. */
export function loginUrl(kakao: KakaoServer, parameters: Record<string, string | undefined> = {}): string {
  const all = { client_id: kakao.app.restApiKey, redirect_uri: redirectUri, response_type: 'code', ...parameters }
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return `${kakao.url}/oauth/authorize?${new URLSearchParams(given)}`
}

/** A code for 지윤, unless it is another's. */
export function codeOf(
  kakao: KakaoServer,
  parameters: Record<string, string | undefined> = {},
  personId = '3700000001'
): string {
  return new URL(kakao.authorize(loginUrl(kakao, parameters), { personId })).searchParams.get('code') ?? ''
}

export interface Told {
  status: number
  text: string
  json: Record<string, unknown>
}

async function read(response: Response): Promise<Told> {
  const text = await response.text()
  return { status: response.status, text, json: JSON.parse(text) }
}

export async function get(kakao: KakaoServer, path: string, authorization?: string): Promise<Told> {
  return read(await fetch(kakao.url + path, authorization === undefined ? {} : { headers: { authorization } }))
}

export async function post(
  kakao: KakaoServer,
  path: string,
  form: Record<string, string> = {},
  authorization?: string
): Promise<Told> {
  const headers = authorization === undefined ? {} : { authorization }
  return read(await fetch(kakao.url + path, { method: 'POST', headers, body: new URLSearchParams(form) }))
}

/** Asks the token endpoint as a server does; an empty text takes a parameter away. */
export function askTokens(kakao: KakaoServer, form: Record<string, string>): Promise<Told> {
  const usual = { client_id: kakao.app.restApiKey, client_secret: 'kakao-client-secret' }
  const given = Object.entries({ ...usual, ...form }).filter(([, value]) => value !== '')
  return post(kakao, '/oauth/token', Object.fromEntries(given))
}

export function exchange(kakao: KakaoServer, code: string, more: Record<string, string> = {}): Promise<Told> {
  return askTokens(kakao, { grant_type: 'authorization_code', redirect_uri: redirectUri, code, ...more })
}

export function refresh(kakao: KakaoServer, refreshToken: string, more: Record<string, string> = {}): Promise<Told> {
  return askTokens(kakao, { grant_type: 'refresh_token', refresh_token: refreshToken, ...more })
}

/** A whole login on the web. */
export async function logIn(
  kakao: KakaoServer,
  parameters: Record<string, string | undefined> = {},
  personId?: string
): Promise<TokenAnswer> {
  const { status, json, text } = await exchange(kakao, codeOf(kakao, parameters, personId))
  if (status !== 200) throw new Error(`no login: ${text}`)
  return json as unknown as TokenAnswer
}

export const me = (kakao: KakaoServer, token: string, query = '') =>
  get(kakao, `/v2/user/me${query}`, `Bearer ${token}`)
export const tokenInfo = (kakao: KakaoServer, token: string) =>
  get(kakao, '/v1/user/access_token_info', `Bearer ${token}`)
