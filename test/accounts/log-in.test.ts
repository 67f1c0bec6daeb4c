import type { FastifyInstance } from 'fastify'
import t from 'tap'
import type { Accounts } from '../../accounts/context.ts'
import { logIn } from '../../accounts/log-in.ts'
import { createApp, djangoDatabase, password, readRows } from '../helper.ts'
import { writeRows } from '../outside.ts'

const origin = { ipAddress: '192.0.2.7', userAgent: 'tests', language: 'en' as const }
const alice = { username: 'alice', password }

/** The acts of a server in which something happens each time when a password has been checked. */
function happening(app: FastifyInstance, happen: () => void): Accounts {
  const passwords: Accounts['passwords'] = {
    ...app.passwords,
    async verify(given, encoded) {
      const isRight = await app.passwords.verify(given, encoded)
      happen()
      return isRight
    }
  }
  return { ...app.accounts, passwords }
}

t.test('a password that is changed while it is checked opens no door', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const changed = await app.passwords.hash('another passphrase')
  const accounts = happening(app, () => writeRows(app, 'update auth_user set password = ? where id = 1', changed))
  const error = await logIn(accounts, alice, origin).catch((error: unknown) => error)
  t.match(error, { fields: { non_field_errors: [{ name: 'badCredentials' }] } })
  t.same(readRows(app, 'select password, last_login from auth_user where id = 1'), [
    { password: changed, last_login: null }
  ])
  t.same(readRows(app, 'select * from rest_auth_session'), [])
})

t.test('a user who is disabled while their password is checked gets no token', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const accounts = happening(app, () => writeRows(app, 'update auth_user set is_active = 0 where id = 1'))
  const error = await logIn(accounts, alice, origin).catch((error: unknown) => error)
  t.match(error, { fields: { non_field_errors: [{ name: 'badCredentials' }] } })
  t.same(readRows(app, 'select * from rest_auth_session'), [])
})

t.test('a hash that another login rewrites meanwhile is looked at again', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const rewritten = await app.passwords.hash(password)
  const accounts = happening(app, () => writeRows(app, 'update auth_user set password = ? where id = 1', rewritten))
  const { user } = await logIn(accounts, alice, origin)
  t.equal(user.id, 1)
  t.same(readRows(app, 'select password from auth_user where id = 1'), [{ password: rewritten }])
})

t.test('one that is rewritten again and again is given up after three looks', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const hashes = await Promise.all(Array.from({ length: 5 }, () => app.passwords.hash(password)))
  let looks = 0
  const accounts = happening(app, () => {
    writeRows(app, 'update auth_user set password = ? where id = 1', hashes[looks++])
  })
  const error = await logIn(accounts, alice, origin).catch((error: unknown) => error)
  t.match(error, { statusCode: 503, retryAfter: 5 })
  t.equal(looks, 3)
  t.same(readRows(app, 'select * from rest_auth_session'), [])
})
