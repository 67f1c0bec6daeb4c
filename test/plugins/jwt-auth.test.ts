import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { database } from '../../plugins/database.ts'
import { authenticationOf, type JwtAuthOptions, jwtAuth } from '../../plugins/jwt-auth.ts'
import { restAuth } from '../../plugins/rest-auth.ts'
import { createApp, djangoDatabase, newDatabase, obtain, password, post, readRows, secretKey } from '../helper.ts'
import { claimsOf, createClock, loginTime, signToken, writeRows } from '../outside.ts'

/** Claims of a token that Django made for alice. */
const claims = {
  user_id: 1,
  username: 'alice',
  exp: loginTime + 300,
  email: 'alice@example.com',
  orig_iat: loginTime
}

/** A server with only what tokens need. */
async function createServer(t: Test, options: JwtAuthOptions = {}) {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(database, { url: newDatabase(t) })
  await app.register(jwtAuth, options)
  return app
}

t.test('behind authenticate the request has its user, without the password', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), now: createClock().now })
  const response = await app.inject({ url: '/whoami', headers: { authorization: `JWT ${signToken(claims)}` } })
  t.equal(response.statusCode, 200)
  t.same(response.json(), {
    id: 1,
    username: 'alice',
    email: 'alice@example.com',
    firstName: '',
    lastName: '',
    isActive: true,
    isStaff: false,
    isSuperuser: false,
    dateJoined: '2026-11-23T13:54:43.007Z',
    lastLogin: null
  })
})

t.test("and with the token's claims as restAuth", async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), now: createClock().now })
  app.get('/claims', { onRequest: app.authenticate }, async ({ restAuth }) => restAuth?.claims)
  const response = await app.inject({ url: '/claims', headers: { authorization: `JWT ${signToken(claims)}` } })
  t.same(response.json(), claims)
})

t.test('where nobody was asked, restAuth is null and nobody is the user', async t => {
  const app = await createApp(t)
  app.get('/open', async ({ restAuth, user }) => ({ restAuth, user }))
  t.same((await app.inject('/open')).json(), { restAuth: null })
})

t.test('a route that forgot to authenticate is told so', async t => {
  const app = await createApp(t)
  app.get('/forgot', async request => authenticationOf(request))
  t.equal((await app.inject('/forgot')).statusCode, 401)
})

t.test('the scheme is read in any case, and Bearer is one as well', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const token = await obtain(app)
  for (const scheme of ['JWT', 'jwt', 'JwT', 'Bearer', 'bearer', 'BEARER']) {
    const response = await app.inject({ url: '/whoami', headers: { authorization: `${scheme} ${token}` } })
    t.equal(response.statusCode, 200, scheme)
  }
})

t.test('white space around the header is nothing', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const authorization = `  JWT \t ${await obtain(app)}  `
  t.equal((await app.inject({ url: '/whoami', headers: { authorization } })).statusCode, 200)
})

t.test('another scheme can be set; its name stands in the challenge, and JWT is unknown then', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), jwtAuthHeaderPrefix: 'Shop' })
  const token = await obtain(app)
  const withScheme = async (scheme: string) => {
    const response = await app.inject({ url: '/whoami', headers: { authorization: `${scheme} ${token}` } })
    return { status: response.statusCode, challenge: response.headers['www-authenticate'] }
  }
  t.same(await withScheme('Shop'), { status: 200, challenge: undefined })
  t.same(await withScheme('Bearer'), { status: 200, challenge: undefined })
  t.same(await withScheme('JWT'), { status: 401, challenge: 'Shop realm="api"' })
  const own = await app.inject('/rest-auth/user/')
  t.equal(own.headers['www-authenticate'], 'Shop realm="api"', 'on our own routes too')
})

t.test('the scheme can be Token, the name that some clients of Django know', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), jwtAuthHeaderPrefix: 'Token' })
  const authorization = `Token ${await obtain(app)}`
  t.equal((await app.inject({ url: '/whoami', headers: { authorization } })).statusCode, 200)
})

t.test('a header that does not hold is refused in the words of djangorestframework-jwt', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), now: createClock().now })
  const good = signToken(claims)
  const notProvided = 'Authentication credentials were not provided.'
  const cases: [what: string, authorization: string | undefined, detail: string][] = [
    ['none', undefined, notProvided],
    ['an empty one', '', notProvided],
    ['another scheme', `Basic ${good}`, notProvided],
    ['the token alone', good, notProvided],
    ['the scheme alone', 'JWT', 'Invalid Authorization header. No credentials provided.'],
    ['the scheme and a space', 'Bearer ', 'Invalid Authorization header. No credentials provided.'],
    [
      'credentials with a space',
      `JWT ${good} ${good}`,
      'Invalid Authorization header. Credentials string should not contain spaces.'
    ],
    ['no token', 'JWT garbage', 'Error decoding signature.'],
    ['an expired token', `JWT ${signToken({ ...claims, exp: loginTime })}`, 'Signature has expired.'],
    ['a token of nobody', `JWT ${signToken({ ...claims, username: 'nobody' })}`, 'Invalid signature.'],
    [
      'a token of a disabled user',
      `JWT ${signToken({ ...claims, user_id: 3, username: 'gone' })}`,
      'User account is disabled.'
    ]
  ]
  for (const [what, authorization, detail] of cases) {
    t.test(what, async t => {
      const response = await app.inject({
        url: '/whoami',
        headers: authorization === undefined ? {} : { authorization }
      })
      t.equal(response.statusCode, 401)
      t.same(response.json(), { detail })
      t.equal(response.headers['www-authenticate'], 'JWT realm="api"')
    })
  }
})

t.test('a refusal speaks the language of the request', async t => {
  const app = await createApp(t)
  const response = await app.inject({ url: '/whoami', headers: { 'accept-language': 'ko' } })
  t.same(response.json(), { detail: '로그인이 필요합니다.' })
  t.equal(response.headers.vary, 'Accept-Language')
})

t.test('a token in the query or the body is none', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  app.post('/whoami', { onRequest: app.authenticate }, async request => request.user)
  const token = await obtain(app)
  t.equal((await app.inject({ url: '/whoami', query: { token, access_token: token } })).statusCode, 401)
  t.match(await post(app, '/whoami', { token, access_token: token }), { status: 401 })
})

t.test("two people's tokens are never taken for each other", async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), now: createClock().now })
  const people = [
    { user_id: 1, username: 'alice' },
    { user_id: 4, username: 'taken' }
  ].map(person => ({ ...person, authorization: `JWT ${signToken({ ...claims, ...person })}` }))
  const wrong: unknown[] = []
  for (let i = 0; i < 200; i++) {
    const answers = await Promise.all(
      people.map(({ authorization }) => app.inject({ url: '/whoami', headers: { authorization } }))
    )
    answers.forEach((response, n) => {
      if (response.json().id !== people[n]?.user_id) wrong.push(response.json())
    })
  }
  t.same(wrong, [])
})

t.test('a remembered token is no longer good when its time is over', async t => {
  const clock = createClock()
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), now: clock.now })
  const ask = () => app.inject({ url: '/whoami', headers: { authorization: `JWT ${signToken(claims)}` } })
  t.equal((await ask()).statusCode, 200)
  clock.seconds = claims.exp
  t.same((await ask()).json(), { detail: 'Signature has expired.' })
})

t.test('when tokens are believed by their claims', async t => {
  const settings = { jwtAuthCheck: 'claims', now: createClock().now } as const

  t.test('a request knows what the token says, and asks no database', async t => {
    const app = await createApp(t, { databaseUrl: djangoDatabase(t), ...settings })
    await app.ready()
    await app.database.close()
    const response = await app.inject({ url: '/whoami', headers: { authorization: `JWT ${signToken(claims)}` } })
    t.equal(response.statusCode, 200)
    t.same(response.json(), { id: 1, username: 'alice', email: 'alice@example.com' })
  })

  t.test('a token without an e-mail address has an empty one', async t => {
    const app = await createApp(t, { databaseUrl: djangoDatabase(t), ...settings })
    for (const email of [undefined, 5]) {
      const authorization = `JWT ${signToken({ ...claims, email })}`
      t.equal((await app.inject({ url: '/whoami', headers: { authorization } })).json().email, '')
    }
  })

  t.test('a user who is gone, disabled or logged out is still let through', async t => {
    const app = await createApp(t, { databaseUrl: djangoDatabase(t), ...settings })
    const headers = { authorization: `JWT ${await obtain(app)}` }
    writeRows(app, 'update auth_user set is_active = 0')
    writeRows(app, "update rest_auth_session set ended = '2026-11-23 18:53:20'")
    t.equal((await app.inject({ url: '/whoami', headers })).statusCode, 200)
  })

  t.test('but not to their own data: there the database is asked', async t => {
    const app = await createApp(t, { databaseUrl: djangoDatabase(t), ...settings })
    const headers = { authorization: `JWT ${await obtain(app)}` }
    t.equal((await app.inject({ url: '/rest-auth/user/', headers })).json().pk, 1)
    writeRows(app, "update rest_auth_session set ended = '2026-11-23 18:53:20'")
    const response = await app.inject({ url: '/rest-auth/user/', headers })
    t.equal(response.statusCode, 401)
    t.same(response.json(), { detail: 'Session has ended.' })
  })

  t.test('signature, time and payload are looked at all the same', async t => {
    const app = await createApp(t, { databaseUrl: djangoDatabase(t), ...settings })
    for (const [token, detail] of [
      [signToken(claims, { secret: 'another secret of 32 bytes or more' }), 'Error decoding signature.'],
      [signToken({ ...claims, exp: loginTime }), 'Signature has expired.'],
      [signToken({ ...claims, username: undefined }), 'Invalid payload.'],
      [signToken({ ...claims, sid: 5 }), 'Incorrect authentication credentials.']
    ]) {
      const response = await app.inject({ url: '/whoami', headers: { authorization: `JWT ${token}` } })
      t.equal(response.statusCode, 401)
      t.same(response.json(), { detail })
    }
  })
})

t.test('jwtAuth.issue begins a session for a user whom the host has recognised', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const token = await app.jwtAuth.issue({ id: 2 }, { ipAddress: '192.0.2.7' })
  const response = await app.inject({ url: '/whoami', headers: { authorization: `JWT ${token}` } })
  t.match(response.json(), { id: 2, username: 'bob' })
  t.same(readRows(app, 'select id, user_id, method, ip_address, user_agent from rest_auth_session'), [
    { id: claimsOf(token).sid, user_id: 2, method: 'issued', ip_address: '192.0.2.7', user_agent: '' }
  ])
})

t.test('jwtAuth.issue refuses a user who is gone or disabled', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  for (const id of [3, 99]) {
    await t.rejects(app.jwtAuth.issue({ id }), { code: 'REST_AUTH_REFUSED', statusCode: 401 }, String(id))
  }
  t.same(readRows(app, 'select * from rest_auth_session'), [])
})

t.test('jwtAuth.verify tells whose a token is, or throws', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const token = await obtain(app)
  const { claims, user } = await app.jwtAuth.verify(token)
  t.match(user, { id: 1, username: 'alice' })
  t.same(claims, claimsOf(token))
  await t.rejects(app.jwtAuth.verify('garbage'), { code: 'REST_AUTH_INVALID_INPUT' })
})

t.test('jwtAuth.verify keeps the hash of the password to itself', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const { user } = await app.jwtAuth.verify(await obtain(app))
  t.notOk('password' in user)
})

t.test('jwtAuth.refresh answers the next token of a session, or throws', async t => {
  const clock = createClock()
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), now: clock.now })
  const token = await obtain(app)
  clock.seconds += 10
  const next = await app.jwtAuth.refresh(token)
  t.match(claimsOf(next), { sid: claimsOf(token).sid, orig_iat: loginTime, exp: loginTime + 310 })
  await t.rejects(app.jwtAuth.refresh('garbage'), { code: 'REST_AUTH_INVALID_INPUT' })
})

t.test('jwtAuth.refresh of a token that Django signed notes where it came from', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), now: createClock().now })
  await app.jwtAuth.refresh(signToken(claims), { ipAddress: '192.0.2.7', userAgent: 'the app' })
  t.same(readRows(app, 'select ip_address, user_agent from rest_auth_session'), [
    { ip_address: '192.0.2.7', user_agent: 'the app' }
  ])
})

t.test('a server does not start with a secret that can be guessed', async t => {
  const cases: [secret: string | undefined, line: string][] = [
    [undefined, 'JWT_SECRET_KEY or SECRET_KEY is missing'],
    ['short', 'JWT_SECRET_KEY or SECRET_KEY is too short: it takes 32 bytes or more'],
    ['x'.repeat(31), 'JWT_SECRET_KEY or SECRET_KEY is too short: it takes 32 bytes or more'],
    ['x'.repeat(64), 'JWT_SECRET_KEY or SECRET_KEY is too easy to guess'],
    ['a-string-secret-at-least-256-bits-long', 'JWT_SECRET_KEY or SECRET_KEY is too easy to guess'],
    ['your-256-bit-secret-your-256-bit-secret', 'JWT_SECRET_KEY or SECRET_KEY is too easy to guess']
  ]
  for (const [secret, message] of cases) {
    await t.rejects(createServer(t, { secret }), { code: 'REST_AUTH_START', message }, message)
  }
})

t.test('a wrong or unknown option stops the start, and the secret is not shown', async t => {
  const cases: [options: object, line: string][] = [
    [{ secret: 5 }, 'JWT_SECRET_KEY takes a text of 32 bytes or more'],
    [
      { secret: secretKey, algorithm: 'none' },
      'JWT_ALGORITHM takes one of HS256, HS384, HS512, RS256, ES256, EdDSA, not "none"'
    ],
    [
      { secret: secretKey, expirationDelta: '5m' },
      'JWT_EXPIRATION_DELTA takes a whole number of seconds, from 1 to 3155760000 (a hundred years), not "5m"'
    ],
    [{ secret: secretKey, allowRefresh: 'yes' }, 'JWT_ALLOW_REFRESH takes true or false, not "yes"'],
    [{ secret: secretKey, authHeaderPrefix: 'two words' }, 'JWT_AUTH_HEADER_PREFIX takes one word, not "two words"'],
    [{ secret: secretKey, authCheck: 'none' }, 'JWT_AUTH_CHECK takes user or claims, not "none"'],
    [{ secret: secretKey, leeway: 61 }, 'JWT_LEEWAY takes a whole number of seconds from 0 to 60, not 61'],
    [{ secret: secretKey, audience: '' }, 'JWT_AUDIENCE takes a text, not ""'],
    [{ secret: secretKey, expiresIn: 300 }, 'jwtAuth has no option expiresIn']
  ]
  for (const [options, message] of cases) {
    await t.rejects(createServer(t, options), { code: 'REST_AUTH_START', message }, message)
  }
  await t.rejects(createServer(t, { secret: 'short' }), { message: /^(?!.*'short')/ })
})

t.test('the plugin needs the database, and a plugin that needs it says so', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await t.rejects(async () => app.register(jwtAuth, { secret: secretKey }), {
    message: "The dependency 'rest-auth-database' of plugin 'rest-auth-jwt' is not registered"
  })
  const another = Fastify()
  t.teardown(() => another.close())
  await t.rejects(async () => another.register(restAuth), {
    message: "The dependency 'rest-auth-jwt' of plugin 'rest-auth' is not registered"
  })
})

t.test('without a prefix of their own the routes stand under that of the scope', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  const url = djangoDatabase(t)
  await app.register(
    async scope => {
      await scope.register(database, { url })
      await scope.register(jwtAuth, { secret: secretKey, prefix: '/auth' })
    },
    { prefix: '/v1' }
  )
  t.match(await post(app, '/v1/auth/api-jwt-auth/', { username: 'alice', password }), { status: 200 })
})

t.test('an error that is not ours is left to the host', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  app.setErrorHandler((error: Error, _request, reply) => reply.code(500).send({ hosts: error.message }))
  app.get('/later', { onRequest: app.authenticate }, async request => request.user)
  const headers = { authorization: `JWT ${await obtain(app)}` }
  await app.database.close()
  const response = await app.inject({ url: '/later', headers })
  t.equal(response.statusCode, 500)
  t.same(response.json(), { hosts: 'The database connection is not open' })
})
