import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../app.ts'
import { bobsPassword, createKakaoApp, djangoDatabase, obtain, password, post, readRows } from '../helper.ts'
import { connectUrl, url as kakaoUrl } from '../kakao-login.ts'
import { as } from '../mailing-app.ts'
import { claimsOf, createClock, writeRows } from '../outside.ts'

/** alice's key, which Django made. */
const key = '8df73dafbde4c669dc37a9ea7620434515b2cc43'
const alice = { username: 'alice', password }
const bob = { username: 'bob', password: bobsPassword }
const passphrase = 'a lovely passphrase'
const newbie = {
  username: 'newbie',
  email: 'newbie@example.com',
  password1: passphrase,
  password2: passphrase
}

/** A server on Django's database that hands out keys. */
async function createKeyApp(t: Test, options: SuiteOptions = {}): Promise<FastifyInstance> {
  const databaseUrl = djangoDatabase(t)
  const emailUrl = `file:${join(t.testdirName, 'mails')}`
  const { app } = await createKakaoApp(t, {
    databaseUrl,
    emailUrl,
    now: createClock().now,
    restUseJwt: false,
    ...options
  })
  return app
}

function logIn(app: FastifyInstance, credentials: object) {
  return post(app, '/rest-auth/login/', credentials)
}

function keysOf(app: FastifyInstance, userId: number) {
  return readRows(app, 'select key, created from authtoken_token where user_id = ?', userId)
}

t.test('a login answers the key that Django made, and nothing else', async t => {
  const app = await createKeyApp(t)
  for (let i = 0; i < 2; i++) {
    const { status, body } = await logIn(app, alice)
    t.equal(status, 200)
    t.strictSame(body, { key })
  }
  t.strictSame(keysOf(app, 1), [{ key, created: '2026-11-23 13:54:43.344448' }])
})

t.test('who has no key gets one of 40 hexadecimal digits, the same each time', async t => {
  const app = await createKeyApp(t)
  const { body } = await logIn(app, bob)
  t.match(body.key, /^[0-9a-f]{40}$/)
  t.strictSame(Object.keys(body), ['key'])
  t.strictSame((await logIn(app, bob)).body, body)
  t.strictSame(keysOf(app, 2), [{ key: body.key, created: '2026-11-23 18:53:20' }])
  t.strictSame((await logIn(app, alice)).body, { key }, "and alice's is another")
})

t.test('ten first logins at once answer one key', async t => {
  const app = await createKeyApp(t)
  const answers = await Promise.all(Array.from({ length: 10 }, () => logIn(app, bob)))
  t.same(new Set(answers.map(({ status }) => status)), new Set([200]))
  t.equal(new Set(answers.map(({ body }) => body.key)).size, 1)
  t.equal(keysOf(app, 2).length, 1)
})

t.test('a login notes the time, and begins no session', async t => {
  const app = await createKeyApp(t)
  await logIn(app, alice)
  t.same(readRows(app, 'select last_login from auth_user where id = 1'), [{ last_login: '2026-11-23 18:53:20' }])
  t.same(readRows(app, 'select * from rest_auth_session'), [])
})

t.test('a login that is refused makes no key', async t => {
  const app = await createKeyApp(t)
  t.match(await logIn(app, { ...bob, password }), { status: 400 })
  t.same(keysOf(app, 2), [])
})

t.test('a registration answers the key of the new user', async t => {
  const app = await createKeyApp(t)
  const { status, body } = await post(app, '/rest-auth/registration/', newbie)
  t.equal(status, 201)
  t.strictSame(Object.keys(body), ['key'])
  t.strictSame(keysOf(app, 10), [{ key: body.key, created: '2026-11-23 18:53:20' }])
  t.same(readRows(app, 'select * from rest_auth_session'), [])
  t.strictSame((await logIn(app, { username: 'newbie', password: passphrase })).body, body)
})

t.test('where verification is mandatory, a registration answers no key, and there is none', async t => {
  const app = await createKeyApp(t, { accountEmailVerification: 'mandatory' })
  const { status, body } = await post(app, '/rest-auth/registration/', newbie)
  t.equal(status, 201)
  t.strictSame(body, { detail: 'Verification e-mail sent.' })
  t.same(keysOf(app, 10), [])
  t.same(readRows(app, 'select last_login from auth_user where id = 10'), [{ last_login: null }])
})

t.test('a social login answers the key, the first time and the next', async t => {
  const app = await createKeyApp(t)
  const first = await post(app, kakaoUrl, { access_token: 'tok-n1' })
  t.equal(first.status, 200)
  t.strictSame(Object.keys(first.body), ['key'])
  t.match(keysOf(app, 10), [{ key: first.body.key }])
  const next = await post(app, kakaoUrl, { access_token: 'tok-n1' })
  t.equal(next.status, 200)
  t.strictSame(next.body, first.body)
  t.same(readRows(app, 'select last_login from auth_user where id = 10'), [{ last_login: '2026-11-23 18:53:20' }])
  t.same(readRows(app, 'select * from rest_auth_session'), [])
})

t.test('connecting a social account answers the key of who asks', async t => {
  const app = await createKeyApp(t)
  const { status, body } = await as(app, key, 'Token')('POST', connectUrl, { access_token: 'tok-n1' })
  t.equal(status, 200)
  t.strictSame(body, { key })
  t.strictSame((await post(app, kakaoUrl, { access_token: 'tok-n1' })).body, { key })
})

t.test('the key opens protected routes and our own', async t => {
  const app = await createKeyApp(t)
  const ask = as(app, (await logIn(app, bob)).body.key, 'Token')
  t.match(await ask('GET', '/whoami'), { status: 200, body: { id: 2, username: 'bob' } })
  t.match(await ask('PATCH', '/rest-auth/user/', { first_name: 'Bob' }), { status: 200, body: { first_name: 'Bob' } })
})

t.test('logout deletes the key, which is refused from then on; the next login makes another', async t => {
  const app = await createKeyApp(t)
  const ask = as(app, key, 'Token')
  t.match(await ask('POST', '/rest-auth/logout/'), { status: 200, body: { detail: 'Successfully logged out.' } })
  t.same(keysOf(app, 1), [])
  t.match(await ask('GET', '/whoami'), { status: 401, body: { detail: 'Invalid token.' } })
  t.match(await ask('POST', '/rest-auth/logout/'), { status: 401, body: { detail: 'Invalid token.' } })
  const { body } = await logIn(app, alice)
  t.match(body.key, /^[0-9a-f]{40}$/)
  t.not(body.key, key)
})

t.test('a key that does not hold is refused in the words of Django REST Framework', async t => {
  const app = await createKeyApp(t)
  const cases: [authorization: string, detail: string][] = [
    ['Token', 'Invalid token header. No credentials provided.'],
    [`Token ${key} ${key}`, 'Invalid token header. Token string should not contain spaces.'],
    [`Token ${key}\u00e9`, 'Invalid token header. Token string should not contain invalid characters.'],
    [`Token ${'0'.repeat(40)}`, 'Invalid token.'],
    ['Basic YWxpY2U6', 'Authentication credentials were not provided.']
  ]
  for (const [authorization, detail] of cases) {
    for (const url of ['/whoami', '/rest-auth/user/']) {
      const response = await app.inject({ url, headers: { authorization } })
      t.equal(response.statusCode, 401, `${authorization} ${url}`)
      t.same(response.json(), { detail })
      t.equal(response.headers['www-authenticate'], 'JWT realm="api"')
    }
  }
})

t.test('a key that was made while its user was disabled is refused as Django REST Framework does', async t => {
  const app = await createKeyApp(t)
  writeRows(app, 'update auth_user set is_active = 0 where id = 1')
  writeRows(app, "insert into authtoken_token values (?, '2026-11-23 13:54:43', 1)", key)
  const { status, body } = await as(app, key, 'Token')('GET', '/whoami')
  t.equal(status, 401)
  t.same(body, { detail: 'User inactive or deleted.' })
})

t.test('a key goes with the user’s right to log in, and does not come back with it', async t => {
  const app = await createKeyApp(t)
  for (const isActive of [0, 1]) {
    writeRows(app, 'update auth_user set is_active = ? where id = 1', isActive)
    const { status, body } = await as(app, key, 'Token')('GET', '/whoami')
    t.equal(status, 401)
    t.same(body, { detail: 'Invalid token.' })
  }
  t.same(keysOf(app, 1), [])
})

t.test('/api-jwt-auth/ hands out tokens all the same, each of a session', async t => {
  const app = await createKeyApp(t)
  const token = await obtain(app)
  t.match(await as(app, token)('GET', '/whoami'), { status: 200, body: { id: 1 } })
  t.same(readRows(app, 'select id from rest_auth_session'), [{ id: claimsOf(token).sid }])
})

t.test('a key is no cookie', async t => {
  const app = await createKeyApp(t, { jwtAuthCookie: 'jwt' })
  const { status, headers } = await logIn(app, alice)
  t.equal(status, 200)
  t.notOk(headers['set-cookie'])
})
