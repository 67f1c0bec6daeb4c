import Sqlite from 'better-sqlite3'
import type { FastifyInstance } from 'fastify'
import { post, readRows } from './helper.ts'
import { type KakaoPerson, type KakaoServer, me, type Respond, send, tokenInfo } from './kakao-server.ts'

/** The endpoints, and what they answer to most of what goes wrong. */
export const url = '/accounts/rest-auth/kakao/'
export const connectUrl = `${url}connect/`
export const incorrectValue = { non_field_errors: ['Incorrect value'] }
export const unavailable = { detail: 'Kakao cannot be reached, try again later.' }

/** Who `tok-jiyun` is: user 6 of Django's database. */
export const jiyun: KakaoPerson = { id: '3700000001', nickname: '지윤', email: 'jiyun@kakao.example' }

export function logIn(app: FastifyInstance, accessToken: unknown, headers: Record<string, string> = {}) {
  return post(app, url, { access_token: accessToken }, headers)
}

/** Connects a Kakao account to the user of one of our tokens. */
export function connect(
  app: FastifyInstance,
  token: string,
  accessToken: unknown,
  headers: Record<string, string> = {}
) {
  return post(app, connectUrl, { access_token: accessToken }, { authorization: `JWT ${token}`, ...headers })
}

/** Changes the database beside the server, as Django would. */
export function execute(app: FastifyInstance, sql: string): void {
  const connection = new Sqlite(app.database.path)
  try {
    connection.exec(sql)
  } finally {
    connection.close()
  }
}

const tables = [
  'auth_user',
  'account_emailaddress',
  'socialaccount_socialapp',
  'socialaccount_socialapp_sites',
  'socialaccount_socialaccount',
  'socialaccount_socialtoken',
  'rest_auth_session'
]

/** Every row that a login could write. */
export function allRows(app: FastifyInstance) {
  return Object.fromEntries(tables.map(table => [table, readRows(app, `select * from ${table}`)]))
}

export function countRows(app: FastifyInstance) {
  return Object.fromEntries(Object.entries(allRows(app)).map(([table, rows]) => [table, rows.length]))
}

/** The counts after the first login on a new database, and before it. */
export const oneOfEach = Object.fromEntries(tables.map(table => [table, 1]))
export const noneOfAny = Object.fromEntries(tables.map(table => [table, 0]))

export const tokenInfoPath = '/v1/user/access_token_info'
export const profilePath = '/v2/user/me'

/** The two questions of a login, in their order. */
export const questions = [
  ['the token info', tokenInfoPath],
  ['the user data', profilePath]
] as const

/** Has Kakao answer one of the two by hand, and the other as 지윤. */
export function respondTo(kakao: KakaoServer, token: string, path: string, respond: Respond): void {
  kakao.tokens.set(token, {
    person: jiyun,
    respond: (request, response) => {
      const [asked] = String(request.url).split('?')
      if (asked === path) respond(request, response)
      else send(response, 200, asked === profilePath ? me(jiyun) : tokenInfo({ person: jiyun }))
    }
  })
}

export function answering(status: number, body: string | Buffer): Respond {
  return (_request, response) => send(response, status, body)
}

/** An error as Kakao's API tells it. */
export function answeringCode(status: number, code: number, more: object = {}): Respond {
  return answering(status, JSON.stringify({ msg: 'Kakao says no', code, ...more }))
}
