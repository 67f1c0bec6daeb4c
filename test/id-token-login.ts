// Logins by id_token, at an app that knows all the keys of the emulated Kakao app.
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import type { SuiteOptions } from '../app.ts'
import { createKakaoApp, post } from './helper.ts'
import { url } from './kakao-login.ts'

/** The keys of the emulated app, as settings. */
export const kakaoKeys = {
  kakaoRestApiKey: 'kakao-rest-api-key',
  kakaoNativeAppKey: 'kakao-native-app-key',
  kakaoClientSecret: 'kakao-client-secret'
}

/** An app and the emulator; the clock of both can be set, in milliseconds. */
export async function createIdTokenApp(t: Test, options: SuiteOptions = {}) {
  const { app, kakao } = await createKakaoApp(t, { ...kakaoKeys, ...options })
  return { app, kakao }
}

/** Logs in with whatever a body says. */
export const logInWith = (app: FastifyInstance, body: object) => post(app, url, body)

/** How often the issuer was asked for its keys. */
export const keyFetches = (asked: string[]) => asked.filter(line => line === 'GET /.well-known/jwks.json').length
