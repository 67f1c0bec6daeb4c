// ACCOUNT_REAUTHENTICATION_REQUIRED: what changes the ways into an account takes a recent login.
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { createKakaoApp, djangoDatabase, obtain, password, post, readRows } from '../helper.ts'
import { allRows, connectUrl, url as kakaoUrl } from '../kakao-login.ts'
import { as, korean } from '../mailing-app.ts'
import { createClock, signToken, writeRows } from '../outside.ts'
import { aliceKey } from './login-of.ts'

const refused = { detail: 'Log in again: this takes a login of the last 5 minutes.' }

/** A server that takes recent logins; of alice's two addresses 90 is the second, and 50 is her social account. */
async function create(t: Test, options: object = { accountReauthenticationRequired: true }) {
  const clock = createClock()
  const { app } = await createKakaoApp(t, {
    ...{ databaseUrl: djangoDatabase(t), emailUrl: `file:${t.testdirName}/mails`, now: clock.now },
    ...options
  })
  writeRows(app, "insert into account_emailaddress values (90, 1, 0, 1, 'second@example.com')")
  writeRows(app, "insert into account_emailaddress values (91, 0, 0, 1, 'third@example.com')")
  writeRows(
    app,
    `insert into socialaccount_socialaccount (id, provider, uid, last_login, date_joined, extra_data, user_id)
     values (50, 'kakao', '50', '2026-11-23', '2026-11-23', '{}', 1)`
  )
  return { app, clock }
}

/** The requests that change ways in. */
const changes = [
  ['an address is added', 'POST', '/rest-auth/emails/', { email: 'new@example.com' }, 201],
  ['an address is made primary', 'POST', '/rest-auth/emails/90/primary/', {}, 200],
  ['an address is removed', 'DELETE', '/rest-auth/emails/91/', undefined, 204],
  ['a social account is connected', 'POST', connectUrl, { access_token: 'tok-n1' }, 200],
  ['a social account is disconnected', 'POST', '/socialaccounts/50/disconnect/', {}, 200]
] as const

for (const [what, method, url, payload, done] of changes) {
  t.test(`${what} by a login of the last five minutes, and no older one`, async t => {
    const { app, clock } = await create(t, { accountReauthenticationRequired: true, jwtExpirationDelta: 3600 })
    const token = await obtain(app)
    clock.seconds += 300.001
    const before = allRows(app)
    const { status, body } = await as(app, token)(method, url, payload)
    t.equal(status, 403)
    t.same(body, refused)
    t.same(allRows(app), before)
    clock.seconds -= 0.001
    t.equal((await as(app, token)(method, url, payload)).status, done, 'at the bound')
  })

  t.test(`${what} by a login of any age where nobody asks for a recent one`, async t => {
    const { app, clock } = await create(t, { jwtExpirationDelta: 3600 })
    const token = await obtain(app)
    clock.seconds += 3000
    t.equal((await as(app, token)(method, url, payload)).status, done)
  })
}

const add = (app: FastifyInstance, token: string, scheme = 'JWT', headers = {}) =>
  as(app, token, scheme)('POST', '/rest-auth/emails/', { email: 'new@example.com' }, headers)

t.test('a refresh makes no login a recent one', async t => {
  const { app, clock } = await create(t)
  const token = await obtain(app)
  clock.seconds += 200
  const refreshed = (await post(app, '/api-jwt-auth/refresh/', { token })).body.token
  clock.seconds += 200
  t.equal((await add(app, refreshed)).status, 403)
  t.equal((await add(app, await obtain(app))).status, 201, 'a new login is')
})

t.test('the minutes are those of the setting, in the language of who asks', async t => {
  const { app, clock } = await create(t, {
    ...{ accountReauthenticationRequired: true, accountReauthenticationTimeout: 61, jwtExpirationDelta: 3600 }
  })
  const token = await obtain(app)
  clock.seconds += 62
  t.match(await add(app, token), { status: 403, body: { detail: /of the last 2 minutes/ } })
  t.match(await add(app, token, 'JWT', korean), { body: { detail: /로그인한 지 2분 안에만/ } })
  clock.seconds -= 1
  t.equal((await add(app, token)).status, 201)
})

t.test('a login at Django counts from its own time', async t => {
  const { app, clock } = await create(t)
  const signed = (secondsAgo: number, isRefreshable: boolean) => {
    const began = clock.seconds - secondsAgo
    const origIat = isRefreshable ? { orig_iat: began } : {}
    return signToken({
      user_id: 1,
      username: 'alice',
      exp: isRefreshable ? clock.seconds + 60 : began + 300,
      ...origIat
    })
  }
  t.equal((await add(app, signed(301, true))).status, 403)
  t.equal((await add(app, signed(299, true))).status, 201)
  t.equal((await as(app, signed(299, false))('POST', '/rest-auth/emails/', { email: 'newer@example.com' })).status, 201)
})

t.test('a login that began by connecting a social account is none', async t => {
  const { app } = await create(t)
  const { body } = await as(app, await obtain(app))('POST', connectUrl, { access_token: 'tok-n1' })
  t.match(await add(app, body.token), { status: 403, body: refused })
})

t.test('one by a provider is', async t => {
  const { app } = await create(t)
  const { body } = await post(app, kakaoUrl, { access_token: 'tok-n1' })
  t.equal((await add(app, body.token)).status, 201)
})

t.test('of a key the last login counts, and where there is none it is not recent', async t => {
  const { app, clock } = await create(t)
  t.equal((await add(app, aliceKey, 'Token')).status, 403)
  await post(app, '/rest-auth/login/', { username: 'alice', password })
  t.equal((await add(app, aliceKey, 'Token')).status, 201)
  clock.seconds += 301
  t.equal((await as(app, aliceKey, 'Token')('POST', '/rest-auth/emails/', { email: 'x@example.com' })).status, 403)
})

t.test('after a clock was put back a day no login is recent that was not', async t => {
  const { app, clock } = await create(t)
  const token = await obtain(app)
  clock.seconds -= 24 * 3600
  t.equal((await add(app, token)).status, 403)
})

t.test('what changes no way in asks for none', async t => {
  const { app, clock } = await create(t, { accountReauthenticationRequired: true, jwtExpirationDelta: 3600 })
  const ask = as(app, await obtain(app))
  clock.seconds += 3000
  t.equal((await ask('GET', '/rest-auth/emails/')).status, 200)
  t.equal((await ask('PATCH', '/rest-auth/user/', { first_name: 'A' })).status, 200)
  t.same(readRows(app, 'select first_name from auth_user where id = 1'), [{ first_name: 'A' }])
})
