import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { type SuiteOptions, suite } from '../app.ts'
import { type KakaoServer, kakaoAppId, startKakaoServer } from './kakao-server.ts'

/** Signs the tokens of the tests; long enough, and nobody's. */
export const secretKey = 'a secret of the tests, 32 bytes or more'

/** The password of the people in Django's database; bob has his own. */
export const password = 'correct horse battery'
export const bobsPassword = 'tr0ub4dor and three'

/** A new file's URL in a folder that goes with the test. */
export function newDatabase(t: Test): string {
  return `file:${join(t.testdir(), 'db.sqlite3')}`
}

/** The URL of a copy of the database that a real Django wrote (Django 3.2, allauth 0.51). */
export function djangoDatabase(t: Test): string {
  const path = join(t.testdir(), 'db.sqlite3')
  copyFileSync(fileURLToPath(new URL('django/db.sqlite3', import.meta.url)), path)
  return `file:${path}`
}

/**
 * The same with hashes of one kind, Django's usual one, for tests that are not about hashes: a check that fails does the
 * work of every kind that is in use, 0.4 s of processor time with all of them.
 */
export function oneHasherDatabase(t: Test): string {
  const url = djangoDatabase(t)
  const connection = new Sqlite(url.slice('file:'.length))
  try {
    connection.exec(`update auth_user set password = (select password from auth_user where username = 'alice')
                     where username in ('hash_pbkdf2_sha1', 'hash_argon2', 'hash_bcrypt_sha256')`)
  } finally {
    connection.close()
  }
  return url
}

/** A server with the whole suite, on a new database unless one is given; closed with the test. */
export async function createApp(t: Test, options: SuiteOptions = {}): Promise<FastifyInstance> {
  const app = Fastify()
  t.teardown(() => app.close())
  const { databaseUrl = newDatabase(t) } = options
  await app.register(suite, { secretKey, jwtAllowRefresh: true, rateLimit: false, ...options, databaseUrl })
  app.get('/whoami', { onRequest: app.authenticate }, async request => request.user)
  return app
}

/** The same with Kakao's stand-in, which is closed with the test as well. */
export async function createKakaoApp(
  t: Test,
  options: SuiteOptions = {}
): Promise<{ app: FastifyInstance; kakao: KakaoServer }> {
  const kakao = await startKakaoServer()
  t.teardown(() => kakao.close())
  const app = await createApp(t, {
    kakaoAppId,
    kakaoApiUrl: kakao.url,
    kakaoAuthUrl: kakao.url,
    kakaoRestApiKey: 'kakao-rest-api-key',
    socialaccountStoreTokens: true,
    ...options
  })
  return { app, kakao }
}

/** What the rows of the server's database say, read beside it. */
export function readRows(app: FastifyInstance, sql: string, ...parameters: unknown[]): Record<string, unknown>[] {
  const connection = new Sqlite(app.database.path, { readonly: true })
  try {
    return connection.prepare<unknown[], Record<string, unknown>>(sql).all(...parameters)
  } finally {
    connection.close()
  }
}

/** Posts JSON and returns the status and the body. */
export async function post(app: FastifyInstance, url: string, payload: object, headers: Record<string, string> = {}) {
  const response = await app.inject({ method: 'POST', url, payload, headers })
  return { status: response.statusCode, body: response.json(), headers: response.headers }
}

/** A token for a user of Django's database. */
export async function obtain(app: FastifyInstance, username = 'alice', secret = password): Promise<string> {
  const { status, body } = await post(app, '/api-jwt-auth/', { username, password: secret })
  if (status !== 200) throw new Error(`${username} cannot log in: ${JSON.stringify(body)}`)
  return body.token
}
