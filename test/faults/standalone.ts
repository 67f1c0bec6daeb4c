// The server that `npm start` runs, on a new database in the folder of a test, and who uses it.
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { Test } from 'tap'
import { kill, type Start, send, startStandalone } from '../standalone-server.ts'

export const passphrase = 'a lovely passphrase'
export const registrationUrl = '/rest-auth/registration/'

/** A registration of somebody by their name. */
export const registration = (username: string) => ({
  username,
  email: `${username}@example.com`,
  password1: passphrase,
  password2: passphrase
})

/** Starts one, which ends with the test, and returns how to use it once it listens. */
export async function runStandalone(t: Test, { settings = {}, ...start }: Start = {}) {
  const folder = t.testdirName
  const path = settings.DATABASE_URL?.slice('file:'.length) ?? join(folder, 'db.sqlite3')
  const own = { DATABASE_URL: `file:${path}`, EMAIL_URL: `file:${join(folder, 'mails')}`, DOCS: 'off' }
  const server = startStandalone({ settings: { ...own, ...settings }, ...start })
  t.teardown(() => kill(server))
  const url = await server.url()
  return {
    ...server,
    url,
    path,
    pid: server.process.pid ?? 0,
    post: (where: string, payload: object) => send(`${url}${where}`, payload),
    get: (where: string, token: string) => send(`${url}${where}`, undefined, { authorization: `JWT ${token}` }),
    /** A new user, and their token. */
    async register(username: string): Promise<string> {
      const { status, body } = await send(`${url}${registrationUrl}`, registration(username))
      if (status !== 201) throw new Error(`${username} is not registered: ${JSON.stringify(body)}`)
      return (body as { token: string }).token
    }
  }
}

export type Standalone = Awaited<ReturnType<typeof runStandalone>>

/** What a database file says, read beside the server. */
export function readFile(path: string, sql: string): unknown[] {
  const connection = new Sqlite(path, { readonly: true })
  try {
    return connection.prepare(sql).pluck().all()
  } finally {
    connection.close()
  }
}

/** Whether its pages and references are in order. */
export function isWhole(path: string): boolean {
  const [integrity] = readFile(path, 'PRAGMA integrity_check')
  return integrity === 'ok' && readFile(path, 'PRAGMA foreign_key_check').length === 0
}
