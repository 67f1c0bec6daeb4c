import type { FastifyInstance } from 'fastify'
import t from 'tap'
import type { Accounts } from '../../accounts/context.ts'
import { logIn, obtainToken } from '../../accounts/log-in.ts'
import { bobsPassword, createApp, djangoDatabase, password, readRows } from '../helper.ts'
import { writeRows } from '../outside.ts'
import { thrown } from './refusal.ts'

const origin = { ipAddress: '192.0.2.7', userAgent: 'tests', language: 'en' as const }
const alice = { username: 'alice', password }

/** The acts of a server in which something happens each time when a password has been checked. */
function happening(app: FastifyInstance, happen: () => void): Accounts {
  const passwords: Accounts['passwords'] = {
    ...app.passwords,
    async verifyAny(given, candidates) {
      const right = await app.passwords.verifyAny(given, candidates)
      happen()
      return right
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
  t.match(readRows(app, 'select * from rest_auth_session'), [{ id: 'end of all 1' }])
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

/** The acts of a server that counts the passwords it checks. */
function counting(app: FastifyInstance) {
  const counted = { checks: 0 }
  const accounts = happening(app, () => {
    counted.checks++
  })
  return { accounts, counted }
}

const badCredentials = { fields: { non_field_errors: [{ name: 'badCredentials' }] } }
const either = (text: string, password: string) => ({ username: text, email: text, password })

t.test('an address goes before a username that looks like it, and one password is checked', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  writeRows(app, "update auth_user set username = 'bob@example.com' where id = 1")
  const { accounts, counted } = counting(app)
  t.match(await thrown(logIn(accounts, either('bob@example.com', password), origin)), badCredentials)
  t.equal(counted.checks, 1)
  t.same(readRows(app, 'select * from rest_auth_session'), [])
  t.match(await logIn(accounts, either('bob@example.com', bobsPassword), origin), { user: { id: 2 } })
  t.equal(counted.checks, 2)
  t.same(readRows(app, 'select user_id from rest_auth_session'), [{ user_id: 2 }])
})

t.test('where a token is asked for, too, unless people log in by username alone', async t => {
  for (const [authenticationMethod, id] of [
    ['username_email', 2],
    ['email', 2],
    ['username', 1]
  ] as const) {
    const app = await createApp(t, {
      databaseUrl: djangoDatabase(t),
      accountAuthenticationMethod: authenticationMethod
    })
    writeRows(app, "update auth_user set username = 'bob@example.com' where id = 1")
    const secrets = [password, bobsPassword]
    const [right, wrong] = id === 1 ? secrets : secrets.reverse()
    const { accounts, counted } = counting(app)
    const ask = (secret = '') => obtainToken(accounts, { username: 'bob@example.com', password: secret }, origin)
    t.match(await thrown(ask(wrong)), badCredentials, authenticationMethod)
    t.match(await ask(right), { user: { id } }, authenticationMethod)
    t.equal(counted.checks, 2)
  }
})

t.test('a username that looks like nobody’s address lets its owner in, and one password is checked', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  writeRows(app, "update auth_user set username = 'free@example.com' where id = 1")
  const { accounts, counted } = counting(app)
  t.match(await thrown(logIn(accounts, either('free@example.com', 'wrong'), origin)), badCredentials)
  t.equal(counted.checks, 1)
  t.match(await logIn(accounts, either('free@example.com', password), origin), { user: { id: 1 } })
  t.equal(counted.checks, 2)
})

t.test('for nobody at all one password is checked as well', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const { accounts, counted } = counting(app)
  t.match(await thrown(logIn(accounts, either('nobody@example.com', password), origin)), badCredentials)
  t.equal(counted.checks, 1)
})

t.test('who is disabled is checked as nobody, with the right password as with a wrong one', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  writeRows(app, 'update auth_user set is_active = 0 where id = 1')
  const seen: (readonly string[])[] = []
  const { verifyAny } = app.passwords
  const passwords: Accounts['passwords'] = {
    ...app.passwords,
    verifyAny(given, candidates) {
      seen.push(candidates)
      return verifyAny(given, candidates)
    }
  }
  for (const given of [password, 'wrong']) {
    const attempt = logIn({ ...app.accounts, passwords }, { username: 'alice', password: given }, origin)
    t.match(await thrown(attempt), badCredentials)
  }
  t.same(seen, [[], []])
})

t.test('of several users with one address, whose password it is gets in', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), accountAuthenticationMethod: 'email' })
  writeRows(app, "update auth_user set email = 'both@example.com' where id in (1, 2)")
  const email = 'both@example.com'
  t.match(await logIn(app.accounts, { email, password: bobsPassword }, origin), { user: { id: 2 } })
  t.match(await logIn(app.accounts, { email, password }, origin), { user: { id: 1 } })
  t.match(await thrown(logIn(app.accounts, { email, password: 'neither of them' }, origin)), badCredentials)
})
