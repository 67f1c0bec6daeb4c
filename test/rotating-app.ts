// A server whose logins hand out refresh tokens that are good once, and what is done with them.
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import type { SuiteOptions } from '../app.ts'
import { password, post, readRows } from './helper.ts'
import { createMailingApp } from './mailing-app.ts'

export const refreshUrl = '/api-jwt-auth/refresh/'

export interface Pair {
  token: string
  refresh_token: string
}

/** A server on a copy of Django's database, its clock and its mails. */
export function createRotatingApp(t: Test, options: SuiteOptions = {}) {
  return createMailingApp(t, { jwtAllowRefresh: false, jwtRefreshMode: 'rotating', ...options })
}

/** A new login of a user of Django's database. */
export async function logInPair(app: FastifyInstance, username = 'alice', secret = password): Promise<Pair> {
  const { status, body } = await post(app, '/api-jwt-auth/', { username, password: secret })
  if (status !== 200) throw new Error(`${username} cannot log in: ${JSON.stringify(body)}`)
  return body
}

export function refresh(app: FastifyInstance, refreshToken: string, headers: Record<string, string> = {}) {
  return post(app, refreshUrl, { refresh_token: refreshToken }, headers)
}

/** The next pair, of a refresh token that is good. */
export async function mustRefresh(app: FastifyInstance, refreshToken: string): Promise<Pair> {
  const { status, body } = await refresh(app, refreshToken)
  if (status !== 200) throw new Error(`not refreshed: ${JSON.stringify(body)}`)
  return body
}

/** What is answered to a request with a token. */
export async function statusOf(app: FastifyInstance, token: string): Promise<number> {
  return (await app.inject({ url: '/whoami', headers: { authorization: `JWT ${token}` } })).statusCode
}

export const refusals = {
  invalid: { status: 400, body: { non_field_errors: ['Refresh token is invalid.'] } },
  reused: {
    status: 400,
    body: { non_field_errors: ['Refresh token was used before. The session has been ended.'] }
  },
  ended: { status: 400, body: { non_field_errors: ['Session has ended.'] } },
  expired: { status: 400, body: { non_field_errors: ['Refresh has expired.'] } }
}

/** The refresh tokens that are kept, in the order of their making. */
export function keptTokens(app: FastifyInstance): { hash: string; used: string | null }[] {
  const rows = readRows(app, 'select hash, used from rest_auth_refresh_token order by rowid')
  return rows.map(({ hash, used }) => ({ hash: String(hash), used: used === null ? null : String(used) }))
}

/** When the one session of a server ended. */
export function endOfSession(app: FastifyInstance): unknown {
  const rows = readRows(app, "select ended from rest_auth_session where method <> 'end of all'")
  if (rows.length !== 1) throw new Error(`${rows.length} sessions`)
  return rows[0]?.ended
}
