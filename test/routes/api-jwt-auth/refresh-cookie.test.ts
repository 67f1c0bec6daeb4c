// JWT_REFRESH_COOKIE: the refresh token where no script can see it.
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { type SuiteOptions, suite } from '../../../app.ts'
import { createKakaoApp, djangoDatabase, password, post, secretKey } from '../../helper.ts'
import { connectUrl, url as kakaoUrl } from '../../kakao-login.ts'
import { as, korean } from '../../mailing-app.ts'
import { openBeside, signToken } from '../../outside.ts'
import {
  createRotatingApp,
  endOfSession,
  keptTokens,
  logInPair,
  refresh,
  refreshUrl,
  refusals
} from '../../rotating-app.ts'

const alice = { username: 'alice', password }
const settings = { jwtRefreshCookie: 'refresh' } as const
const attributes = (path = refreshUrl) => `Path=${path}; HttpOnly; SameSite=Strict`
const set = (value: string, path?: string) => `refresh=${value}; Max-Age=604800; ${attributes(path)}`
const cleared = `refresh=; Max-Age=0; ${attributes()}`

const createCookieApp = (t: Test, options: SuiteOptions = {}) => createRotatingApp(t, { ...settings, ...options })

t.test('whatever answers a refresh token sets it as a cookie, too', async t => {
  const { app } = await createKakaoApp(t, {
    ...{ databaseUrl: djangoDatabase(t), emailUrl: `file:${t.testdirName}/mails` },
    ...{ ...settings, jwtRefreshMode: 'rotating' }
  })
  const twice = { password1: 'a lovely passphrase', password2: 'a lovely passphrase' }
  const { token, refresh_token: refreshToken } = await logInPair(app)
  const old = signToken({ user_id: 1, username: 'alice', exp: 4e9, orig_iat: Math.floor(Date.now() / 1000) })
  const ways: [what: string, url: string, payload: object, headers?: Record<string, string>][] = [
    ['obtain', '/api-jwt-auth/', alice],
    ['login', '/rest-auth/login/', alice],
    ['registration', '/rest-auth/registration/', { username: 'newbie', ...twice }],
    ['a social login', kakaoUrl, { access_token: 'tok-n1' }],
    ['connecting a social account', connectUrl, { access_token: 'tok-n2' }, { authorization: `JWT ${token}` }],
    ['refresh', refreshUrl, { refresh_token: refreshToken }],
    ['an exchange', refreshUrl, { token: old }]
  ]
  for (const [what, url, payload, headers = {}] of ways) {
    t.test(what, async t => {
      const answer = await post(app, url, payload, headers)
      t.type(answer.body.refresh_token, 'string')
      t.same(answer.headers['set-cookie'], set(answer.body.refresh_token))
    })
  }
})

t.test('beside the cookie of the token, to a path of its own', async t => {
  const { app } = await createCookieApp(t, { jwtAuthCookie: 'jwt' })
  const { body, headers } = await post(app, '/rest-auth/login/', alice)
  t.same(headers['set-cookie'], [
    `jwt=${body.token}; Max-Age=300; Path=/; HttpOnly; SameSite=Lax`,
    set(body.refresh_token)
  ])
})

t.test('it is kept as long as the login, and goes over HTTPS alone where the request did', async t => {
  const { app } = await createCookieApp(t, { jwtRefreshExpirationDelta: 3600 })
  const { headers } = await post(app, '/rest-auth/login/', alice, { 'x-forwarded-proto': 'https' })
  t.match(String(headers['set-cookie']), /; Max-Age=3600; .*; HttpOnly; Secure; SameSite=Strict$/)
})

t.test('its path has the prefix of the suite', async t => {
  const { app } = await createCookieApp(t, { prefix: '/auth' })
  const { body, headers } = await post(app, '/auth/rest-auth/login/', alice)
  t.same(headers['set-cookie'], set(body.refresh_token, `/auth${refreshUrl}`))
  const answer = await post(app, `/auth${refreshUrl}`, {}, { cookie: `refresh=${body.refresh_token}` })
  t.equal(answer.status, 200)
})

t.test('and that of the host that it is registered in', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(
    async scope => {
      await scope.register(suite, {
        ...settings,
        secretKey,
        databaseUrl: djangoDatabase(t),
        jwtRefreshMode: 'rotating'
      })
    },
    { prefix: '/shop' }
  )
  const { body, headers } = await post(app, '/shop/api-jwt-auth/', alice)
  t.same(headers['set-cookie'], set(body.refresh_token, `/shop${refreshUrl}`))
})

t.test('an empty body refreshes by the cookie, and the next refresh token goes there alone', async t => {
  const { app } = await createCookieApp(t)
  const { refresh_token: refreshToken } = await logInPair(app)
  const response = await app.inject({ method: 'POST', url: refreshUrl, cookies: { refresh: refreshToken } })
  t.equal(response.statusCode, 200)
  t.strictSame(Object.keys(response.json()), ['token'])
  t.equal(response.headers['cache-control'], 'no-store')
  const [cookie] = response.cookies
  t.match(cookie, { name: 'refresh', path: refreshUrl, httpOnly: true, sameSite: 'Strict', maxAge: 604_800 })
  t.not(cookie?.value, refreshToken)
  t.match(await post(app, refreshUrl, {}, { cookie: `refresh=${cookie?.value}` }), { status: 200 })
})

t.test('a refresh token in the body goes before the cookie', async t => {
  const { app } = await createCookieApp(t)
  const [one, two] = [await logInPair(app), await logInPair(app)]
  const { status, body } = await refresh(app, one.refresh_token, { cookie: `refresh=${two.refresh_token}` })
  t.equal(status, 200)
  t.type(body.refresh_token, 'string')
  t.match(keptTokens(app), [{ used: /./ }, { used: null }, { used: null }])
  t.match(await refresh(app, 'garbage', { cookie: `refresh=${two.refresh_token}` }), refusals.invalid)
  t.match(keptTokens(app)[1], { used: null }, 'and one that is no good does not fall back to it')
})

t.test('the cookie must come from the own origin', async t => {
  const { app } = await createCookieApp(t)
  const { refresh_token: refreshToken } = await logInPair(app)
  const cookie = `refresh=${refreshToken}`
  const crossSite = { detail: 'CSRF Failed: request comes from another site.' }
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost.evil.example' }
  ] as Record<string, string>[]) {
    const { status, body, headers: answered } = await post(app, refreshUrl, {}, { cookie, ...headers })
    t.equal(status, 403, JSON.stringify(headers))
    t.same(Object.keys(body), Object.keys(crossSite))
    t.notOk(answered['set-cookie'])
  }
  t.match(keptTokens(app), [{ used: null }], 'and nothing was used up')
  for (const headers of [{ 'sec-fetch-site': 'same-origin' }, { origin: 'http://localhost' }] as Record<
    string,
    string
  >[]) {
    t.equal((await post(app, refreshUrl, {}, { cookie, host: 'localhost', ...headers })).status, 200)
  }
})

t.test('another site cannot have it set either', async t => {
  const { app } = await createCookieApp(t)
  const { headers } = await post(app, '/rest-auth/login/', alice, { 'sec-fetch-site': 'cross-site' })
  t.notOk(headers['set-cookie'])
})

t.test('without the setting it is neither set nor read', async t => {
  const { app } = await createRotatingApp(t)
  const { refresh_token: refreshToken } = await logInPair(app)
  const { status, body, headers } = await post(app, refreshUrl, {}, { cookie: `refresh=${refreshToken}` })
  t.equal(status, 400)
  t.same(body, { refresh_token: ['This field is required.'] })
  t.notOk(headers['set-cookie'])
})

t.test('one that is there twice, empty or absent is none', async t => {
  const { app } = await createCookieApp(t)
  const { refresh_token: refreshToken } = await logInPair(app)
  for (const cookie of [`refresh=${refreshToken}; refresh=${refreshToken}`, 'refresh=', 'other=x', '']) {
    const { status, body } = await post(app, refreshUrl, {}, { cookie })
    t.equal(status, 400, cookie)
    t.same(body, { refresh_token: ['This field is required.'] })
  }
})

t.test('a cookie that will never be good again is cleared', async t => {
  const { app } = await createCookieApp(t, { jwtRefreshGrace: 0 })
  const { refresh_token: refreshToken } = await logInPair(app)
  const ask = (value: string) => post(app, refreshUrl, {}, { cookie: `refresh=${value}` })
  t.match(await ask('garbage'), { ...refusals.invalid, headers: { 'set-cookie': cleared } })
  t.equal((await ask(refreshToken)).status, 200)
  t.match(await ask(refreshToken), { ...refusals.reused, headers: { 'set-cookie': cleared } })
  t.match(await ask(refreshToken), { ...refusals.ended, headers: { 'set-cookie': cleared } })
  t.ok(endOfSession(app))
})

t.test('one that could not be looked at is not', async t => {
  const { app } = await createCookieApp(t)
  const { refresh_token: refreshToken } = await logInPair(app)
  const other = openBeside(app)
  other.exec('begin immediate')
  const { status, headers } = await post(app, refreshUrl, {}, { cookie: `refresh=${refreshToken}` })
  other.close()
  t.equal(status, 503)
  t.notOk(headers['set-cookie'])
})

t.test('a refused refresh token in the body leaves the cookie', async t => {
  const { app } = await createCookieApp(t)
  t.notOk((await refresh(app, 'garbage')).headers['set-cookie'])
})

t.test('a logout, one everywhere and a deletion clear it', async t => {
  for (const [method, url, payload] of [
    ['POST', '/rest-auth/logout/', undefined],
    ['POST', '/rest-auth/logout/all/', undefined],
    ['DELETE', '/rest-auth/user/', { password }]
  ] as const) {
    t.test(url, async t => {
      const { app } = await createCookieApp(t, { accountDeletion: true, jwtAuthCookie: 'jwt' })
      const { token } = await logInPair(app)
      const { headers } = await as(app, token)(method, url, payload)
      t.same(headers['set-cookie'], ['jwt=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax', cleared])
    })
  }
})

t.test('a logout by the cookie of the token clears both', async t => {
  const { app } = await createCookieApp(t, { jwtAuthCookie: 'jwt' })
  const { token } = await logInPair(app)
  const { status, headers } = await post(app, '/rest-auth/logout/', {}, { cookie: `jwt=${token}` })
  t.equal(status, 200)
  t.same(headers['set-cookie'], ['jwt=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax', cleared])
  t.ok(endOfSession(app))
})

t.test('who refreshes by the cookie is refused in their language', async t => {
  const { app } = await createCookieApp(t)
  const { body } = await post(app, refreshUrl, {}, { cookie: 'refresh=garbage', ...korean })
  t.same(body, { non_field_errors: ['갱신 토큰이 올바르지 않습니다. 다시 로그인해 주세요.'] })
})
