import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { openDatabase } from '../../db/open.ts'
import { createApp, djangoDatabase, obtain, password, post, readRows } from '../helper.ts'
import { kill, startStandalone } from '../standalone-server.ts'

const login = { username: 'alice', password }
const registration = {
  username: 'newbie',
  password1: 'a lovely passphrase',
  password2: 'a lovely passphrase'
}

t.test('a database that becomes read-only', async t => {
  // A file cannot be made so under a process that has it open, but SQLite's own switch answers like one that is.
  const captured = t.capture(Sqlite.prototype, 'pragma', Sqlite.prototype.pragma)
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const [writer] = captured().map(call => call.receiver as Sqlite.Database)
  const token = await obtain(app)
  const before = readRows(app, 'select * from auth_user')
  writer?.pragma('query_only = ON')

  t.test('answers 503 to what writes', async t => {
    const writes: [url: string, payload: object][] = [
      ['/rest-auth/login/', login],
      ['/rest-auth/registration/', registration],
      ['/api-jwt-auth/refresh/', { token }]
    ]
    for (const [url, payload] of writes) {
      const { status, body, headers } = await post(app, url, payload)
      t.equal(status, 503, url)
      t.same(body, { detail: 'Service temporarily unavailable, try again later.' })
      t.equal(headers['retry-after'], '5')
    }
  })

  t.test('answers what reads', async t => {
    const whoami = await app.inject({ url: '/whoami', headers: { authorization: `JWT ${token}` } })
    t.equal(whoami.statusCode, 200)
    t.match(await post(app, '/api-jwt-auth/verify/', { token }), { status: 200 })
  })

  t.test('and works by itself when it can be written again', async t => {
    t.same(readRows(app, 'select * from auth_user'), before)
    writer?.pragma('query_only = OFF')
    t.match(await post(app, '/rest-auth/login/', login), { status: 200 })
    t.match(await post(app, '/rest-auth/registration/', registration), { status: 201 })
  })
})

t.test('a database that may not be written stops the start with one line, and stays as it is', async t => {
  const nobody = 65_534
  const isRoot = process.getuid?.() === 0
  const folder = mkdtempSync(join(tmpdir(), 'rest-auth-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'db.sqlite3')
  await (await openDatabase({ url: `file:${path}` })).close()
  chmodSync(path, 0o444) // which holds for anybody but root
  if (isRoot) chownSync(folder, 0, nobody)
  chmodSync(folder, 0o555)
  t.teardown(() => chmodSync(folder, 0o755))
  const settings = { DATABASE_URL: `file:${path}`, EMAIL_URL: 'console:' }
  const server = startStandalone({ settings, ...(isRoot && { uid: nobody }) })
  t.teardown(() => kill(server))
  t.match(await server.ended(), { code: 1 })
  const lines = server.output.stderr.trimEnd().split('\n')
  t.equal(lines.length, 1)
  t.match(lines[0], `fastify-rest-auth: DATABASE_URL file:${path} cannot be opened: `)
})
