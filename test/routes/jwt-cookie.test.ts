import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { type SuiteOptions, suite } from '../../app.ts'
import { bobsPassword, createKakaoApp, djangoDatabase, obtain, password, post, secretKey } from '../helper.ts'
import { connectUrl, url as kakaoUrl } from '../kakao-login.ts'
import { createMailingApp } from '../mailing-app.ts'
import { createClock, loginTime, signToken, writeRows } from '../outside.ts'

const alice = { username: 'alice', password }
const loginUrl = '/rest-auth/login/'
const logoutUrl = '/rest-auth/logout/'
const loggedOut = { detail: 'Successfully logged out.' }
const attributes = 'Max-Age=300; Path=/; HttpOnly; SameSite=Lax'
const cleared = 'jwt=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax'
const settings = { jwtAuthCookie: 'jwt' } as const

/** Claims of a token that Django made for alice. */
const claims = { user_id: 1, username: 'alice', email: 'alice@example.com', exp: loginTime + 300, orig_iat: loginTime }

/** Asks who somebody is by the headers of a browser. */
async function whoami(app: FastifyInstance, headers: Record<string, string>) {
  const response = await app.inject({ url: '/whoami', headers })
  return { status: response.statusCode, body: response.json(), headers: response.headers }
}

t.test('whatever answers a token gives it as a cookie, too', async t => {
  const databaseUrl = djangoDatabase(t)
  const emailUrl = `file:${join(t.testdirName, 'mails')}`
  const { app } = await createKakaoApp(t, { ...settings, databaseUrl, emailUrl })
  const token = await obtain(app)
  const passphrase = 'a lovely passphrase'
  const newbie = { username: 'newbie', password1: passphrase, password2: passphrase }
  const ways: [what: string, url: string, payload: object, headers?: Record<string, string>][] = [
    ['obtain', '/api-jwt-auth/', alice],
    ['refresh', '/api-jwt-auth/refresh/', { token }],
    ['login', loginUrl, alice],
    ['registration', '/rest-auth/registration/', newbie],
    ['a social login', kakaoUrl, { access_token: 'tok-n1' }],
    ['connecting a social account', connectUrl, { access_token: 'tok-n2' }, { authorization: `JWT ${token}` }]
  ]
  for (const [what, url, payload, headers = {}] of ways) {
    t.test(what, async t => {
      const answer = await post(app, url, payload, headers)
      t.type(answer.body.token, 'string')
      t.same(answer.headers['set-cookie'], `jwt=${answer.body.token}; ${attributes}`)
    })
  }
})

t.test('what answers none gives no cookie', async t => {
  const { app } = await createMailingApp(t, settings)
  const token = await obtain(app)
  for (const [url, payload, status] of [
    ['/api-jwt-auth/verify/', { token }, 200],
    ['/api-jwt-auth/', { ...alice, password: bobsPassword }, 400],
    [loginUrl, { ...alice, password: bobsPassword }, 400],
    ['/api-jwt-auth/refresh/', { token: 'garbage' }, 400]
  ] as const) {
    const answer = await post(app, url, payload)
    t.equal(answer.status, status, url)
    t.notOk(answer.headers['set-cookie'], url)
  }
})

t.test('without a name there is none, and none is read', async t => {
  const { app } = await createMailingApp(t)
  const { body, headers } = await post(app, loginUrl, alice)
  t.notOk(headers['set-cookie'])
  t.equal((await whoami(app, { cookie: `jwt=${body.token}` })).status, 401)
  t.notOk((await post(app, logoutUrl, {})).headers['set-cookie'])
})

t.test('it is kept as long as the token holds', async t => {
  const { app } = await createMailingApp(t, { ...settings, jwtExpirationDelta: 60 })
  const { headers } = await post(app, loginUrl, alice)
  t.match(headers['set-cookie'], /; Max-Age=60;/)
})

/** A server behind a proxy, which it believes or not. */
async function createBehindProxy(t: Test, trustProxy: boolean, options: SuiteOptions = {}) {
  const app = Fastify({ trustProxy })
  t.teardown(() => app.close())
  await app.register(suite, { secretKey, databaseUrl: djangoDatabase(t), ...settings, ...options })
  return app
}

t.test('by HTTPS it is secure, and not otherwise; of a proxy that nobody trusts this is believed', async t => {
  for (const [trustProxy, protocol, isSecure] of [
    [true, 'https', true],
    [true, 'http', false],
    [false, 'https', true],
    [false, 'HTTPS', true],
    [false, 'https, http', true],
    [false, 'https,http', true],
    [false, 'http', false],
    [false, 'http, https', false],
    [false, 'httpsx', false],
    [false, 'xhttps', false],
    [false, 'https_', false],
    [false, ' ', false],
    [false, '', false],
    [false, 'on', false]
  ] as const) {
    t.test(`trustProxy: ${trustProxy}, ${protocol}`, async t => {
      const app = await createBehindProxy(t, trustProxy)
      const { body, headers } = await post(app, loginUrl, alice, { 'x-forwarded-proto': protocol })
      t.same(
        headers['set-cookie'],
        `jwt=${body.token}; ${attributes.replace('SameSite', isSecure ? 'Secure; SameSite' : 'SameSite')}`
      )
      const logout = await post(app, logoutUrl, {}, { 'x-forwarded-proto': protocol })
      t.equal(String(logout.headers['set-cookie']).includes('Secure'), isSecure)
    })
  }
})

t.test('it authenticates where there is no Authorization header, or an empty one', async t => {
  const { app } = await createMailingApp(t, settings)
  const cookie = `theme=dark; jwt=${await obtain(app)}; lang=ko`
  for (const headers of [{ cookie }, { cookie, authorization: '' }, { cookie, authorization: ' ' }]) {
    t.match(await whoami(app, headers), { status: 200, body: { id: 1, username: 'alice' } })
  }
  const own = await app.inject({ url: '/rest-auth/user/', headers: { cookie } })
  t.match(own.json(), { pk: 1 }, 'on our own routes, too')
})

t.test('under another name it is none', async t => {
  const { app } = await createMailingApp(t, settings)
  const token = await obtain(app)
  for (const cookie of [`JWT=${token}`, `xjwt=${token}`, `jwt2=${token}`, token, 'jwt=', 'jwt']) {
    const { status, body } = await whoami(app, { cookie })
    t.equal(status, 401, cookie)
    t.same(body, { detail: 'Authentication credentials were not provided.' })
  }
})

t.test('a header wins, even one that does not hold', async t => {
  const { app } = await createMailingApp(t, settings)
  const cookie = `jwt=${await obtain(app)}`
  const bobs = await obtain(app, 'bob', bobsPassword)
  t.match(await whoami(app, { cookie, authorization: `JWT ${bobs}` }), { status: 200, body: { id: 2 } })
  for (const [authorization, detail] of [
    ['JWT garbage', 'Error decoding signature.'],
    ['JWT', 'Invalid Authorization header. No credentials provided.'],
    ['Basic YWxpY2U6', 'Authentication credentials were not provided.']
  ] as const) {
    const { status, body } = await whoami(app, { cookie, authorization })
    t.equal(status, 401, authorization)
    t.same(body, { detail })
  }
})

t.test('one that does not hold is refused, in the words for a header', async t => {
  const { app } = await createMailingApp(t, settings)
  const ended = await obtain(app)
  await post(app, logoutUrl, {}, { authorization: `JWT ${ended}` })
  for (const [token, detail] of [
    [signToken({ ...claims, exp: loginTime }), 'Signature has expired.'],
    ['garbage', 'Error decoding signature.'],
    [ended, 'Session has ended.'],
    [`${signToken(claims)} x`, 'Error decoding signature.']
  ] as const) {
    const { status, body, headers } = await whoami(app, { cookie: `jwt=${token}` })
    t.equal(status, 401, detail)
    t.same(body, { detail })
    t.equal(headers['www-authenticate'], 'JWT realm="api"')
  }
})

t.test('one that does not hold keeps nobody from logging in', async t => {
  const { app } = await createMailingApp(t, settings)
  const { status, body, headers } = await post(app, loginUrl, alice, { cookie: 'jwt=garbage' })
  t.equal(status, 200)
  t.same(headers['set-cookie'], `jwt=${body.token}; ${attributes}`)
})

t.test('where tokens are believed by their claims, so is the cookie', async t => {
  const { app } = await createMailingApp(t, { ...settings, jwtAuthCheck: 'claims' })
  writeRows(app, 'update auth_user set is_active = 0')
  t.match(await whoami(app, { cookie: `jwt=${signToken(claims)}` }), { status: 200, body: { id: 1 } })
})

t.test('logout ends the session of the cookie, and clears it', async t => {
  const { app } = await createMailingApp(t, settings)
  const cookie = `jwt=${await obtain(app)}`
  const { status, body, headers } = await post(app, logoutUrl, {}, { cookie })
  t.equal(status, 200)
  t.same(body, loggedOut)
  t.equal(headers['set-cookie'], cleared)
  t.match(await whoami(app, { cookie }), { status: 401, body: { detail: 'Session has ended.' } })
})

t.test('logout ends the session of the cookie beside a header of an unknown scheme as well', async t => {
  const { app } = await createMailingApp(t, settings)
  for (const authorization of ['Basic YWxpY2U6', 'Digest', 'garbage']) {
    const cookie = `jwt=${await obtain(app)}`
    const asked = await whoami(app, { cookie, authorization })
    t.equal(asked.status, 401, 'elsewhere such a header wins')
    t.same(asked.body, { detail: 'Authentication credentials were not provided.' })
    t.equal((await whoami(app, { cookie })).status, 200)
    const { status, body, headers } = await post(app, logoutUrl, {}, { cookie, authorization })
    t.equal(status, 200, authorization)
    t.same(body, loggedOut)
    t.equal(headers['set-cookie'], cleared)
    t.match(await whoami(app, { cookie }), { status: 401, body: { detail: 'Session has ended.' } })
  }
})

t.test('nor is a cookie that does not hold in the way there, nor none', async t => {
  const { app } = await createMailingApp(t, settings)
  const authorization = 'Basic YWxpY2U6'
  for (const headers of [{ authorization, cookie: 'jwt=garbage' }, { authorization }]) {
    const answer = await post(app, logoutUrl, {}, { ...headers })
    t.equal(answer.status, 200)
    t.same(answer.body, loggedOut)
    t.equal(answer.headers['set-cookie'], cleared)
  }
})

t.test('of two cookies of the name neither counts, at logout too', async t => {
  const { app } = await createMailingApp(t, settings)
  const token = await obtain(app)
  const cookie = `jwt=${token}; jwt=${await obtain(app, 'bob', bobsPassword)}`
  t.match(await whoami(app, { cookie }), {
    status: 401,
    body: { detail: 'Authentication credentials were not provided.' }
  })
  t.equal((await post(app, logoutUrl, {}, { cookie })).status, 200)
  t.equal((await whoami(app, { cookie: `jwt=${token}` })).status, 200)
})

t.test('logout clears one that does not hold as well, or that there is not', async t => {
  const { now } = createClock()
  const { app } = await createMailingApp(t, { ...settings, now })
  const expired = `jwt=${signToken({ ...claims, exp: loginTime })}`
  for (const headers of [
    { cookie: expired },
    { cookie: 'jwt=garbage' },
    { cookie: 'jwt=garbage', authorization: ' ' },
    {}
  ]) {
    const answer = await post(app, logoutUrl, {}, { ...headers })
    t.equal(answer.status, 200, JSON.stringify(headers))
    t.same(answer.body, loggedOut)
    t.equal(answer.headers['set-cookie'], cleared)
  }
})

t.test('logout by a header that does not hold is refused, and clears no cookie', async t => {
  const { app } = await createMailingApp(t, settings)
  const cookie = `jwt=${await obtain(app)}`
  const { status, headers } = await post(app, logoutUrl, {}, { cookie, authorization: 'JWT garbage' })
  t.equal(status, 401)
  t.notOk(headers['set-cookie'])
  t.equal((await whoami(app, { cookie })).status, 200)
})
