// Two servers on one database, as two processes are, and requests that are sent to both at once.
import Sqlite from 'better-sqlite3'
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import type { SuiteOptions } from '../../app.ts'
import { createApp, newDatabase, post } from '../helper.ts'
import { type KakaoServer, kakaoAppId, startKakaoServer } from '../kakao-server.ts'
import { type ReadMail, readMails } from '../mails.ts'
import { createClock } from '../outside.ts'

export const passphrase = 'a lovely passphrase'
export const passwords = { password1: passphrase, password2: passphrase }
export const newPasswords = (text: string) => ({ new_password1: text, new_password2: text })

export type Answer = Pick<Awaited<ReturnType<typeof post>>, 'status' | 'body'>

export interface Twins {
  apps: [FastifyInstance, FastifyInstance]
  kakao: KakaoServer
  clock: ReturnType<typeof createClock>
  mails(): Promise<ReadMail[]>
  /** Sends requests to the two in turns, all at once. */
  race(requests: readonly Race[]): Promise<Answer[]>
  /** The rows of the database. */
  rows(sql: string, ...parameters: unknown[]): Record<string, unknown>[]
}

export interface Race {
  method?: 'POST' | 'PATCH' | 'DELETE' | 'PUT'
  url: string
  payload?: object
  token?: string
}

/** The two, on a new database, with Kakao’s stand-in; all is closed with the test. */
export async function createTwins(t: Test, options: SuiteOptions = {}): Promise<Twins> {
  const databaseUrl = newDatabase(t)
  const folder = `${t.testdirName}/mails`
  const kakao = await startKakaoServer()
  t.teardown(() => kakao.close())
  const clock = createClock()
  const given = {
    databaseUrl,
    emailUrl: `file:${folder}`,
    now: clock.now,
    kakaoAppId,
    kakaoApiUrl: kakao.url,
    socialaccountStoreTokens: true,
    ...options
  }
  const apps: Twins['apps'] = [await createApp(t, given), await createApp(t, given)]
  const [app] = apps
  await Promise.all(apps.map(app => app.ready()))
  return {
    apps,
    kakao,
    clock,
    mails: () => readMails(folder),
    race: requests => Promise.all(requests.map((request, i) => ask(apps[i % 2 === 0 ? 0 : 1], request))),
    rows: (sql, ...parameters) => readBeside(app.database.path, sql, ...parameters)
  }
}

async function ask(app: FastifyInstance, { method = 'POST', url, payload, token }: Race): Promise<Answer> {
  const headers = token === undefined ? {} : { authorization: `JWT ${token}` }
  const response = await app.inject({ method, url, headers, ...(payload !== undefined && { payload }) })
  return { status: response.statusCode, body: response.body === '' ? undefined : response.json() }
}

/** Rows of a database file, read beside its servers. */
export function readBeside(path: string, sql: string, ...parameters: unknown[]): Record<string, unknown>[] {
  const connection = new Sqlite(path, { readonly: true })
  try {
    return connection.prepare<unknown[], Record<string, unknown>>(sql).all(...parameters)
  } finally {
    connection.close()
  }
}

/** A new user, by a registration. */
export async function registered(
  app: FastifyInstance,
  username: string,
  email?: string
): Promise<{ pk: number; token: string }> {
  const { status, body } = await post(app, '/rest-auth/registration/', {
    username,
    ...(email !== undefined && { email }),
    ...passwords
  })
  if (status !== 201) throw new Error(`${username} is not registered: ${JSON.stringify(body)}`)
  return { pk: body.user.pk, token: body.token }
}

/** How many answers have which status. */
export function statuses(answers: readonly Answer[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** One of each of `n`. */
export function times<Item>(n: number, item: (i: number) => Item): Item[] {
  return Array.from({ length: n }, (_, i) => item(i))
}

/** What must find no row after whatever happened on a database that began empty, by what it would mean. */
const halves: Record<string, string> = {
  'an address of a user without its row': `select username from auth_user where email <> '' and not exists
    (select 1 from account_emailaddress a where a.user_id = auth_user.id and a.email = auth_user.email)`,
  'two users of one name': `select a.username from auth_user a, auth_user b where a.id < b.id and lower(a.username) = lower(b.username)`,
  'two users of one address': `select a.email from auth_user a, auth_user b where a.id < b.id and a.email <> '' and lower(a.email) = lower(b.email)`,
  'two rows of one address': `select a.email from account_emailaddress a, account_emailaddress b where a.id < b.id and lower(a.email) = lower(b.email)`,
  'two primary addresses':
    'select user_id from account_emailaddress where "primary" = 1 group by user_id having count(*) > 1',
  'a social account without its token': `select uid from socialaccount_socialaccount where id not in (select account_id from socialaccount_socialtoken)`,
  'a user with no way in': `select username from auth_user where password like '!%' and id not in (select user_id from socialaccount_socialaccount)`,
  'a session without the event of its login': `select id from rest_auth_session where method <> 'end of all' and id not in
    (select session_id from rest_auth_event where event = 'login')`,
  'a refresh token without its session':
    'select hash from rest_auth_refresh_token where session_id not in (select id from rest_auth_session)'
}

/** Pages, references, and nothing that is there by half. */
export function checkIntegrity(t: Test, path: string): void {
  t.same(readBeside(path, 'pragma integrity_check'), [{ integrity_check: 'ok' }])
  t.same(readBeside(path, 'pragma foreign_key_check'), [])
  for (const [what, sql] of Object.entries(halves)) t.same(readBeside(path, sql), [], what)
}
