import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { bobsPassword, obtain, post, readRows } from '../../helper.ts'
import { as, createMailingApp, korean, submit } from '../../mailing-app.ts'
import { claimsOf, createClock, loginTime, signToken, writeRows } from '../../outside.ts'

const url = '/rest-auth/logout/'
const loggedOut = { detail: 'Successfully logged out.' }
const sessionEnded = { detail: 'Session has ended.' }

/** alice's key, which Django made. */
const key = '8df73dafbde4c669dc37a9ea7620434515b2cc43'

/** Claims of a token that Django made for alice, which cannot be refreshed. */
const claims = { user_id: 1, username: 'alice', email: 'alice@example.com', exp: loginTime + 300 }

/** The statuses that a token gets in the header, at verify and at refresh. */
async function show(app: FastifyInstance, token: string): Promise<number[]> {
  const header = await as(app, token)('GET', '/whoami')
  const verify = await post(app, '/api-jwt-auth/verify/', { token })
  const refresh = await post(app, '/api-jwt-auth/refresh/', { token })
  return [header.status, verify.status, refresh.status]
}

const holds = [200, 200, 200]
const isOver = [401, 400, 400]

function openSessions(app: FastifyInstance) {
  return readRows(app, 'select id from rest_auth_session where ended is null').map(({ id }) => id)
}

t.test('who is not logged in is told the same, and nothing is written', async t => {
  const { app } = await createMailingApp(t)
  await obtain(app)
  const before = readRows(app, 'select * from rest_auth_session')
  const { status, body } = await post(app, url, {})
  t.equal(status, 200)
  t.same(body, loggedOut)
  t.same(readRows(app, 'select * from rest_auth_session'), before)
})

t.test('a token is refused everywhere as soon as it has logged out, and its session is over', async t => {
  const { app } = await createMailingApp(t)
  const token = await obtain(app)
  t.same(await show(app, token), holds)
  const { status, body, headers } = await as(app, token)('POST', url)
  t.equal(status, 200)
  t.same(body, loggedOut)
  t.equal(headers['cache-control'], 'no-store')
  t.same(await show(app, token), isOver)
  t.match(readRows(app, 'select id, ended from rest_auth_session'), [
    { id: claimsOf(token).sid, ended: '2026-11-23 18:53:20' }
  ])
})

t.test('and so is each one that was refreshed from it, or that it was refreshed from', async t => {
  const { app } = await createMailingApp(t)
  const first = await obtain(app)
  const second = (await post(app, '/api-jwt-auth/refresh/', { token: first })).body.token
  const third = (await post(app, '/api-jwt-auth/refresh/', { token: second })).body.token
  await as(app, second)('POST', url)
  for (const token of [first, second, third]) t.same(await show(app, token), isOver)
})

t.test('other logins go on', async t => {
  const { app } = await createMailingApp(t)
  const [token, other] = [await obtain(app), await obtain(app)]
  const bobs = await obtain(app, 'bob', bobsPassword)
  await as(app, token)('POST', url)
  t.same(await show(app, other), holds)
  t.same(await show(app, bobs), holds)
  t.same(openSessions(app).sort(), [claimsOf(other).sid, claimsOf(bobs).sid].sort())
})

t.test('who has logged out is not logged in any more', async t => {
  const { app } = await createMailingApp(t)
  const ask = as(app, await obtain(app))
  await ask('POST', url)
  const { status, body, headers } = await ask('POST', url)
  t.equal(status, 401)
  t.same(body, sessionEnded)
  t.equal(headers['www-authenticate'], 'JWT realm="api"')
})

t.test('a token that Django signed ends as well', async t => {
  const { app, clock } = await createMailingApp(t)
  const token = signToken({ ...claims, orig_iat: loginTime })
  const refreshed = (await post(app, '/api-jwt-auth/refresh/', { token })).body.token
  const later = signToken({ ...claims, orig_iat: loginTime + 10, exp: loginTime + 310 })
  const bobs = signToken({ ...claims, user_id: 2, username: 'bob', orig_iat: loginTime })
  t.match(await as(app, token)('POST', url), { status: 200, body: loggedOut })

  t.test('with what was refreshed from it', async t => {
    t.same(await show(app, token), isOver)
    t.same(await show(app, refreshed), isOver)
  })

  t.test('before its first refresh, too', async t => {
    const unused = signToken({ ...claims, orig_iat: loginTime - 10 })
    t.match(await as(app, unused)('POST', url), { status: 200 })
    t.same(await show(app, unused), isOver)
  })

  t.test("but not a later login at Django, nor another user's", async t => {
    clock.seconds += 10
    t.same(await show(app, later), holds)
    t.same(await show(app, bobs), holds)
  })
})

t.test('one that cannot be refreshed ends as well, and a later login at Django does not', async t => {
  const { app } = await createMailingApp(t)
  const token = signToken(claims)
  const later = signToken({ ...claims, exp: loginTime + 301 })
  const bobs = signToken({ ...claims, user_id: 2, username: 'bob' })
  t.match(await as(app, token)('POST', url), { status: 200, body: loggedOut })
  t.same(await show(app, token), isOver)
  t.same(await show(app, later), [200, 200, 400])
  t.same(await show(app, bobs), [200, 200, 400])
})

t.test('a key of Django REST Framework is deleted, and refused from then on', async t => {
  const { app } = await createMailingApp(t)
  const ask = as(app, key, 'Token')
  t.match(await ask('GET', '/whoami'), { status: 200 })
  t.match(await ask('POST', url), { status: 200, body: loggedOut })
  t.same(readRows(app, 'select * from authtoken_token'), [])
  t.match(await ask('GET', '/whoami'), { status: 401, body: { detail: 'Invalid token.' } })
})

t.test('logging out by a key leaves the sessions, and by a token deletes the key', async t => {
  const { app } = await createMailingApp(t)
  const token = await obtain(app)
  await as(app, key, 'Token')('POST', url)
  t.same(await show(app, token), holds)
  writeRows(app, "insert into authtoken_token values (?, '2026-11-23 18:53:20', 1)", key)
  writeRows(app, "insert into authtoken_token values (?, '2026-11-23 18:53:20', 2)", '0'.repeat(40))
  await as(app, token)('POST', url)
  t.same(readRows(app, 'select user_id from authtoken_token'), [{ user_id: 2 }], "bob's stays")
})

t.test('a header that does not hold is refused', async t => {
  const { app } = await createMailingApp(t)
  const token = await obtain(app)
  for (const [authorization, detail] of [
    ['JWT', 'Invalid Authorization header. No credentials provided.'],
    [`JWT ${token} ${token}`, 'Invalid Authorization header. Credentials string should not contain spaces.'],
    ['JWT garbage', 'Error decoding signature.'],
    [`Bearer ${signToken({ ...claims, exp: loginTime })}`, 'Signature has expired.'],
    [`Token ${'0'.repeat(40)}`, 'Invalid token.'],
    [`JWT ${signToken({ ...claims, user_id: 3, username: 'gone' })}`, 'User account is disabled.']
  ] as const) {
    const { status, body, headers } = await post(app, url, {}, { authorization })
    t.equal(status, 401, detail)
    t.same(body, { detail })
    t.equal(headers['www-authenticate'], 'JWT realm="api"')
  }
  t.same(openSessions(app), [claimsOf(token).sid])
})

t.test('a header of another scheme is nobody', async t => {
  const { app } = await createMailingApp(t)
  const token = await obtain(app)
  for (const authorization of [`Basic ${token}`, token, 'Digest']) {
    t.match(await post(app, url, {}, { authorization }), { status: 200, body: loggedOut }, authorization)
  }
  t.same(await show(app, token), holds)
})

t.test('neither a body nor a form is in its way', async t => {
  const { app } = await createMailingApp(t)
  t.equal((await app.inject({ method: 'POST', url })).statusCode, 200)
  t.match(await submit(app, url, { all: 'yes' }), { status: 200, body: loggedOut })
})

t.test('GET logs nobody out', async t => {
  const { app } = await createMailingApp(t)
  const token = await obtain(app)
  const response = await app.inject({ url, headers: { authorization: `JWT ${token}` } })
  t.equal(response.statusCode, 405)
  t.same(response.json(), { detail: 'Method "GET" not allowed.' })
  t.same(await show(app, token), holds)
})

t.test('Allow names GET and HEAD, as the original does, though they are refused', async t => {
  const { app } = await createMailingApp(t)
  for (const [method, status] of [
    ['POST', 200],
    ['OPTIONS', 200],
    ['GET', 405],
    ['HEAD', 405],
    ['PUT', 405],
    ['PATCH', 405],
    ['DELETE', 405]
  ] as const) {
    const { statusCode, headers } = await app.inject({ method, url })
    t.equal(statusCode, status, method)
    t.same(new Set(String(headers.allow).split(', ')), new Set(['GET', 'POST', 'HEAD', 'OPTIONS']), method)
  }
})

t.test('a method that is refused asks who it is first', async t => {
  const { app } = await createMailingApp(t)
  const response = await app.inject({ url, headers: { authorization: 'JWT garbage' } })
  t.equal(response.statusCode, 401)
})

t.test('where tokens are believed by their claims', async t => {
  const clock = createClock()
  const { app } = await createMailingApp(t, { jwtAuthCheck: 'claims', now: clock.now })
  const token = await obtain(app)
  t.match(await as(app, token)('POST', url), { status: 200, body: loggedOut })

  t.test("the token opens a host's routes until it expires, and nothing else", async t => {
    t.same(await show(app, token), [200, 400, 400])
    t.match(await as(app, token)('GET', '/rest-auth/user/'), { status: 401, body: sessionEnded })
    clock.seconds += 300
    t.same(await show(app, token), isOver)
  })

  t.test('a user who is disabled is refused at logout', async t => {
    const other = await obtain(app)
    writeRows(app, 'update auth_user set is_active = 0 where id = 1')
    t.match(await as(app, other)('POST', url), { status: 401, body: { detail: 'User account is disabled.' } })
  })
})

t.test('who prefers Korean is told in Korean', async t => {
  const { app } = await createMailingApp(t)
  const { body, headers } = await post(app, url, {}, korean)
  t.same(body, { detail: '로그아웃되었습니다.' })
  t.equal(headers.vary, 'Accept-Language')
})

t.test('two logouts at once end one session', async t => {
  const { app } = await createMailingApp(t)
  const ask = as(app, await obtain(app))
  const answers = await Promise.all([ask('POST', url), ask('POST', url)])
  for (const { status } of answers) t.ok(status === 200 || status === 401, String(status))
  t.same(openSessions(app), [])
})
