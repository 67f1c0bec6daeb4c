import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { request } from 'undici'
import {
  bobsPassword,
  createApp,
  djangoDatabase,
  newDatabase,
  obtain,
  oneHasherDatabase,
  password,
  post,
  readRows
} from '../helper.ts'
import { claimsOf, createClock, loginTime, signToken, writeRows } from '../outside.ts'

/** What Django's PyJWT signed for alice at the login time, and the secret it did it with. */
const djangoSecret = 'contract-secret-key-0123456789-0123456789'
const djangoToken =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoxLCJ1c2VybmFtZSI6ImFsaWNlIiwiZXhwIjoxNzk1NDYwMzAwLCJlbWFpbCI' +
  '6ImFsaWNlQGV4YW1wbGUuY29tIiwib3JpZ19pYXQiOjE3OTU0NjAwMDB9.VJXmUfaqgESksfxz8vAF7mgymAcEzCIc39lfrnsrmtw'
const djangoClaims = {
  user_id: 1,
  username: 'alice',
  exp: loginTime + 300,
  email: 'alice@example.com',
  orig_iat: loginTime
}

const badCredentials = { non_field_errors: ['Unable to log in with provided credentials.'] }

function nonField(words: string) {
  return { status: 400, body: { non_field_errors: [words] } }
}

/** What a token is answered in the header, at verify and at refresh. */
async function showEverywhere(app: FastifyInstance, token: unknown) {
  const header = await app.inject({ url: '/whoami', headers: { authorization: `JWT ${token}` } })
  const [verify, refresh] = await Promise.all(
    ['verify', 'refresh'].map(async view => {
      const { status, body } = await post(app, `/api-jwt-auth/${view}/`, { token })
      return { status, body }
    })
  )
  return { header: { status: header.statusCode, body: header.json() }, verify, refresh }
}

/** The answers to a token that is refused in the same words everywhere. */
function refusedEverywhere(words: string, wordsInHeader = words) {
  return {
    header: { status: 401, body: { detail: wordsInHeader } },
    verify: nonField(words),
    refresh: nonField(words)
  }
}

t.test('obtain answers a token and begins a session', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const { status, body } = await post(app, '/api-jwt-auth/', { username: 'alice', password }, { 'user-agent': 'tests' })
  t.equal(status, 200)
  t.same(Object.keys(body), ['token'])
  const [session] = readRows(app, 'select user_id, user_agent, ip_address, method, ended from rest_auth_session')
  t.same(session, { user_id: 1, user_agent: 'tests', ip_address: '127.0.0.1', method: 'password', ended: null })
})

t.test('the token claims what the original claims, and a session and an id of its own', async t => {
  const { now } = createClock()
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t), now })
  const { sid, jti, ...claims } = claimsOf(await obtain(app))
  t.same(claims, djangoClaims)
  t.same(readRows(app, 'select id from rest_auth_session'), [{ id: sid }])
  t.match(jti, /^[\w-]{16}$/)
})

t.test('without refresh the token has no orig_iat, and its session ends with it', async t => {
  const { now } = createClock()
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t), now, jwtAllowRefresh: false })
  const token = await obtain(app)
  t.notHas(claimsOf(token), { orig_iat: Number })
  t.same(readRows(app, 'select created, expires from rest_auth_session'), [
    { created: '2026-11-23 18:53:20', expires: '2026-11-23 18:58:20' }
  ])
})

t.test('the life of a token is a setting', async t => {
  const { now } = createClock()
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t), now, jwtExpirationDelta: 7 })
  t.equal(claimsOf(await obtain(app)).exp, loginTime + 7)
})

t.test('obtain notes the time of the login', async t => {
  const { now } = createClock()
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t), now })
  await obtain(app)
  t.same(readRows(app, 'select last_login from auth_user where id = 1'), [{ last_login: '2026-11-23 18:53:20' }])
})

t.test('a user agent is kept as far as its column goes', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  await post(app, '/api-jwt-auth/', { username: 'alice', password }, { 'user-agent': 'x'.repeat(300) })
  t.same(readRows(app, 'select user_agent from rest_auth_session'), [{ user_agent: 'x'.repeat(255) }])
})

t.test('a login without a user agent is no less a login', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const address = await app.listen({ port: 0 })
  const body = new URLSearchParams({ username: 'alice', password }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const { statusCode } = await request(`${address}/api-jwt-auth/`, { method: 'POST', headers, body })
  t.equal(statusCode, 200)
  t.same(readRows(app, 'select user_agent from rest_auth_session'), [{ user_agent: '' }])
})

t.test('obtain takes an HTML form', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const response = await app.inject({
    method: 'POST',
    url: '/api-jwt-auth/',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ username: 'alice', password }).toString()
  })
  t.equal(response.statusCode, 200)
  t.equal(claimsOf(response.json().token).username, 'alice')
})

t.test("everybody of Django's database logs in", async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const people: [username: string, secret: string][] = [
    ['alice', password],
    ['bob', bobsPassword],
    ['taken', password],
    ['admin', password],
    ['hash_pbkdf2_sha1', password],
    ['hash_argon2', password],
    ['hash_bcrypt_sha256', password]
  ]
  for (const [username, secret] of people) {
    t.test(`${username} does, and does again with the hash that the login wrote`, async t => {
      for (const time of ['first', 'second']) {
        const { status, body } = await post(app, '/api-jwt-auth/', { username, password: secret })
        t.equal(status, 200, time)
        t.equal(claimsOf(body.token).username, username, time)
      }
    })
  }
  t.test('and all hashes are argon2 then; the stronger one stayed', async t => {
    const hashes = readRows(app, 'select username, password from auth_user where last_login is not null order by id')
    const written = 'argon2$argon2id$v=19$m=19456,t=2,p=1$'
    for (const { username, password } of hashes) {
      const expected = username === 'hash_argon2' ? 'argon2$argon2id$v=19$m=102400,t=2,p=8$TElHM' : written
      t.equal(String(password).slice(0, expected.length), expected, String(username))
    }
    t.equal(hashes.length, people.length)
  })
})

t.test('a name is found in any case, as allauth finds it', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  t.equal(claimsOf(await obtain(app, 'ALICE')).username, 'alice')
})

t.test('a name that two have in different cases is found as it is written only', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  writeRows(app, "update auth_user set username = 'Alice' where username = 'taken'")
  t.equal(claimsOf(await obtain(app, 'alice')).user_id, 1)
  t.equal(claimsOf(await obtain(app, 'Alice')).user_id, 4)
  const { status, body } = await post(app, '/api-jwt-auth/', { username: 'ALICE', password })
  t.equal(status, 400)
  t.same(body, badCredentials)
})

t.test('a name is found by its normal form', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  t.equal(claimsOf(await obtain(app, 'ａｌｉｃｅ')).user_id, 1)
})

t.test('spaces around name and password are trimmed', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  t.equal(claimsOf(await obtain(app, '  alice\t', ` ${password} `)).user_id, 1)
})

t.test('a password is taken as it is but for that: its case and inner spaces count', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  for (const wrong of [password.toUpperCase(), password.replaceAll(' ', ''), password.replace(' ', '  ')]) {
    const { status, body } = await post(app, '/api-jwt-auth/', { username: 'alice', password: wrong })
    t.equal(status, 400, wrong)
    t.same(body, badCredentials, wrong)
  }
})

t.test('a wrong password, an unknown name and a disabled user are told in the same words', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const refused: [username: string, secret: string][] = [
    ['alice', 'wrong password'],
    ['bob', password],
    ['nobody', password],
    ['gone', password],
    ['gone', 'wrong password'],
    ['alice@example.com', password]
  ]
  for (const [username, secret] of refused) {
    const { status, body } = await post(app, '/api-jwt-auth/', { username, password: secret })
    t.equal(status, 400, username)
    t.same(body, badCredentials, username)
  }
  t.same(readRows(app, 'select * from rest_auth_session'), [], 'and no session begins')
  t.same(readRows(app, "select id from auth_user where last_login >= '2026-11-24'"), [], 'and no login is noted')
})

t.test('who has no usable password cannot log in with anything', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const [jiyun] = readRows(app, "select password from auth_user where username = '지윤'")
  for (const secret of ['', null, '!', jiyun?.password, 'None', password]) {
    const [hers, another] = await Promise.all(
      ['지윤', 'bob'].map(username => post(app, '/api-jwt-auth/', { username, password: secret }))
    )
    t.equal(hers?.status, 400, String(secret))
    t.same(hers?.body, another?.body, `${secret} is told in the words that a wrong password of bob's is told in`)
  }
  t.same(readRows(app, 'select * from rest_auth_session'), [])
})

t.test("a hash that nothing can read is nobody's password", async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  for (const hash of [
    '',
    'correct horse battery',
    'md5$salt$hash',
    'argon2$',
    'pbkdf2_sha256$x$y$z',
    'bcrypt_sha256$'
  ]) {
    writeRows(app, 'update auth_user set password = ? where id = 1', hash)
    const { status, body } = await post(app, '/api-jwt-auth/', { username: 'alice', password })
    t.equal(status, 400, hash)
    t.same(body, badCredentials, hash)
  }
})

t.test('the errors of all fields are told at once, in the words of Django REST Framework', async t => {
  const app = await createApp(t)
  const required = ['This field is required.']
  const blank = ['This field may not be blank.']
  const notAString = ['Not a valid string.']
  const cases: [body: unknown, answer: object][] = [
    [{}, { username: required, password: required }],
    [{ username: 'alice' }, { password: required }],
    [{ password }, { username: required }],
    [
      { username: '', password: ' ' },
      { username: blank, password: blank }
    ],
    [{ username: null, password }, { username: ['This field may not be null.'] }],
    [
      { username: ['alice'], password: true },
      { username: notAString, password: notAString }
    ],
    [{ username: 'alice', password: {} }, { password: notAString }],
    [{ username: 'al\0ice', password }, { username: ['Null characters are not allowed.'] }],
    [
      { username: 'alice', password: 'x'.repeat(1025) },
      { password: ['Ensure this field has no more than 1024 characters.'] }
    ],
    [{ username: 5, password }, badCredentials],
    [[], { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] }],
    ['text', { non_field_errors: ['Invalid data. Expected a dictionary, but got str.'] }],
    [null, { non_field_errors: ['No data provided'] }]
  ]
  for (const [payload, answer] of cases) {
    const sent = JSON.stringify(payload)
    const headers = { 'content-type': 'application/json' }
    const response = await app.inject({ method: 'POST', url: '/api-jwt-auth/', headers, payload: sent })
    t.equal(response.statusCode, 400, sent.slice(0, 80))
    t.equal(response.body, JSON.stringify(answer), sent.slice(0, 80))
  }
})

t.test('fields that nobody asked for are ignored', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const payload = { username: 'alice', password, user_id: 5, is_staff: true, exp: 1 }
  const { status, body } = await post(app, '/api-jwt-auth/', payload)
  t.equal(status, 200)
  t.equal(claimsOf(body.token).user_id, 1)
  t.same(readRows(app, 'select is_staff from auth_user where id = 1'), [{ is_staff: 0 }])
})

t.test('logins of one user at the same time all succeed, though the first rewrites the hash', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const tokens = await Promise.all(Array.from({ length: 6 }, () => obtain(app)))
  t.equal(new Set(tokens).size, 6)
  t.same(readRows(app, 'select count(*) as n from rest_auth_session'), [{ n: 6 }])
})

t.test('verify answers the same token', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const token = await obtain(app)
  const { status, body } = await post(app, '/api-jwt-auth/verify/', { token })
  t.equal(status, 200)
  t.same(body, { token })
})

t.test('refresh answers a new token of the same session and login', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const token = await obtain(app)
  const { status, body } = await post(app, '/api-jwt-auth/refresh/', { token })
  t.equal(status, 200)
  t.not(body.token, token)
  const [old, refreshed] = [claimsOf(token), claimsOf(body.token)]
  t.equal(refreshed.sid, old.sid)
  t.equal(refreshed.orig_iat, old.orig_iat)
})

t.test('refresh begins the life of a token anew, and notes when the session was used', async t => {
  const clock = createClock()
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t), now: clock.now })
  const token = await obtain(app)
  clock.seconds += 200
  const { body } = await post(app, '/api-jwt-auth/refresh/', { token })
  t.equal(claimsOf(body.token).exp, loginTime + 200 + 300)
  t.same(readRows(app, 'select created, last_used, expires from rest_auth_session'), [
    { created: '2026-11-23 18:53:20', last_used: '2026-11-23 18:56:40', expires: '2026-11-30 18:53:20' }
  ])
})

t.test('refresh writes what it finds: a changed e-mail address', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const token = await obtain(app)
  writeRows(app, "update auth_user set email = 'new@example.com' where id = 1")
  const { body } = await post(app, '/api-jwt-auth/refresh/', { token })
  t.equal(claimsOf(body.token).email, 'new@example.com')
})

t.test('a login can be refreshed until its absolute end, and not a second longer', async t => {
  const clock = createClock()
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t), now: clock.now, jwtRefreshExpirationDelta: 400 })
  let token = await obtain(app)
  for (const seconds of [200, 399]) {
    clock.seconds = loginTime + seconds
    const { status, body } = await post(app, '/api-jwt-auth/refresh/', { token })
    t.equal(status, 200, `after ${seconds} seconds`)
    token = body.token
  }
  clock.seconds = loginTime + 401
  t.match(await post(app, '/api-jwt-auth/refresh/', { token }), nonField('Refresh has expired.'))
})

t.test("past the window a token of Django's is refused in the original's words", async t => {
  const clock = createClock(loginTime + 50)
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t), now: clock.now, jwtRefreshExpirationDelta: 40 })
  const token = signToken(djangoClaims)
  t.match(await post(app, '/api-jwt-auth/refresh/', { token }), nonField('Refresh has expired.'))
  t.match(await post(app, '/api-jwt-auth/verify/', { token }), { status: 200 }, 'and is still valid')
})

t.test('without refresh allowed a token cannot be refreshed', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t), jwtAllowRefresh: false })
  const token = await obtain(app)
  t.match(await post(app, '/api-jwt-auth/refresh/', { token }), nonField('orig_iat field is required.'))
})

t.test('twenty refreshes of one token at the same time all succeed', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const token = await obtain(app)
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(app, '/api-jwt-auth/refresh/', { token })))
  t.same(new Set(answers.map(({ status }) => status)), new Set([200]))
  t.same(new Set(answers.map(({ body }) => claimsOf(body.token).sid)), new Set([claimsOf(token).sid]))
  t.equal(new Set(answers.map(({ body }) => body.token)).size, 20, 'with a token each')
})

t.test('a token that Django signed', async t => {
  const options = { secretKey: djangoSecret, now: createClock(loginTime + 10).now }

  t.test('opens a protected route and holds at verify', async t => {
    const app = await createApp(t, { ...options, databaseUrl: oneHasherDatabase(t) })
    const { header, verify } = await showEverywhere(app, djangoToken)
    t.match(header, { status: 200, body: { id: 1, username: 'alice' } })
    t.same(verify, { status: 200, body: { token: djangoToken } })
    t.same(readRows(app, 'select * from rest_auth_session where ended is not null'), [])
  })

  t.test('gets a session with its first refresh, and keeps it with the second', async t => {
    const app = await createApp(t, { ...options, databaseUrl: oneHasherDatabase(t) })
    const answers = [
      await post(app, '/api-jwt-auth/refresh/', { token: djangoToken }),
      await post(app, '/api-jwt-auth/refresh/', { token: djangoToken })
    ]
    const sessions = readRows(app, 'select id, user_id, method, created, last_used, expires from rest_auth_session')
    const [session] = sessions
    t.same(sessions, [
      {
        id: session?.id,
        user_id: 1,
        method: 'django',
        created: '2026-11-23 18:53:20',
        last_used: '2026-11-23 18:53:30',
        expires: '2026-11-30 18:53:20'
      }
    ])
    for (const { status, body } of answers) {
      t.equal(status, 200)
      t.match(claimsOf(body.token), { user_id: 1, orig_iat: loginTime, exp: loginTime + 310, sid: session?.id })
    }
  })

  t.test('is refused everywhere when that session was ended, and so is what it was refreshed to', async t => {
    const app = await createApp(t, { ...options, databaseUrl: oneHasherDatabase(t) })
    const { body } = await post(app, '/api-jwt-auth/refresh/', { token: djangoToken })
    writeRows(app, "update rest_auth_session set ended = '2026-11-23 18:53:25'")
    t.same(await showEverywhere(app, djangoToken), refusedEverywhere('Session has ended.'))
    t.same(await showEverywhere(app, body.token), refusedEverywhere('Session has ended.'))
  })

  t.test('is one with another login of the same second by another user no more than with a later one', async t => {
    const app = await createApp(t, { ...options, databaseUrl: oneHasherDatabase(t) })
    const logins = [
      djangoClaims,
      { ...djangoClaims, orig_iat: loginTime + 1 },
      { ...djangoClaims, user_id: 2, username: 'bob' }
    ]
    for (const claims of logins) {
      const token = signToken(claims, { secret: djangoSecret })
      t.match(await post(app, '/api-jwt-auth/refresh/', { token }), { status: 200 })
    }
    t.same(readRows(app, 'select user_id from rest_auth_session order by user_id'), [
      { user_id: 1 },
      { user_id: 1 },
      { user_id: 2 }
    ])
  })

  t.test('without orig_iat is good, and cannot be refreshed', async t => {
    const app = await createApp(t, { ...options, databaseUrl: oneHasherDatabase(t) })
    const { orig_iat: _origIat, ...claims } = djangoClaims
    const token = signToken(claims, { secret: djangoSecret })
    const { header, verify, refresh } = await showEverywhere(app, token)
    t.match(header, { status: 200, body: { id: 1 } })
    t.same(verify, { status: 200, body: { token } })
    t.same(refresh, nonField('orig_iat field is required.'))
    t.same(readRows(app, 'select * from rest_auth_session'), [])
  })

  t.test('is no good under another secret', async t => {
    const app = await createApp(t, { now: options.now, databaseUrl: oneHasherDatabase(t) })
    t.same(await showEverywhere(app, djangoToken), refusedEverywhere('Error decoding signature.'))
  })
})

t.test('a token does not hold', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t), now: createClock(loginTime + 10).now })
  const good = signToken(djangoClaims)
  const [head, body, mac] = good.split('.')
  const bob = { ...djangoClaims, user_id: 2, username: 'bob' }
  const [, bobsBody] = signToken(bob).split('.')
  const without = (name: string) => Object.fromEntries(Object.entries(djangoClaims).filter(([key]) => key !== name))
  const invalid = 'Incorrect authentication credentials.'
  const undecodable = 'Error decoding signature.'
  const cases: [what: string, token: unknown, words: string, wordsInHeader?: string][] = [
    ['that is none', 'garbage', undecodable],
    ['of two parts', `${head}.${body}`, undecodable],
    ['of four parts', `${good}.x`, undecodable],
    ['of empty parts', '..', undecodable],
    ['of more than 8 kB', signToken({ ...djangoClaims, padding: 'x'.repeat(9000) }), undecodable],
    ['with the payload of another', `${head}.${bobsBody}.${mac}`, undecodable],
    ['without a signature', `${head}.${body}.`, undecodable],
    ['of another secret', signToken(djangoClaims, { secret: djangoSecret }), undecodable],
    ['of no algorithm', `${signToken(djangoClaims, { header: { alg: 'none' } })}`, invalid],
    ['of another algorithm', signToken(djangoClaims, { header: { alg: 'HS512' } }), invalid],
    ['whose algorithm is a list', signToken(djangoClaims, { header: { alg: ['HS256'] } }), invalid],
    ['that brings its own key', signToken(djangoClaims, { header: { jwk: { kty: 'oct', k: 'AA' } } }), invalid],
    ['that is expired', signToken({ ...djangoClaims, exp: loginTime + 10 }), 'Signature has expired.'],
    ['that never expires', signToken(without('exp')), invalid],
    ['whose end is a text', signToken({ ...djangoClaims, exp: '2099-01-01' }), invalid],
    ['that is not valid yet', signToken({ ...djangoClaims, nbf: loginTime + 11 }), invalid],
    ['for an audience', signToken({ ...djangoClaims, aud: 'another' }), invalid],
    ['of a list of issuers', signToken({ ...djangoClaims, iss: ['us'] }), invalid],
    ['without a username', signToken(without('username')), 'Invalid payload.'],
    ['of an empty username', signToken({ ...djangoClaims, username: '' }), 'Invalid payload.'],
    ['whose username is a number', signToken({ ...djangoClaims, username: 1 }), 'Invalid payload.'],
    ['whose username is a list', signToken({ ...djangoClaims, username: ['alice'] }), 'Invalid payload.'],
    ['without a user_id', signToken(without('user_id')), 'Invalid payload.'],
    ['whose user_id is a text', signToken({ ...djangoClaims, user_id: '1' }), 'Invalid payload.'],
    ['whose user_id is half a user', signToken({ ...djangoClaims, user_id: 1.5 }), 'Invalid payload.'],
    ['whose user_id is null', signToken({ ...djangoClaims, user_id: null }), 'Invalid payload.'],
    ['whose exp no calendar has', signToken({ ...without('orig_iat'), exp: 1e13 }), invalid],
    ['whose exp is beyond all bounds', signToken({ ...djangoClaims, exp: 1e300 }), invalid],
    ['whose orig_iat is a text', signToken({ ...djangoClaims, orig_iat: String(loginTime) }), invalid],
    ['whose orig_iat is null', signToken({ ...djangoClaims, orig_iat: null }), invalid],
    ['whose orig_iat no calendar has', signToken({ ...djangoClaims, orig_iat: 1e13 }), invalid],
    ['whose orig_iat is beyond all bounds', signToken({ ...djangoClaims, orig_iat: 1e300 }), invalid],
    ['whose sid is a number', signToken({ ...djangoClaims, sid: 1 }), invalid],
    ['whose sid is null', signToken({ ...djangoClaims, sid: null }), invalid],
    ['whose sid is a list', signToken({ ...djangoClaims, sid: ['x'] }), invalid],
    ['whose sid is empty', signToken({ ...djangoClaims, sid: '' }), 'Session has ended.'],
    ['of a session that there is not', signToken({ ...djangoClaims, sid: 'nowhere' }), 'Session has ended.'],
    [
      'of a user that there is not',
      signToken({ ...djangoClaims, user_id: 99, username: 'nobody' }),
      "User doesn't exist.",
      'Invalid signature.'
    ],
    [
      'whose name and number are two users',
      signToken({ ...djangoClaims, user_id: 2 }),
      "User doesn't exist.",
      'Invalid signature.'
    ],
    [
      'whose name is written in another case',
      signToken({ ...djangoClaims, username: 'ALICE' }),
      "User doesn't exist.",
      'Invalid signature.'
    ],
    ['of a disabled user', signToken({ ...djangoClaims, user_id: 3, username: 'gone' }), 'User account is disabled.']
  ]
  for (const [what, token, words, wordsInHeader] of cases) {
    t.test(what, async t => {
      t.same(await showEverywhere(app, token), refusedEverywhere(words, wordsInHeader))
    })
  }
})

t.test('a token field is read like every field', async t => {
  const app = await createApp(t)
  const cases: [payload: object, answer: object][] = [
    [{}, { token: ['This field is required.'] }],
    [{ token: ' ' }, { token: ['This field may not be blank.'] }],
    [{ token: null }, { token: ['This field may not be null.'] }],
    [{ token: {} }, { token: ['Not a valid string.'] }],
    [{ token: 12 }, { non_field_errors: ['Error decoding signature.'] }]
  ]
  for (const [payload, answer] of cases) {
    for (const view of ['verify', 'refresh']) {
      const { status, body } = await post(app, `/api-jwt-auth/${view}/`, payload)
      t.equal(status, 400, `${view} ${JSON.stringify(payload)}`)
      t.same(body, answer, `${view} ${JSON.stringify(payload)}`)
    }
  }
})

t.test('a token dies with its session', async t => {
  const refused = refusedEverywhere('Session has ended.')

  t.test('when that is ended', async t => {
    const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
    const token = await obtain(app)
    t.equal((await showEverywhere(app, token)).header.status, 200)
    writeRows(app, "update rest_auth_session set ended = '2026-11-23 18:54:00'")
    t.same(await showEverywhere(app, token), refused)
  })

  t.test('when that expires', async t => {
    const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
    const token = await obtain(app)
    writeRows(app, "update rest_auth_session set expires = '2026-01-01 00:00:00'")
    t.same(await showEverywhere(app, token), refused)
  })

  t.test("when that is another user's", async t => {
    const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
    const token = await obtain(app)
    writeRows(app, 'update rest_auth_session set user_id = 2')
    t.same(await showEverywhere(app, token), refused)
  })

  t.test('when that is gone', async t => {
    const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
    const token = await obtain(app)
    writeRows(app, 'delete from rest_auth_session')
    t.same(await showEverywhere(app, token), refused)
  })
})

t.test('a session that ended is not brought back by a refresh', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const token = await obtain(app)
  writeRows(app, "update rest_auth_session set ended = '2026-11-23 18:54:00'")
  const before = readRows(app, 'select * from rest_auth_session')
  await post(app, '/api-jwt-auth/refresh/', { token })
  t.same(readRows(app, 'select * from rest_auth_session'), before)
})

t.test('a user who is disabled after the login is refused everywhere at once', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const token = await obtain(app)
  t.equal((await showEverywhere(app, token)).header.status, 200)
  writeRows(app, 'update auth_user set is_active = 0 where id = 1')
  t.same(await showEverywhere(app, token), refusedEverywhere('User account is disabled.'))
  t.match(await post(app, '/api-jwt-auth/', { username: 'alice', password }), { status: 400, body: badCredentials })
})

t.test('a user who is deleted after the login is refused everywhere at once', async t => {
  const app = await createApp(t)
  const registration = { username: 'newbie', password1: 'a lovely passphrase', password2: 'a lovely passphrase' }
  const { token } = (await post(app, '/rest-auth/registration/', registration)).body
  writeRows(app, 'delete from auth_user')
  t.same(await showEverywhere(app, token), refusedEverywhere("User doesn't exist.", 'Invalid signature.'))
})

t.test('audience and issuer are put into tokens, and demanded of them', async t => {
  const { now } = createClock()
  const settings = { jwtAudience: 'the app', jwtIssuer: 'the server' }
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t), now, ...settings })
  const token = await obtain(app)
  t.match(claimsOf(token), { aud: 'the app', iss: 'the server' })
  t.match(await showEverywhere(app, token), {
    header: { status: 200 },
    verify: { status: 200 },
    refresh: { status: 200 }
  })
  const right = { ...djangoClaims, aud: 'the app', iss: 'the server' }
  for (const wrong of [
    djangoClaims,
    { ...right, aud: 'another' },
    { ...right, iss: 'another' },
    { ...right, aud: ['the app'] },
    { ...right, iss: ['the server'] }
  ]) {
    const refused = refusedEverywhere('Incorrect authentication credentials.')
    t.same(await showEverywhere(app, signToken(wrong)), refused, JSON.stringify(wrong))
  }
})

t.test('a leeway forgives seconds after the end', async t => {
  const clock = createClock()
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t), now: clock.now, jwtLeeway: 30 })
  const token = await obtain(app)
  clock.seconds = loginTime + 329
  t.match(await post(app, '/api-jwt-auth/verify/', { token }), { status: 200 })
  clock.seconds = loginTime + 330
  t.match(await post(app, '/api-jwt-auth/verify/', { token }), nonField('Signature has expired.'))
})

t.test('a leeway forgives them without refresh as well', async t => {
  const clock = createClock()
  const settings = { jwtLeeway: 30, jwtAllowRefresh: false }
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t), now: clock.now, ...settings })
  const token = await obtain(app)
  clock.seconds = loginTime + 329
  t.match(await post(app, '/api-jwt-auth/verify/', { token }), { status: 200 })
})

t.test('a token that lives longer than it can be refreshed is valid to its end', async t => {
  const clock = createClock()
  const settings = { jwtExpirationDelta: 1000, jwtRefreshExpirationDelta: 500 }
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t), now: clock.now, ...settings })
  const token = await obtain(app)
  clock.seconds = loginTime + 900
  t.match(await post(app, '/api-jwt-auth/verify/', { token }), { status: 200 })
  t.match(await post(app, '/api-jwt-auth/refresh/', { token }), nonField('Refresh has expired.'))
})

t.test('HS512 signs and verifies where it is set, and HS256 does not hold then', async t => {
  const { now } = createClock()
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t), now, jwtAlgorithm: 'HS512' })
  const token = await obtain(app)
  t.same(JSON.parse(atob(token.split('.')[0] ?? '')), { typ: 'JWT', alg: 'HS512' })
  t.match(await showEverywhere(app, token), { header: { status: 200 } })
  t.match(await showEverywhere(app, signToken(djangoClaims)), { header: { status: 401 } })
})

t.test('other methods are refused, with those that are allowed', async t => {
  const app = await createApp(t)
  for (const url of ['/api-jwt-auth/', '/api-jwt-auth/verify/', '/api-jwt-auth/refresh/']) {
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE'] as const) {
      const response = await app.inject({ method, url })
      t.equal(response.statusCode, 405, `${method} ${url}`)
      t.same(response.json(), { detail: `Method "${method}" not allowed.` })
      t.equal(response.headers.allow, 'POST, OPTIONS')
    }
  }
})

t.test('a prefix stands before all paths', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t), prefix: '/auth' })
  t.equal((await post(app, '/auth/api-jwt-auth/', { username: 'alice', password })).status, 200)
  t.equal((await post(app, '/api-jwt-auth/', { username: 'alice', password })).status, 404)
})

t.test('a new database has nobody', async t => {
  const app = await createApp(t, { databaseUrl: newDatabase(t) })
  t.match(await post(app, '/api-jwt-auth/', { username: 'admin', password: 'admin' }), {
    status: 400,
    body: badCredentials
  })
})
