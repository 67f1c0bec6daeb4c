// Bodies that call themselves something else, are too large, too deep, too wide or packed, and pages of other sites.
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import t from 'tap'
import { createApp, obtain, oneHasherDatabase, readRows } from '../helper.ts'
import { passwords } from './twins.ts'

const registration = '/rest-auth/registration/'
const bad = { username: 'no name', email: 'nowhere', password1: 'short', password2: 'short' }

// CVE-2025-32442, CVE-2026-25223, CVE-2026-33806.
t.test('however a body spells its type, it is looked at like any other or not taken at all', async t => {
  const app = await createApp(t)
  const types = [
    'application/json',
    ' application/json',
    'application/json ',
    '\tapplication/json',
    'application/json\ta',
    'application/json a',
    'application/json\t; a',
    'APPLICATION/JSON',
    'Application/Json; Charset=UTF-8',
    'application/json; x',
    'application/json;',
    'application/json;;',
    'application/json; charset=utf-16',
    'application/json; charset="utf-8',
    'application/json,text/plain',
    'application/json, application/json',
    'application//json',
    'application/json/',
    'application/json+json',
    'application/problem+json',
    'application/ld+json',
    'application/x-json',
    'text/json',
    'text/plain',
    'text/plain; application/json',
    'application/jsоn',
    'application/octet-stream',
    'multipart/form-data; boundary=application/json',
    'application/x-www-form-urlencoded; application/json',
    '*/*',
    'json',
    '/',
    ';',
    '__proto__',
    'constructor/prototype'
  ]
  let read = 0
  for (const type of types) {
    const headers = { 'content-type': type }
    const response = await app.inject({ method: 'POST', url: registration, headers, payload: JSON.stringify(bad) })
    t.ok([400, 415].includes(response.statusCode), `${type}: ${response.statusCode}`)
    const fields = Object.keys(response.json())
    if (!fields.includes('username')) continue
    // Where it was read as JSON all of it was looked at; as a form it has no field of these at all.
    t.ok(fields.includes('password1'), type)
    if (fields.includes('email')) read++
  }
  t.ok(read >= 4, `${read} were read`)
  t.same(readRows(app, 'select id from auth_user'), [])
})

// CVE-2023-46695, CVE-2025-27556: under NFKC one U+FDFA is 18 characters.
t.test('a name of one megabyte of U+FDFA, or of as much as a body may have, is refused', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const headers = { authorization: `JWT ${await obtain(app)}` }
  const fields = { email: 'new@example.com', password: 'x', ...passwords }
  const doors = [
    ['POST', registration],
    ['POST', '/api-jwt-auth/'],
    ['POST', '/rest-auth/login/'],
    ['PATCH', '/rest-auth/user/'],
    ['PUT', '/rest-auth/user/']
  ] as const
  for (const [method, url] of doors) {
    for (const [count, status] of [
      [350_000, 413],
      [33_000, 400],
      [151, 400]
    ] as const) {
      const payload = { ...fields, username: '\ufdfa'.repeat(count) }
      t.equal((await app.inject({ method, url, payload, headers })).statusCode, status, `${method} ${url} ${count}`)
    }
  }
})

t.test('a body ten thousand deep, or of a hundred thousand names, is refused and harmless', async t => {
  const app = await createApp(t)
  const deep = (open: string, close: string) => `${open.repeat(10_000)}1${close.repeat(10_000)}`
  const names = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 1]))
  const bodies: [status: number, type: string, body: string][] = [
    [400, 'json', deep('[', ']')],
    [400, 'json', deep('{"a":', '}')],
    [400, 'json', `{"username":${deep('[', ']')}}`],
    [400, 'json', `{"username":${deep('{"a":', '}')}`],
    [400, 'json', '['.repeat(90_000)],
    [400, 'json', JSON.stringify(names(8000))],
    [413, 'json', JSON.stringify(names(100_000))],
    [400, 'x-www-form-urlencoded', 'a&'.repeat(50_000)],
    [400, 'x-www-form-urlencoded', 'username=a&'.repeat(9000)],
    [413, 'x-www-form-urlencoded', new URLSearchParams(names(100_000) as never).toString()]
  ]
  for (const [status, type, payload] of bodies) {
    const headers = { 'content-type': `application/${type}` }
    const response = await app.inject({ method: 'POST', url: registration, headers, payload })
    t.equal(response.statusCode, status, payload.slice(0, 40))
    t.equal(typeof response.json(), 'object')
  }
  t.same(readRows(app, 'select id from auth_user'), [])
})

t.test('a packed body is refused, and not unpacked', async t => {
  const app = await createApp(t)
  const packers = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }
  const good = JSON.stringify({ username: 'newbie', ...passwords })
  const bomb = JSON.stringify({ username: 'x'.repeat(2_000_000), ...passwords })
  for (const [encoding, pack] of Object.entries(packers)) {
    for (const packed of [pack(good), pack(bomb)]) {
      for (const type of ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
        const headers = { 'content-type': type, 'content-encoding': encoding }
        const response = await app.inject({ method: 'POST', url: registration, headers, payload: packed })
        t.equal(response.statusCode, 400, `${encoding} as ${type}`)
      }
    }
  }
  t.same(readRows(app, 'select id from auth_user'), [])
})

t.test('no answer lets a page of another site read it', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t), jwtAuthCookie: 'jwt' })
  const token = await obtain(app)
  const urls = ['/rest-auth/user/', '/rest-auth/login/', '/api-jwt-auth/', '/socialaccounts/', '/whoami', '/nowhere']
  for (const origin of ['https://mallory.example', 'null', 'http://localhost', 'https://example.com.mallory.example']) {
    const asks = { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'authorization' }
    for (const credentials of [{}, { cookie: `jwt=${token}` }, { authorization: `JWT ${token}` }]) {
      for (const url of urls) {
        for (const method of ['GET', 'POST', 'OPTIONS'] as const) {
          const { headers } = await app.inject({ method, url, headers: { ...asks, ...credentials } })
          const told = Object.keys(headers).filter(name => name.startsWith('access-control-'))
          t.same(told, [], `${method} ${url} of ${origin}`)
        }
      }
    }
  }
})
