// What knows who somebody is must not know it from a database that does not answer.
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { createApp, djangoDatabase, obtain, post } from '../helper.ts'

t.test('while the database cannot be read', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const token = await obtain(app)
  const headers = { authorization: `JWT ${token}` }
  const { findWithSession } = app.database.users
  app.database.users.findWithSession = async () => {
    throw new Sqlite.SqliteError('disk I/O error', 'SQLITE_IOERR_READ')
  }

  t.test('authenticate answers 503 with Retry-After, and lets nobody through', async t => {
    const response = await app.inject({ url: '/whoami', headers })
    t.equal(response.statusCode, 503)
    t.equal(response.headers['retry-after'], '5')
    t.same(response.json(), { detail: 'Service temporarily unavailable, try again later.' })
  })

  t.test('verify answers 503 as well', async t => {
    t.match(await post(app, '/api-jwt-auth/verify/', { token }), { status: 503 })
  })

  t.test('a forged token is refused all the same', async t => {
    const forged = await app.inject({ url: '/whoami', headers: { authorization: `JWT ${token.slice(0, -4)}AAAA` } })
    t.equal(forged.statusCode, 401)
  })

  t.test('and afterwards the token is good again', async t => {
    app.database.users.findWithSession = findWithSession
    t.equal((await app.inject({ url: '/whoami', headers })).statusCode, 200)
  })
})

t.test('with JWT_AUTH_CHECK=claims tokens are known without the database', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), jwtAuthCheck: 'claims' })
  const token = await obtain(app)
  await app.database.close()
  t.equal((await app.inject({ url: '/whoami', headers: { authorization: `JWT ${token}` } })).statusCode, 200)
})
