// JWT_REFRESH_MODE=rotating over HTTP. What becomes of a refresh token: test/accounts/rotate-refresh-token.test.ts
import { setImmediate } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { thrown } from '../../accounts/refusal.ts'
import { createApp, createKakaoApp, djangoDatabase, password, post, readRows } from '../../helper.ts'
import { connectUrl, url as kakaoUrl } from '../../kakao-login.ts'
import { createLoggedApp } from '../../logged-app.ts'
import { as, createMailingApp, korean, submit } from '../../mailing-app.ts'
import { claimsOf, createClock, loginTime, signToken } from '../../outside.ts'
import {
  createRotatingApp,
  endOfSession,
  keptTokens,
  logInPair,
  mustRefresh,
  refresh,
  refreshUrl,
  refusals,
  statusOf
} from '../../rotating-app.ts'

const alice = { username: 'alice', password }
const passphrase = 'a lovely passphrase'
const newbie = { username: 'newbie', password1: passphrase, password2: passphrase }

t.test('obtain, login, registration and social login answer a refresh token that works', async t => {
  const emailUrl = `file:${t.testdirName}/mails`
  const { app } = await createKakaoApp(t, {
    ...{ databaseUrl: djangoDatabase(t), emailUrl },
    ...{ jwtRefreshMode: 'rotating', jwtAllowRefresh: false }
  })
  const { token } = await logInPair(app)
  const ways: [what: string, url: string, payload: object, fields: string[], headers?: Record<string, string>][] = [
    ['obtain', '/api-jwt-auth/', alice, ['token', 'refresh_token']],
    ['login', '/rest-auth/login/', alice, ['token', 'refresh_token', 'user']],
    ['registration', '/rest-auth/registration/', newbie, ['token', 'refresh_token', 'user']],
    ['a social login', kakaoUrl, { access_token: 'tok-n1' }, ['token', 'refresh_token', 'user']],
    [
      'connecting a social account',
      connectUrl,
      { access_token: 'tok-n2' },
      ['token', 'refresh_token', 'user'],
      { authorization: `JWT ${token}` }
    ]
  ]
  for (const [what, url, payload, fields, headers = {}] of ways) {
    t.test(what, async t => {
      const { body, headers: answered } = await post(app, url, payload, headers)
      t.strictSame(Object.keys(body), fields)
      t.match(body.refresh_token, /^[\w-]{43}$/)
      t.equal(answered['cache-control'], 'no-store')
      const next = await refresh(app, body.refresh_token)
      t.equal(next.status, 200)
      t.equal(next.headers['cache-control'], 'no-store')
      t.equal(claimsOf(next.body.token).sid, claimsOf(body.token).sid, 'of the same session')
    })
  }
})

t.test('by default nothing answers one, and none is taken', async t => {
  const { app } = await createMailingApp(t)
  for (const url of ['/api-jwt-auth/', '/rest-auth/login/']) {
    t.notOk('refresh_token' in (await post(app, url, alice)).body, url)
  }
  t.same(keptTokens(app), [])
  t.match(await post(app, refreshUrl, { refresh_token: 'x'.repeat(43) }), {
    status: 400,
    body: { token: ['This field is required.'] }
  })
})

t.test('its tokens carry no orig_iat, and cannot be slid', async t => {
  const { app } = await createRotatingApp(t, { jwtAllowRefresh: true })
  const first = await logInPair(app)
  const next = await mustRefresh(app, first.refresh_token)
  for (const { token } of [first, next]) {
    t.strictSame(Object.keys(claimsOf(token)), ['user_id', 'username', 'exp', 'email', 'sid', 'jti'])
    t.match(await post(app, refreshUrl, { token }), {
      status: 400,
      body: { non_field_errors: ['orig_iat field is required.'] }
    })
  }
  const refused = { fields: { non_field_errors: [{ name: 'refreshNotAllowed' }] } }
  t.match(await thrown(app.jwtAuth.refresh(next.token)), refused)
})

t.test('a refresh token opens nothing else, and a token is no refresh token', async t => {
  const { app } = await createRotatingApp(t)
  const { token, refresh_token: refreshToken } = await logInPair(app)
  t.equal(await statusOf(app, refreshToken), 401)
  t.equal((await as(app, refreshToken, 'Token')('GET', '/whoami')).status, 401)
  t.equal((await as(app, refreshToken, 'Bearer')('GET', '/whoami')).status, 401)
  t.equal((await post(app, '/api-jwt-auth/verify/', { token: refreshToken })).status, 400)
  t.equal((await post(app, refreshUrl, { token: refreshToken })).status, 400)
  t.match(await refresh(app, token), refusals.invalid)
  t.equal((await app.inject({ url: `/whoami?token=${token}` })).statusCode, 401, 'nor does one in the query')
  t.equal((await app.inject({ method: 'POST', url: `${refreshUrl}?refresh_token=${refreshToken}` })).statusCode, 400)
  t.match(keptTokens(app), [{ used: null }])
})

t.test('forms do as well, and what else is sent is passed over', async t => {
  const { app } = await createRotatingApp(t)
  const { refresh_token: refreshToken } = await logInPair(app)
  const { status, body } = await submit(app, refreshUrl, { refresh_token: ` ${refreshToken} `, user_id: '5', sid: 'x' })
  t.equal(status, 200)
  t.equal(claimsOf(body.token).user_id, 1)
})

t.test('a field that is no text, empty or absent is refused in the words of the others', async t => {
  const { app } = await createRotatingApp(t)
  const cases: [body: object, answer: object][] = [
    [{}, { refresh_token: ['This field is required.'] }],
    [{ refresh_token: '' }, { refresh_token: ['This field may not be blank.'] }],
    [{ refresh_token: null }, { refresh_token: ['This field may not be null.'] }],
    [{ refresh_token: ['x'] }, { refresh_token: ['Not a valid string.'] }],
    [{ refresh_token: true }, { refresh_token: ['Not a valid string.'] }],
    [{ token: '' }, { token: ['This field may not be blank.'] }],
    [{ token: 'garbage' }, { non_field_errors: ['Error decoding signature.'] }]
  ]
  for (const [payload, answer] of cases) {
    const { status, body } = await post(app, refreshUrl, payload)
    t.equal(status, 400, JSON.stringify(payload))
    t.same(body, answer)
  }
})

t.test('who sends both is refreshed by the refresh token', async t => {
  const { app } = await createRotatingApp(t)
  const { refresh_token: refreshToken } = await logInPair(app)
  t.equal((await post(app, refreshUrl, { refresh_token: refreshToken, token: 'garbage' })).status, 200)
})

t.test('who prefers Korean is refused in Korean', async t => {
  const { app } = await createRotatingApp(t, { jwtRefreshGrace: 0 })
  const { refresh_token: refreshToken } = await logInPair(app)
  const answers = ['x', refreshToken, refreshToken, refreshToken].map(text => () => refresh(app, text, korean))
  const said: unknown[] = []
  for (const answer of answers) said.push((await answer()).body.non_field_errors?.[0])
  t.same(said, [
    '갱신 토큰이 올바르지 않습니다. 다시 로그인해 주세요.',
    undefined,
    '이미 사용된 갱신 토큰입니다. 안전을 위해 로그인을 종료했습니다.',
    '종료된 로그인입니다. 다시 로그인해 주세요.'
  ])
})

t.test('tokens of before are exchanged once', async t => {
  const clock = createClock()
  const { app: before } = await createMailingApp(t, { now: clock.now })
  const sliding = (await post(before, '/api-jwt-auth/', alice)).body.token
  const djangos = signToken({ user_id: 1, username: 'alice', exp: loginTime + 300, orig_iat: loginTime - 10 })
  const { path } = before.database
  await before.close()
  for (const [what, token, method] of [
    ['a sliding one', sliding, 'password'],
    ['one that Django signed', djangos, 'django']
  ] as const) {
    const { app } = await createRotatingApp(t, { now: clock.now, databaseUrl: `file:${path}` })
    const { status, body } = await post(app, refreshUrl, { token })
    t.equal(status, 200, what)
    t.strictSame(Object.keys(body), ['token', 'refresh_token'])
    t.notOk('orig_iat' in claimsOf(body.token))
    t.match(await post(app, refreshUrl, { token }), {
      status: 400,
      body: { non_field_errors: ['orig_iat field is required.'] }
    })
    t.equal((await refresh(app, body.refresh_token)).status, 200, 'and its session goes on')
    t.match(readRows(app, 'select method from rest_auth_session where id = ?', claimsOf(body.token).sid), [{ method }])
  }
})

t.test('of twenty exchanges at once one wins', async t => {
  const clock = createClock()
  const { app } = await createRotatingApp(t, { now: clock.now })
  const token = signToken({ user_id: 1, username: 'alice', exp: loginTime + 300, orig_iat: loginTime - 10 })
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(app, refreshUrl, { token })))
  t.equal(answers.filter(({ status }) => status === 200).length, 1)
  t.equal(answers.filter(({ status }) => status === 400).length, 19)
  t.equal(keptTokens(app).length, 1)
})

t.test('an exchanged login ends when it would have ended', async t => {
  const { app, clock } = await createRotatingApp(t)
  const token = signToken({ user_id: 1, username: 'alice', exp: loginTime + 300, orig_iat: loginTime - 100 })
  const { body } = await post(app, refreshUrl, { token })
  clock.seconds += 7 * 24 * 3600 - 100
  t.match(await refresh(app, body.refresh_token), refusals.expired)
})

t.test('a session that ended by whatever way refuses its refresh token', async t => {
  const passwords = { new_password1: passphrase, new_password2: passphrase }
  const ends: [what: string, end: (app: FastifyInstance, token: string) => Promise<unknown>][] = [
    ['a logout', (app, token) => as(app, token)('POST', '/rest-auth/logout/')],
    ['a logout everywhere', async app => as(app, (await logInPair(app)).token)('POST', '/rest-auth/logout/all/')],
    [
      'its end from another session',
      async (app, token) =>
        as(app, (await logInPair(app)).token)('DELETE', `/rest-auth/sessions/${claimsOf(token).sid}/`)
    ],
    [
      'a password change elsewhere',
      async app => as(app, (await logInPair(app)).token)('POST', '/rest-auth/password/change/', passwords)
    ]
  ]
  for (const [what, end] of ends) {
    t.test(what, async t => {
      const { app } = await createRotatingApp(t)
      const { token, refresh_token: refreshToken } = await logInPair(app)
      await end(app, token)
      t.match(await refresh(app, refreshToken), refusals.ended)
      t.equal(await statusOf(app, token), 401)
    })
  }
})

t.test('a password change leaves the refresh token of its own session', async t => {
  const { app } = await createRotatingApp(t)
  const { token, refresh_token: refreshToken } = await logInPair(app)
  const passwords = { new_password1: passphrase, new_password2: passphrase }
  t.equal((await as(app, token)('POST', '/rest-auth/password/change/', passwords)).status, 200)
  t.equal((await refresh(app, refreshToken)).status, 200)
})

t.test('with REST_USE_JWT=false logins answer keys, and obtain pairs', async t => {
  const { app } = await createRotatingApp(t, { restUseJwt: false })
  t.strictSame(Object.keys((await post(app, '/rest-auth/login/', alice)).body), ['key'])
  t.same(keptTokens(app), [])
  const { refresh_token: refreshToken } = await logInPair(app)
  t.equal((await refresh(app, refreshToken)).status, 200)
})

t.test('with JWT_AUTH_CHECK=claims refreshing looks at the session all the same', async t => {
  const { app } = await createRotatingApp(t, { jwtAuthCheck: 'claims' })
  const { token, refresh_token: refreshToken } = await logInPair(app)
  await as(app, token)('POST', '/rest-auth/logout/')
  t.equal(await statusOf(app, token), 200)
  t.match(await refresh(app, refreshToken), refusals.ended)
})

t.test('the code of the app gets both tokens of a new session', async t => {
  const { app } = await createRotatingApp(t)
  const { token, refreshToken = '' } = await app.jwtAuth.issueTokens({ id: 2 }, { ipAddress: '203.0.113.7' })
  t.equal(await statusOf(app, token), 200)
  t.equal((await refresh(app, refreshToken)).status, 200)
  t.match(readRows(app, 'select user_id, method, ip_address from rest_auth_session'), [
    { user_id: 2, method: 'issued', ip_address: '203.0.113.7' }
  ])
  for (const id of [3, 99]) t.match(await thrown(app.jwtAuth.issueTokens({ id })), { statusCode: 401 })
})

t.test('where tokens slide, it gets one', async t => {
  const { app } = await createMailingApp(t)
  t.strictSame(Object.keys(await app.jwtAuth.issueTokens({ id: 1 })), ['token'])
})

t.test('a reuse is told to the host once, with whose token it was, before the answer', async t => {
  const told: unknown[] = []
  const { app } = await createRotatingApp(t, {
    jwtRefreshGrace: 0,
    async onRefreshTokenReused(user, request) {
      await setImmediate()
      told.push([user.id, user.username, 'password' in user, request.url])
    }
  })
  const { refresh_token: refreshToken } = await logInPair(app)
  await mustRefresh(app, refreshToken)
  t.same(told, [])
  t.match(await refresh(app, refreshToken), refusals.reused)
  t.same(told, [[1, 'alice', false, refreshUrl]])
  await refresh(app, refreshToken)
  await refresh(app, 'x')
  t.equal(told.length, 1)
})

t.test('a retry within the grace is no reuse to tell of', async t => {
  const told: unknown[] = []
  const { app } = await createRotatingApp(t, { onRefreshTokenReused: user => void told.push(user) })
  const { refresh_token: refreshToken } = await logInPair(app)
  for (let i = 0; i < 3; i++) await mustRefresh(app, refreshToken)
  t.same(told, [])
})

t.test('an error in the hook is logged, and the session has ended all the same', async t => {
  const { app, lines } = await createLoggedApp(t, {
    ...{ emailUrl: `file:${t.testdirName}/mails`, jwtRefreshMode: 'rotating', jwtRefreshGrace: 0 },
    onRefreshTokenReused() {
      throw new Error('the host fails')
    }
  })
  const { refresh_token: refreshToken } = await logInPair(app)
  await mustRefresh(app, refreshToken)
  t.match(await refresh(app, refreshToken), refusals.reused)
  t.ok(endOfSession(app))
  const [logged] = lines.map(line => JSON.parse(line)).filter(({ level }) => level >= 50)
  t.match(logged, { msg: 'onRefreshTokenReused failed', err: { message: 'the host fails' } })
  t.equal(readRows(app, "select * from rest_auth_event where event = 'refresh_token_reused'").length, 1)
})

t.test('a hook that is no function stops the start', async t => {
  for (const name of ['onRefreshTokenReused', 'onAuditEvent']) {
    await t.rejects(createApp(t, { [name]: 'x' }), { message: `${name} takes a function` })
  }
})

t.test('a cookie for refresh tokens takes refresh tokens', async t => {
  await t.rejects(createApp(t, { jwtRefreshCookie: 'refresh' }), {
    message: 'JWT_REFRESH_COOKIE takes JWT_REFRESH_MODE=rotating: other tokens are not for one path alone'
  })
})
