import t from 'tap'
import { bobsPassword, createKakaoApp, djangoDatabase, obtain, password, post, readRows } from '../../helper.ts'
import { connectUrl, url as kakaoUrl } from '../../kakao-login.ts'
import { as, createMailingApp, korean } from '../../mailing-app.ts'
import { claimsOf, createClock, loginTime, signToken, writeRows } from '../../outside.ts'

const url = '/rest-auth/sessions/'

/** alice's key, which Django made. */
const key = '8df73dafbde4c669dc37a9ea7620434515b2cc43'

/** Claims of a token that Django made for alice ten seconds before the tests' time. */
const djangos = { user_id: 1, username: 'alice', email: 'alice@example.com', exp: loginTime + 290 }

t.test('a login is listed with what its user recognises it by', async t => {
  const { app, clock } = await createMailingApp(t)
  const { body } = await post(app, '/rest-auth/login/', { username: 'alice', password }, { 'user-agent': 'Firefox' })
  clock.seconds += 60
  const refreshed = await post(app, '/api-jwt-auth/refresh/', { token: body.token }, { 'user-agent': 'another' })
  const { status, body: sessions, headers } = await as(app, refreshed.body.token)('GET', url)
  t.equal(status, 200)
  t.equal(headers['cache-control'], 'no-store')
  t.strictSame(sessions, [
    {
      id: claimsOf(body.token).sid,
      method: 'password',
      created: '2026-11-23T18:53:20Z',
      last_used: '2026-11-23T18:54:20Z',
      expires: '2026-11-30T18:53:20Z',
      ip_address: '127.0.0.1',
      user_agent: 'Firefox',
      current: true
    }
  ])
})

t.test('the one that asks is marked, the one used last comes first, and nobody else’s are there', async t => {
  const { app, clock } = await createMailingApp(t)
  const first = await obtain(app)
  clock.seconds += 1
  const second = await obtain(app)
  const bobs = await obtain(app, 'bob', bobsPassword)
  const list = async (token: string) =>
    (await as(app, token)('GET', url)).body.map((session: Record<string, unknown>) => [session.id, session.current])
  const [one, two] = [claimsOf(first).sid, claimsOf(second).sid]
  t.strictSame(await list(first), [
    [two, false],
    [one, true]
  ])
  t.strictSame(await list(second), [
    [two, true],
    [one, false]
  ])
  t.strictSame(await list(bobs), [[claimsOf(bobs).sid, true]])
  clock.seconds += 1
  await post(app, '/api-jwt-auth/refresh/', { token: first })
  t.strictSame(await list(first), [
    [one, true],
    [two, false]
  ])
})

t.test('every way to begin one is told', async t => {
  const { app } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t), emailUrl: `file:${t.testdirName}/mails` })
  const twice = { password1: 'a lovely passphrase', password2: 'a lovely passphrase' }
  const methodOf = async (token: string) => {
    const { body } = await as(app, token)('GET', url)
    return body.find(({ current }: { current: boolean }) => current).method
  }
  const alice = await obtain(app)
  t.equal(await methodOf(alice), 'password')
  const registered = await post(app, '/rest-auth/registration/', { username: 'newbie', ...twice })
  t.equal(await methodOf(registered.body.token), 'registration')
  t.equal(await methodOf((await post(app, kakaoUrl, { access_token: 'tok-n1' })).body.token), 'kakao')
  const connected = await as(app, alice)('POST', connectUrl, { access_token: 'tok-n2' })
  t.equal(await methodOf(connected.body.token), 'kakao connect')
  t.equal(await methodOf(await app.jwtAuth.issue({ id: 1 })), 'issued')
})

t.test('one that is over is not listed', async t => {
  const { app, clock } = await createMailingApp(t)
  const [ended, asks] = [await obtain(app), await obtain(app)]
  await as(app, ended)('POST', '/rest-auth/logout/')
  t.equal((await as(app, asks)('GET', url)).body.length, 1)
  clock.seconds += 7 * 24 * 3600
  const fresh = await obtain(app)
  t.match((await as(app, fresh)('GET', url)).body, [{ id: claimsOf(fresh).sid }])
  t.equal((await as(app, fresh)('GET', url)).body.length, 1)
})

t.test('of more than a hundred the current one is shown all the same, as it is', async t => {
  const { app, clock } = await createMailingApp(t)
  const token = await obtain(app)
  clock.seconds += 10
  for (let i = 0; i < 100; i++) await app.jwtAuth.issue({ id: 1 })
  const { body } = await as(app, token)('GET', url)
  t.equal(body.length, 101)
  t.match(body[0], { id: claimsOf(token).sid, current: true, method: 'password', created: '2026-11-23T18:53:20Z' })
  t.equal(body.filter(({ current }: { current: boolean }) => current).length, 1)
})

t.test('a token that Django signed sees its own login, though it has no row yet, and it gets none by that', async t => {
  for (const [what, claims, created] of [
    ['one that can be refreshed', { ...djangos, orig_iat: loginTime - 20 }, '2026-11-23T18:53:00Z'],
    ['one that cannot', djangos, '2026-11-23T18:53:10Z']
  ] as const) {
    t.test(what, async t => {
      const { app } = await createMailingApp(t)
      const other = await obtain(app)
      const { status, body } = await as(app, signToken(claims))('GET', url, undefined, { 'user-agent': 'old app' })
      t.equal(status, 200)
      t.match(body, [
        { id: /^[\w-]{22}$/, method: 'django', created, user_agent: 'old app', ip_address: '127.0.0.1', current: true },
        { id: claimsOf(other).sid, current: false }
      ])
      t.equal(readRows(app, 'select * from rest_auth_session').length, 1)
    })
  }
})

t.test('after its refresh it is one row, under the same id', async t => {
  const { app } = await createMailingApp(t)
  const token = signToken({ ...djangos, orig_iat: loginTime - 20 })
  const [before] = (await as(app, token)('GET', url)).body
  const { body } = await post(app, '/api-jwt-auth/refresh/', { token })
  for (const each of [token, body.token]) {
    t.match((await as(app, each)('GET', url)).body, [{ id: before.id, current: true, method: 'django' }])
  }
})

t.test('who shows a key sees the sessions, none of which is the current one', async t => {
  const { app } = await createMailingApp(t)
  const token = await obtain(app)
  t.match(await as(app, key, 'Token')('GET', url), {
    status: 200,
    body: [{ id: claimsOf(token).sid, current: false }]
  })
})

t.test('an own session ends by its id: its tokens are refused at once, and no other’s', async t => {
  const { app } = await createMailingApp(t)
  const [asks, lost] = [await obtain(app), await obtain(app)]
  const { status, body, headers } = await as(app, asks)('DELETE', `${url}${claimsOf(lost).sid}/`)
  t.equal(status, 204)
  t.equal(body, undefined)
  t.equal(headers['cache-control'], 'no-store')
  t.match(await as(app, lost)('GET', '/whoami'), { status: 401, body: { detail: 'Session has ended.' } })
  t.match(await post(app, '/api-jwt-auth/refresh/', { token: lost }), { status: 400 })
  t.match(await post(app, '/api-jwt-auth/verify/', { token: lost }), { status: 400 })
  t.equal((await as(app, asks)('GET', '/whoami')).status, 200)
  t.match(readRows(app, 'select id from rest_auth_session where ended is not null'), [{ id: claimsOf(lost).sid }])
})

t.test('the one that asks may be ended', async t => {
  const { app } = await createMailingApp(t)
  const token = await obtain(app)
  t.equal((await as(app, token)('DELETE', `${url}${claimsOf(token).sid}/`)).status, 204)
  t.equal((await as(app, token)('GET', url)).status, 401)
})

t.test('a token that Django signed ends itself, and what was refreshed from it', async t => {
  const { app } = await createMailingApp(t)
  const token = signToken({ ...djangos, orig_iat: loginTime - 20 })
  const other = signToken({ ...djangos, orig_iat: loginTime - 30 })
  const [{ id }] = (await as(app, token)('GET', url)).body
  t.equal((await as(app, token)('DELETE', `${url}${id}/`)).status, 204)
  t.equal((await as(app, token)('GET', '/whoami')).status, 401)
  t.equal((await post(app, '/api-jwt-auth/refresh/', { token })).status, 400)
  t.equal((await as(app, other)('GET', '/whoami')).status, 200)
  t.match(readRows(app, 'select id, method, ended from rest_auth_session'), [
    { id, method: 'django', ended: '2026-11-23 18:53:20' }
  ])
})

t.test('a key may end a session, and is none itself', async t => {
  const { app } = await createMailingApp(t)
  const token = await obtain(app)
  const ask = as(app, key, 'Token')
  t.equal((await ask('DELETE', `${url}${claimsOf(token).sid}/`)).status, 204)
  t.equal((await as(app, token)('GET', '/whoami')).status, 401)
  t.equal((await ask('GET', '/whoami')).status, 200)
})

t.test('what is no open session of one’s own is not found, whatever it is', async t => {
  const { app } = await createMailingApp(t)
  const bobs = await obtain(app, 'bob', bobsPassword)
  const [over, asks] = [await obtain(app), await obtain(app)]
  await as(app, over)('POST', '/rest-auth/logout/')
  writeRows(
    app,
    "insert into rest_auth_session select 'end of all 1', 1, created, created, '9999', created, '', '', 'end of all' from rest_auth_session limit 1"
  )
  const before = readRows(app, 'select * from rest_auth_session')
  for (const id of [
    claimsOf(bobs).sid,
    claimsOf(over).sid,
    'end%20of%20all%201',
    'end%20of%20all%202',
    'x',
    "'%20or%201=1",
    '%00',
    'x'.repeat(90)
  ]) {
    const { status, body } = await as(app, asks)('DELETE', `${url}${id}/`)
    t.equal(status, 404, String(id))
    t.same(body, { detail: 'Not found.' })
  }
  t.same(readRows(app, 'select * from rest_auth_session'), before)
  t.equal((await as(app, bobs)('GET', '/whoami')).status, 200)
  t.equal((await as(app, asks)('DELETE', `${url}x/`, undefined, korean)).body.detail, '찾을 수 없습니다.')
})

t.test('a session ends once', async t => {
  const { app } = await createMailingApp(t)
  const [asks, lost] = [await obtain(app), await obtain(app)]
  const path = `${url}${claimsOf(lost).sid}/`
  const answers = await Promise.all(Array.from({ length: 5 }, () => as(app, asks)('DELETE', path)))
  t.same(answers.map(({ status }) => status).sort(), [204, 404, 404, 404, 404])
  const noted = readRows(app, "select * from rest_auth_event where event = 'session_ended'")
  t.equal(noted.length, 1)
})

t.test('logging out everywhere ends every login of the user, and nobody else’s', async t => {
  const { app } = await createMailingApp(t)
  const [asks, other] = [await obtain(app), await obtain(app)]
  const bobs = await obtain(app, 'bob', bobsPassword)
  const djangoToken = signToken({ ...djangos, orig_iat: loginTime - 20 })
  const { status, body, headers } = await as(app, asks)('POST', '/rest-auth/logout/all/')
  t.equal(status, 200)
  t.same(body, { detail: 'Successfully logged out of all sessions.' })
  t.equal(headers['cache-control'], 'no-store')
  for (const token of [asks, other, djangoToken]) {
    t.match(await as(app, token)('GET', '/whoami'), { status: 401, body: { detail: 'Session has ended.' } })
    t.match(await post(app, '/api-jwt-auth/refresh/', { token }), { status: 400 })
  }
  t.equal((await as(app, key, 'Token')('GET', '/whoami')).status, 401)
  t.same(readRows(app, 'select * from authtoken_token'), [])
  t.equal((await as(app, bobs)('GET', '/whoami')).status, 200)
  t.equal((await as(app, await obtain(app))('GET', '/whoami')).status, 200, 'and the next login holds')
})

t.test('by a key, or a token that Django signed, as well', async t => {
  for (const [what, shown, scheme] of [
    ['a key', key, 'Token'],
    ['Django’s token', signToken({ ...djangos, orig_iat: loginTime - 20 }), 'JWT']
  ] as const) {
    t.test(what, async t => {
      const { app } = await createMailingApp(t)
      const token = await obtain(app)
      t.equal((await as(app, shown, scheme)('POST', '/rest-auth/logout/all/')).status, 200)
      t.equal((await as(app, token)('GET', '/whoami')).status, 401)
      t.equal((await as(app, shown, scheme)('GET', '/whoami')).status, 401)
    })
  }
})

t.test('the host hears of it as of any logout', async t => {
  const told: unknown[] = []
  const { app } = await createMailingApp(t, { onUserLoggedOut: user => void told.push(user.username) })
  await as(app, await obtain(app))('POST', '/rest-auth/logout/all/')
  t.same(told, ['alice'])
})

t.test('who shows nothing, or what holds no more, gets 401 everywhere', async t => {
  const { app } = await createMailingApp(t)
  const over = await obtain(app)
  await as(app, over)('POST', '/rest-auth/logout/')
  for (const [method, path] of [
    ['GET', url],
    ['DELETE', `${url}x/`],
    ['POST', '/rest-auth/logout/all/']
  ] as const) {
    const { statusCode, headers } = await app.inject({ method, url: path })
    t.equal(statusCode, 401, path)
    t.equal(headers['www-authenticate'], 'JWT realm="api"')
    t.equal((await as(app, over)(method, path)).status, 401)
    t.equal((await as(app, 'garbage')(method, path)).status, 401)
  }
})

t.test('GET ends nothing', async t => {
  const { app } = await createMailingApp(t)
  const token = await obtain(app)
  for (const path of ['/rest-auth/logout/all/', `${url}${claimsOf(token).sid}/`]) {
    for (const method of ['GET', 'HEAD', 'OPTIONS'] as const) {
      const { statusCode } = await app.inject({ method, url: path, headers: { authorization: `JWT ${token}` } })
      t.equal(statusCode, method === 'OPTIONS' ? 200 : 405, `${method} ${path}`)
    }
  }
  t.equal((await as(app, token)('GET', '/whoami')).status, 200)
})

t.test('where tokens are believed by their claims, these endpoints look all the same', async t => {
  const { app } = await createMailingApp(t, { jwtAuthCheck: 'claims' })
  const [asks, lost] = [await obtain(app), await obtain(app)]
  t.equal((await as(app, asks)('DELETE', `${url}${claimsOf(lost).sid}/`)).status, 204)
  t.equal((await as(app, lost)('GET', '/whoami')).status, 200, 'a host’s route lets it through until it expires')
  t.equal((await as(app, lost)('GET', url)).status, 401)
  t.equal((await as(app, lost)('DELETE', `${url}${claimsOf(asks).sid}/`)).status, 401)
  t.equal((await as(app, lost)('POST', '/rest-auth/logout/all/')).status, 401)
  t.equal((await post(app, '/api-jwt-auth/refresh/', { token: lost })).status, 400)
  t.equal((await as(app, asks)('GET', url)).status, 200)
})

t.test('with REST_USE_JWT=false they serve keys', async t => {
  const { app } = await createMailingApp(t, { restUseJwt: false })
  const login = await post(app, '/rest-auth/login/', { username: 'alice', password })
  const ask = as(app, login.body.key, 'Token')
  t.match(await ask('GET', url), { status: 200, body: [] })
  t.equal((await ask('POST', '/rest-auth/logout/all/')).status, 200)
  t.equal((await ask('GET', url)).status, 401)
})

t.test('each login begins a session of its own, and leaves the ones before', async t => {
  const { app } = await createMailingApp(t, { now: createClock().now })
  const tokens = [await obtain(app), await obtain(app)]
  t.equal(new Set(tokens.map(token => claimsOf(token).sid)).size, 2)
  for (const token of tokens) t.match(String(claimsOf(token).sid), /^[\w-]{22}$/)
})
