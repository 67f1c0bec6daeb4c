// Bodies that reach for more than their fields, at every endpoint that takes one. ./acting-user.test.ts has what a body claims
// besides its fields, ./bad-input.test.ts what is wrong with a body by itself.
import type { FastifyInstance, InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { createKakaoApp, djangoDatabase, obtain, password, post, readRows } from '../helper.ts'
import { passphrase, passwords } from './twins.ts'

const change = { new_password1: passphrase, new_password2: passphrase }

interface Attacked {
  url: string
  method?: 'POST' | 'PUT' | 'PATCH'
  /** It acts for who is logged in. */
  own?: true
  /** Who else may ask. */
  authorization?: string
  fields: Record<string, string>
}

/** Every endpoint that takes a body, and what it takes. */
const endpoints: Attacked[] = [
  { url: '/api-jwt-auth/', fields: { username: 'alice', password } },
  { url: '/rest-auth/login/', fields: { username: 'alice', password } },
  { url: '/rest-auth/registration/', fields: { username: 'newbie', email: 'newbie@example.com', ...passwords } },
  { url: '/accounts/rest-auth/kakao/', fields: { access_token: 'tok-n1' } },
  { url: '/accounts/rest-auth/kakao/', fields: { id_token: 'a.b.c', nonce: 'n', access_token: 'tok-n1' } },
  { url: '/accounts/rest-auth/kakao/', fields: { code: 'x', code_verifier: 'x', redirect_uri: 'https://x.example/' } },
  { url: '/accounts/rest-auth/kakao/', fields: { login_code: 'x', code_verifier: 'x' } },
  {
    url: '/accounts/kakao/webhook/unlink/',
    authorization: 'KakaoAK kakao-admin-key',
    fields: { app_id: '770001', user_id: '3700000001', referrer_type: 'UNLINK_FROM_APPS' }
  },
  { url: '/rest-auth/user/', method: 'PUT', own: true, fields: { username: 'alice', first_name: 'Alice' } },
  { url: '/rest-auth/user/', method: 'PATCH', own: true, fields: { last_name: 'Kim' } },
  { url: '/rest-auth/emails/', own: true, fields: { email: 'second@example.com' } },
  { url: '/accounts/rest-auth/kakao/connect/', own: true, fields: { access_token: 'tok-n2' } },
  { url: '/accounts/rest-auth/kakao/connect/', own: true, fields: { code: 'x', redirect_uri: 'https://x.example/' } },
  { url: '/rest-auth/password/change/', own: true, fields: change },
  { url: '/rest-auth/password/reset/', fields: { email: 'alice@example.com' } },
  { url: '/rest-auth/registration/resend-email/', fields: { email: 'alice@example.com' } }
]

async function createServer(t: Test) {
  const { app } = await createKakaoApp(t, {
    databaseUrl: djangoDatabase(t),
    emailUrl: `file:${t.testdirName}/mails`,
    kakaoAdminKey: 'kakao-admin-key'
  })
  const authorization = `JWT ${await obtain(app)}`
  const ask = ({ url, method = 'POST', own, authorization: others }: Attacked, request: InjectOptions) => {
    const shown = own ? authorization : others
    const headers = { ...request.headers, ...(shown !== undefined && { authorization: shown }) }
    return app.inject({ url, method, ...request, headers } as InjectOptions)
  }
  return { app, authorization, ask }
}

const form = (fields: Record<string, string>): InjectOptions => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  payload: new URLSearchParams(fields).toString()
})

/** Who may what. */
function privileges(app: FastifyInstance) {
  return readRows(app, 'select id, username, password, is_staff, is_superuser, is_active from auth_user order by id')
}

t.test('without a login nobody acts for somebody whom the body names', async t => {
  const { app, ask } = await createServer(t)
  const who = { user_id: 2, user: 2, pk: 2, id: 2, username: 'bob', email: 'bob@example.com', sid: 'x', token: 'x' }
  const before = privileges(app)
  for (const endpoint of endpoints.filter(({ own }) => own)) {
    const { own: _own, ...open } = endpoint
    const { statusCode } = await ask(open, { payload: { ...who, ...endpoint.fields } })
    t.equal(statusCode, 401, endpoint.url)
  }
  for (const url of [
    '/rest-auth/logout/all/',
    '/rest-auth/sessions/',
    '/socialaccounts/',
    '/socialaccounts/1/disconnect/'
  ]) {
    t.ok([401, 405].includes((await post(app, url, who)).status), url)
  }
  t.same(privileges(app), before)
})

t.test('a logout ends the logins of who asks, whomever the body names', async t => {
  const { app, authorization } = await createServer(t)
  const bobs = await app.jwtAuth.issue({ id: 2 })
  for (const url of ['/rest-auth/logout/all/', '/rest-auth/logout/']) {
    await post(app, url, { user_id: 2, user: 2, pk: 2, username: 'bob', token: bobs }, { authorization })
  }
  t.equal((await app.inject({ url: '/whoami', headers: { authorization: `JWT ${bobs}` } })).statusCode, 200)
  t.equal((await app.inject({ url: '/whoami', headers: { authorization } })).statusCode, 401)
})

t.test('keys that reach for prototypes are refused by every endpoint, and pollute nothing', async t => {
  const { ask } = await createServer(t)
  for (const endpoint of endpoints) {
    const fields = JSON.stringify(endpoint.fields).slice(0, -1)
    for (const key of [
      '"__proto__":{"isStaff":true}',
      '"constructor":{"prototype":{"isStaff":true}}',
      '"a":{"__proto__":{}}',
      '"\\u005f_proto__":1'
    ]) {
      const headers = { 'content-type': 'application/json' }
      const response = await ask(endpoint, { headers, payload: `${fields},${key}}` })
      t.same([response.statusCode, Object.keys(response.json())], [400, ['detail']], `${endpoint.url} ${key}`)
    }
    for (const name of ['__proto__', 'constructor', '__proto__[isStaff]', 'constructor.prototype.isStaff']) {
      const { username = '', ...rest } = endpoint.fields
      const response = await ask(endpoint, form({ ...rest, username: `${username}\0`, [name]: 'true' }))
      t.ok(response.statusCode < 500, `${endpoint.url} ${name}`)
    }
  }
  t.notOk('isStaff' in {})
})

// CVE-2025-32442, CVE-2026-25223, CVE-2026-33806.
t.test('at every endpoint a body is looked at, or not taken, however its type is spelt', async t => {
  const { ask } = await createServer(t)
  const types = [
    'application/json',
    ' application/json',
    'application/json ',
    'APPLICATION/JSON',
    'Application/Json; x',
    'application/json;',
    'application/json ;charset=utf-8',
    'application/json; charset=utf-16',
    'application/json\ta',
    '\tapplication/json',
    'application/json, text/plain',
    'application/json\\',
    'application/json;;',
    'text/json',
    'application/ld+json',
    'application/json+x',
    'text/plain',
    '*/*',
    'json',
    'null'
  ]
  for (const endpoint of endpoints) {
    const wrong = Object.fromEntries(Object.keys(endpoint.fields).map(name => [name, ['no text']]))
    for (const type of types) {
      const { statusCode, body } = await ask(endpoint, {
        headers: { 'content-type': type },
        payload: JSON.stringify(wrong)
      })
      const isRefused = statusCode === 415 ? 'detail' in JSON.parse(body) : Object.keys(JSON.parse(body)).length > 0
      t.ok(
        (statusCode === 400 || statusCode === 415) && isRefused,
        `${endpoint.url} ${JSON.stringify(type)}: ${statusCode} ${body}`
      )
    }
  }
})
