// The audit trail beside what each act writes: what is no event, and what all of them have in common.
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../app.ts'
import type { AuditEvent } from '../../core/events.ts'
import { bobsPassword, createKakaoApp, djangoDatabase, obtain, password, post, readRows } from '../helper.ts'
import { connectUrl } from '../kakao-login.ts'
import { as } from '../mailing-app.ts'
import { claimsOf, createClock, writeRows } from '../outside.ts'

const alice = { username: 'alice', password }
const passphrase = 'a brand new passphrase'
const twice = { new_password1: passphrase, new_password2: passphrase }

/** A server, and what its host was told of events. */
async function create(t: Test, options: SuiteOptions = {}) {
  const told: AuditEvent[] = []
  const { app } = await createKakaoApp(t, {
    ...{ databaseUrl: djangoDatabase(t), emailUrl: `file:${t.testdirName}/mails`, now: createClock().now },
    ...{ accountDeletion: true, onAuditEvent: event => void told.push(event) },
    ...options
  })
  return { app, told }
}

const countOf = (app: FastifyInstance) => readRows(app, 'select id from rest_auth_event').length

t.test('failed logins of known and unknown names differ by the user alone', async t => {
  const { app } = await create(t, { accountAuthenticationMethod: 'username_email' })
  for (const username of ['alice', 'nobody', 'alice@example.com', 'nobody@example.com']) {
    await post(app, '/rest-auth/login/', { username, password: 'wrong' })
  }
  const rows = readRows(app, 'select * from rest_auth_event order by id')
  t.same(
    rows.map(({ user_id: userId }) => userId),
    [1, null, 1, null]
  )
  const [first, ...others] = rows.map(({ id, user_id, ...row }) => row)
  for (const row of others) t.strictSame(row, first)
})

t.test('what is no login is no failed one: a form that is not filled in, a server that is too busy', async t => {
  const { app } = await create(t)
  const before = countOf(app)
  for (const payload of [{}, { username: 'alice' }, { username: '', password: '' }, { username: ['x'], password }]) {
    t.equal((await post(app, '/rest-auth/login/', payload)).status, 400)
    t.equal((await post(app, '/api-jwt-auth/', payload)).status, 400)
  }
  t.equal(countOf(app), before)
})

t.test('what is refused or changes nothing is not written down as done', async t => {
  const server = await create(t)
  const { app } = server
  const ask = as(app, await obtain(app))
  const before = countOf(app)
  const refused = [
    await ask('POST', '/rest-auth/password/change/', { new_password1: 'a', new_password2: 'b' }),
    await ask('PATCH', '/rest-auth/user/', { username: 'bob' }),
    await ask('DELETE', '/rest-auth/user/', { password: 'wrong' }),
    await ask('POST', '/rest-auth/emails/', { email: 'bob@example.com' }),
    await ask('DELETE', '/rest-auth/sessions/x/'),
    await ask('POST', '/rest-auth/emails/2/primary/'),
    await ask('DELETE', '/rest-auth/emails/2/'),
    await ask('POST', '/socialaccounts/1/disconnect/'),
    await ask('POST', connectUrl, { access_token: 'nonsense' }),
    await ask('POST', connectUrl, { access_token: 'tok-jiyun' }),
    await post(app, '/rest-auth/registration/', { username: 'bob', password1: passphrase, password2: passphrase }),
    await post(app, '/rest-auth/password/reset/confirm/', { uid: 'MQ', token: 'x-y', ...twice }),
    await post(app, '/rest-auth/registration/verify-email/', { key: 'x' }),
    await post(app, '/rest-auth/logout/', {})
  ]
  for (const { status } of refused.slice(0, -1)) t.ok(status >= 400 && status < 500, String(status))
  t.equal(countOf(app), before)
  t.equal(server.told.length, before)
})

t.test('an act that fails at its end leaves no event, and the host hears of none', async t => {
  const { app, told } = await create(t)
  const token = await obtain(app)
  const before = countOf(app)
  writeRows(app, "create trigger broken before insert on rest_auth_event begin select raise(abort, 'no'); end")
  t.equal((await as(app, token)('PATCH', '/rest-auth/user/', { first_name: 'Alice' })).status, 500)
  t.equal((await post(app, '/rest-auth/login/', alice)).status, 500)
  t.same(readRows(app, 'select first_name from auth_user where id = 1'), [{ first_name: '' }], 'nor itself')
  t.equal(readRows(app, 'select * from rest_auth_session').length, 1)
  t.equal(countOf(app), before)
  t.equal(told.length, before)
})

t.test('a user agent is kept up to 255 characters', async t => {
  const { app } = await create(t)
  await post(app, '/api-jwt-auth/', alice, { 'user-agent': 'x'.repeat(300) })
  t.same(readRows(app, 'select user_agent from rest_auth_event'), [{ user_agent: 'x'.repeat(255) }])
  t.same(readRows(app, 'select user_agent from rest_auth_session'), [{ user_agent: 'x'.repeat(255) }])
})

t.test('behind a proxy that is not believed the address is the proxy’s', async t => {
  const { app } = await create(t)
  await post(app, '/api-jwt-auth/', alice, { 'x-forwarded-for': '203.0.113.7' })
  t.same(readRows(app, 'select ip_address from rest_auth_event'), [{ ip_address: '127.0.0.1' }])
})

t.test('the code of an app that begins a session is written down as well', async t => {
  const { app } = await create(t)
  const token = await app.jwtAuth.issue({ id: 2 }, { ipAddress: '203.0.113.7', userAgent: 'the app' })
  t.match(readRows(app, 'select * from rest_auth_event'), [
    {
      ...{ event: 'login', user_id: 2, ip_address: '203.0.113.7', user_agent: 'the app' },
      ...{ session_id: claimsOf(token).sid, details: '{"method":"issued"}' }
    }
  ])
})

t.test('twenty logins at once are twenty events', async t => {
  const { app, told } = await create(t)
  const logins = [alice, { username: 'bob', password: bobsPassword }]
  await Promise.all(Array.from({ length: 20 }, (_, i) => post(app, '/api-jwt-auth/', logins[i % 2] ?? alice)))
  t.equal(countOf(app), 20)
  t.equal(told.length, 20)
  t.equal(new Set(told.map(({ sessionId }) => sessionId)).size, 20)
})
