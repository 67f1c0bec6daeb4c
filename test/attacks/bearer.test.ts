// RFC 6750, section 2: one way to show a token, and no way around a bad one.
import t from 'tap'
import { bobsPassword, createApp, djangoDatabase, obtain, readRows } from '../helper.ts'
import { claimsOf } from '../outside.ts'
import { listen, sendRaw } from './raw-http.ts'

const notProvided = 'Authentication credentials were not provided.'

t.test(
  'an Authorization header that is malformed is 401 as JSON, or 400 by the HTTP parser, and never more',
  async t => {
    const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
    const good = await obtain(app)
    const port = await listen(app)
    const values: (string | Buffer)[] = [
      '',
      ' ',
      'JWT',
      'JWT ',
      'JWT\t',
      `JWT${good}`,
      `JWT:${good}`,
      `JWT=${good}`,
      `JWT, ${good}`,
      `JWT "${good}"`,
      `JWT '${good}'`,
      `JWT token=${good}`,
      `JWT ${good},`,
      `JWT ${good}, JWT ${good}`,
      `JWT ${good} ${good}`,
      `JWT JWT ${good}`,
      `Bearer JWT ${good}`,
      `Bearer token="${good}"`,
      `Token ${good}`,
      `Basic ${good}`,
      `Basic ${Buffer.from(`alice:${good}`).toString('base64')}`,
      `Digest username="alice", response="${good}"`,
      `MAC id="${good}"`,
      `DPoP ${good}`,
      `JWTT ${good}`,
      `\u2160WT ${good}`,
      `__proto__ ${good}`,
      `constructor ${good}`,
      `toString ${good}`,
      good,
      'null',
      'Bearer undefined',
      'Bearer [object Object]',
      `JWT ${good.replaceAll('.', '%2E')}`,
      `JWT ${good}%00`,
      `JWT ${good}#`,
      `JWT ${good}?`,
      `JWT ${good}\u00a0x`,
      Buffer.concat([Buffer.from('JWT '), Buffer.from([0xff, 0xfe, 0x80])]),
      `JWT ${good}\0`,
      `JWT\0 ${good}`,
      `JWT ${good}\x1b[31m`,
      `JWT ${'.'.repeat(14_000)}`,
      `JWT ${'x '.repeat(7000)}`,
      `JWT ${'x'.repeat(20_000)}`
    ]
    for (const value of values) {
      const head = [
        'GET /rest-auth/user/ HTTP/1.1',
        'Host: localhost',
        Buffer.concat([Buffer.from('Authorization: '), Buffer.from(value)])
      ]
      const { status, headers, body } = await sendRaw(port, head)
      const what = JSON.stringify(String(value).replace(good, 'TOKEN').slice(0, 60))
      t.ok(status === 401 || status === 400 || status === 431, `${what}: ${status}`)
      if (status !== 401) continue
      t.match(headers, /^www-authenticate: JWT realm="api"$/im, what)
      t.equal(typeof JSON.parse(body).detail, 'string', what)
    }
    t.comment(`${values.length} headers`)
    const { status } = await sendRaw(port, ['GET /whoami HTTP/1.1', 'Host: localhost', `Authorization: JWT ${good}`])
    t.equal(status, 200)
  }
)

t.test('of two Authorization headers the first counts, and the second saves no bad one', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const [alices, bobs] = [await obtain(app), await obtain(app, 'bob', bobsPassword)]
  const port = await listen(app)
  const show = async (...values: string[]) => {
    const lines = values.map(value => `Authorization: ${value}`)
    const { status, body } = await sendRaw(port, ['GET /whoami HTTP/1.1', 'Host: localhost', ...lines])
    return [status, JSON.parse(body).id]
  }
  t.same(await show(`JWT ${alices}`, `JWT ${bobs}`), [200, 1])
  t.same(await show(`JWT ${bobs}`, `JWT ${alices}`), [200, 2])
  t.same(await show(`JWT ${alices}`, 'JWT garbage'), [200, 1])
  t.same(await show('JWT garbage', `JWT ${alices}`), [401, undefined])
  t.same(await show('Basic YTpi', `JWT ${alices}`), [401, undefined])
  t.same(await show('', `JWT ${alices}`), [401, undefined])
})

t.test('a bad header is never replaced by a good cookie, whatever is wrong with it', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), jwtAuthCookie: 'jwt' })
  const good = await obtain(app)
  const ended = await obtain(app)
  await app.inject({ method: 'POST', url: '/rest-auth/logout/', headers: { authorization: `JWT ${ended}` } })
  const bad = [
    'JWT garbage',
    'JWT',
    `JWT ${good} ${good}`,
    `JWT ${ended}`,
    'Token garbage',
    'Basic YTpi',
    `Bearer ${good}x`,
    'nonsense',
    `Cookie ${good}`
  ]
  for (const url of ['/whoami', '/rest-auth/user/', '/rest-auth/sessions/']) {
    for (const authorization of bad) {
      const { statusCode } = await app.inject({ url, headers: { authorization, cookie: `jwt=${good}` } })
      t.equal(statusCode, 401, `${url} ${authorization.slice(0, 20)}`)
    }
    t.equal((await app.inject({ url, headers: { cookie: `jwt=${good}` } })).statusCode, 200, url)
  }
})

t.test('of a header and a cookie of two users the header counts', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), jwtAuthCookie: 'jwt' })
  const [alices, bobs] = [await obtain(app), await obtain(app, 'bob', bobsPassword)]
  const headers = { authorization: `JWT ${bobs}`, cookie: `jwt=${alices}` }
  t.equal((await app.inject({ url: '/whoami', headers })).json().id, 2)
  await app.inject({ method: 'POST', url: '/rest-auth/logout/', headers })
  t.same(readRows(app, 'select user_id from rest_auth_session where ended is not null'), [{ user_id: 2 }])
})

t.test('a token in the query, the path, the body or another header authenticates nothing', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const token = await obtain(app)
  const names = [
    'token',
    'access_token',
    'jwt',
    'auth',
    'authorization',
    'Authorization',
    'key',
    'api_key',
    'id_token',
    'sid'
  ]
  for (const url of ['/whoami', '/rest-auth/user/', '/rest-auth/emails/', '/rest-auth/sessions/', '/socialaccounts/']) {
    for (const name of names) {
      for (const value of [token, `JWT ${token}`]) {
        const response = await app.inject({ url, query: { [name]: value } })
        t.same([response.statusCode, response.json()], [401, { detail: notProvided }], `${url}?${name}`)
      }
    }
    for (const name of [
      'x-authorization',
      'x-access-token',
      'x-auth-token',
      'proxy-authorization',
      'token',
      'cookie',
      'x-forwarded-user',
      'remote-user',
      'x-user-id'
    ]) {
      t.equal((await app.inject({ url, headers: { [name]: `JWT ${token}` } })).statusCode, 401, `${url} ${name}`)
    }
    t.equal((await app.inject(`${url}${token}`)).statusCode >= 400, true, `${url}TOKEN`)
  }
  for (const name of names) {
    const request = {
      method: 'POST',
      url: '/rest-auth/password/change/',
      payload: { [name]: token, new_password1: 'a lovely passphrase', new_password2: 'a lovely passphrase' }
    } as const
    t.equal((await app.inject(request)).statusCode, 401, `${name} in the body`)
  }
  t.same(readRows(app, 'select ended from rest_auth_session where id = ?', claimsOf(token).sid), [{ ended: null }])
})

t.test('a session’s id, a number or a name in place of a token is nobody', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), jwtAuthCookie: 'jwt' })
  const { sid, jti } = claimsOf(await obtain(app))
  for (const text of [sid, jti, '1', 'alice', 'alice@example.com', 'MQ', '']) {
    for (const headers of [
      { authorization: `JWT ${text}` },
      { authorization: `Token ${text}` },
      { cookie: `jwt=${text}` }
    ]) {
      t.equal((await app.inject({ url: '/whoami', headers })).statusCode, 401, JSON.stringify(headers))
    }
  }
})
