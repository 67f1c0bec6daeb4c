import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { database } from '../../plugins/database.ts'
import { bobsPassword, createApp, djangoDatabase, newDatabase, obtain, post, readRows } from '../helper.ts'
import { openBeside } from '../outside.ts'

function createServer(t: Test) {
  const app = Fastify()
  t.teardown(() => app.close())
  return app
}

t.test('the instance is decorated with the tables of the database', async t => {
  const app = createServer(t)
  await app.register(database, { url: djangoDatabase(t) })
  t.match(await app.database.users.find(1), { username: 'alice' })
})

t.test('a new database is made and has its tables', async t => {
  const app = createServer(t)
  await app.register(database, { url: newDatabase(t) })
  t.match(readRows(app, 'select id, domain from django_site'), [{ id: 1, domain: 'example.com' }])
  t.same(readRows(app, 'select * from auth_user'), [])
})

t.test('it is closed with the server', async t => {
  const app = Fastify()
  await app.register(database, { url: djangoDatabase(t) })
  await app.close()
  await t.rejects(app.database.users.find(1), { message: 'The database connection is not open' })
})

t.test('the whole of what a commit waits for is a setting', async t => {
  const app = createServer(t)
  await app.register(database, { url: newDatabase(t), synchronous: 'full' })
  t.same(readRows(app, 'select count(*) as n from auth_user'), [{ n: 0 }])
})

t.test('a file that is no database stops the start with one line', async t => {
  const path = join(t.testdir(), 'db.sqlite3')
  writeFileSync(path, 'this is a text, and long enough to be taken for a database at first sight'.repeat(100))
  const app = createServer(t)
  await t.rejects(async () => app.register(database, { url: `file:${path}` }), {
    code: 'REST_AUTH_START',
    message: `DATABASE_URL file:${path} cannot be opened: file is not a database`
  })
})

t.test('a wrong or unknown option stops the start with one line that names it', async t => {
  const url = newDatabase(t)
  const cases: [options: object, line: string][] = [
    [{ url: '' }, 'DATABASE_URL takes file:PATH, not ""'],
    [{ url: 5 }, 'DATABASE_URL takes file:PATH, not 5'],
    [{ url: 'mysql://root:secret@host/db' }, 'DATABASE_URL takes file:PATH, not "mysql:…"'],
    [{ url, synchronous: 'off' }, 'DATABASE_SYNCHRONOUS takes normal or full, not "off"'],
    [{ url, path: 'db.sqlite3' }, 'database has no option path']
  ]
  for (const [options, line] of cases) {
    const start = async () => createServer(t).register(database, options)
    await t.rejects(start, { code: 'REST_AUTH_START', message: line })
  }
})

t.test('while another process holds the database', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const token = await obtain(app)
  const before = readRows(app, 'select * from auth_user')
  const sessions = readRows(app, 'select * from rest_auth_session')
  const other = openBeside(app)
  t.teardown(() => other.close())
  other.exec('BEGIN EXCLUSIVE')
  const began = performance.now()
  const writing: [url: string, payload: object][] = [
    ['/api-jwt-auth/', { username: 'bob', password: bobsPassword }],
    ['/api-jwt-auth/refresh/', { token }],
    [
      '/rest-auth/registration/',
      { username: 'newbie', password1: 'a lovely passphrase', password2: 'a lovely passphrase' }
    ]
  ]
  const crowd: typeof writing = Array.from({ length: 100 }, () => ['/api-jwt-auth/refresh/', { token }])
  const answers = await Promise.all([...writing, ...crowd].map(([url, payload]) => post(app, url, payload)))
  const seconds = (performance.now() - began) / 1000

  t.test('what writes is answered 503 with Retry-After', async t => {
    for (const { status, body, headers } of answers) {
      t.equal(status, 503)
      t.same(body, { detail: 'Service temporarily unavailable, try again later.' })
      t.equal(headers['retry-after'], '5')
    }
  })

  t.test('within five seconds, however many wait', async t => {
    t.ok(seconds < 5, `${seconds} seconds`)
  })

  t.test('what reads is answered', async t => {
    const response = await app.inject({ url: '/whoami', headers: { authorization: `JWT ${token}` } })
    t.equal(response.statusCode, 200)
    t.match(await post(app, '/api-jwt-auth/verify/', { token }), { status: 200 })
  })

  t.test('nothing is written, and afterwards everything works, the token too', async t => {
    other.exec('ROLLBACK')
    t.same(readRows(app, 'select * from auth_user'), before)
    t.same(readRows(app, 'select * from rest_auth_session'), sessions)
    for (const [url, payload] of writing) {
      const { status } = await post(app, url, payload)
      t.ok(status === 200 || status === 201, url)
    }
  })
})
