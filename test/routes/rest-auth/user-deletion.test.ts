import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../../app.ts'
import { bobsPassword, obtain, password, post, readRows } from '../../helper.ts'
import { as, createMailingApp, korean } from '../../mailing-app.ts'

const url = '/rest-auth/user/'
const key = '8df73dafbde4c669dc37a9ea7620434515b2cc43'
const passphrase = 'a lovely passphrase'
const registration = {
  username: 'newbie',
  email: 'newbie@example.com',
  password1: passphrase,
  password2: passphrase
}

/** A server on which accounts may be deleted, and how alice asks for it. */
async function createDeleting(t: Test, options: SuiteOptions = {}) {
  const { app, mails } = await createMailingApp(t, { accountDeletion: true, ...options })
  const token = await obtain(app)
  return { app, mails, token, ask: as(app, token) }
}

/** Every row of every table, but for what numbers rows and what waits to be sent. */
function allRows(app: FastifyInstance): Record<string, unknown[]> {
  const tables = readRows(app, "select name from sqlite_master where type = 'table' order by name")
    .map(({ name }) => String(name))
    .filter(name => name !== 'sqlite_sequence' && name !== 'rest_auth_mail')
  return Object.fromEntries(tables.map(name => [name, readRows(app, `select * from ${name}`)]))
}

t.test('unless ACCOUNT_DELETION says so, nobody deletes an account', async t => {
  const { app, ask } = await createDeleting(t, { accountDeletion: false })
  const { status, body, headers } = await ask('DELETE', url, { password })
  t.equal(status, 405)
  t.same(body, { detail: 'Method "DELETE" not allowed.' })
  t.equal(headers.allow, 'GET, PUT, PATCH, HEAD, OPTIONS')
  t.equal(readRows(app, 'select id from auth_user where id = 1').length, 1)
})

t.test('with it, Allow names DELETE', async t => {
  const { ask } = await createDeleting(t)
  t.equal((await ask('GET', url)).headers.allow, 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS')
})

t.test('the password deletes the account, and the answer is empty', async t => {
  const { app, token } = await createDeleting(t)
  const headers = { authorization: `JWT ${token}` }
  const response = await app.inject({ method: 'DELETE', url, headers, payload: { password } })
  t.equal(response.statusCode, 204)
  t.equal(response.body, '')
  t.equal(response.headers['cache-control'], 'no-store')
  t.notOk(response.headers['set-cookie'])
  t.same(readRows(app, 'select * from auth_user where id = 1'), [])
})

t.test('so does a form', async t => {
  const { app, token } = await createDeleting(t)
  const response = await app.inject({
    method: 'DELETE',
    url,
    headers: { authorization: `JWT ${token}`, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ password }).toString()
  })
  t.equal(response.statusCode, 204)
  t.same(readRows(app, 'select * from auth_user where id = 1'), [])
})

t.test('a key of Django REST Framework and the password do it, too', async t => {
  const { app } = await createDeleting(t)
  t.match(await as(app, key, 'Token')('DELETE', url, { password }), { status: 204 })
  t.same(readRows(app, 'select * from auth_user where id = 1'), [])
})

t.test('without the right password nothing is deleted', async t => {
  const { app, mails, token } = await createDeleting(t)
  const before = allRows(app)
  const required = { password: ['This field is required.'] }
  const wrong = { password: ['Invalid password'] }
  const json = { 'content-type': 'application/json' }
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const cases: [what: string, payload: string, headers: Record<string, string>, answer: object][] = [
    ['no body', '', {}, required],
    ['no password', '{}', json, required],
    ['a form without one', '', form, required],
    ['a form with an empty one', 'password=', form, required],
    ['an empty one', '{"password": ""}', json, { password: ['This field may not be blank.'] }],
    ['null', '{"password": null}', json, { password: ['This field may not be null.'] }],
    ['a list', '{"password": []}', json, { password: ['Not a valid string.'] }],
    ['a wrong one', '{"password": "wrong password"}', json, wrong],
    ["bob's", JSON.stringify({ password: bobsPassword }), json, wrong],
    ['a wrong one in a form', 'password=wrong', form, wrong]
  ]
  for (const [what, payload, headers, answer] of cases) {
    const response = await app.inject({
      method: 'DELETE',
      url,
      headers: { authorization: `JWT ${token}`, ...headers },
      ...(payload !== '' && { payload })
    })
    t.equal(response.statusCode, 400, what)
    t.same(response.json(), answer, what)
  }
  t.same(allRows(app), before)
  t.same(await mails(), [])
})

t.test('who is not logged in deletes nothing', async t => {
  const { app } = await createDeleting(t)
  const before = allRows(app)
  const response = await app.inject({ method: 'DELETE', url, payload: { username: 'alice', password } })
  t.equal(response.statusCode, 401)
  t.same(response.json(), { detail: 'Authentication credentials were not provided.' })
  t.same(allRows(app), before)
})

t.test('a database of our own, without the tables of the admin, is no obstacle', async t => {
  const { app } = await createMailingApp(t, { accountDeletion: true, databaseUrl: `file:${t.testdir()}/new.sqlite3` })
  const { token } = (await post(app, '/rest-auth/registration/', registration)).body
  t.match(await as(app, token)('DELETE', url, { password: passphrase }), { status: 204 })
  for (const table of ['auth_user', 'account_emailaddress', 'rest_auth_session']) {
    t.same(readRows(app, `select * from ${table}`), [], table)
  }
  t.match(await post(app, '/rest-auth/registration/', registration), { status: 201 }, 'name and address are free again')
})

t.test('tokens, keys and passwords of who is gone are refused', async t => {
  const { app, token, ask } = await createDeleting(t)
  const other = await obtain(app)
  await ask('DELETE', url, { password })
  for (const shown of [token, other]) {
    t.match(await as(app, shown)('GET', '/whoami'), { status: 401, body: { detail: 'Invalid signature.' } })
    t.match(await post(app, '/api-jwt-auth/verify/', { token: shown }), { status: 400 })
    t.match(await post(app, '/api-jwt-auth/refresh/', { token: shown }), { status: 400 })
    t.match(await as(app, shown)('DELETE', url, { password }), { status: 401 })
  }
  t.match(await as(app, key, 'Token')('GET', '/whoami'), { status: 401, body: { detail: 'Invalid token.' } })
  t.match(await post(app, '/rest-auth/login/', { username: 'alice', password }), { status: 400 })
})

t.test('a notice goes to their address, in their language', async t => {
  const { ask, mails } = await createDeleting(t)
  await ask('DELETE', url, { password }, korean)
  const [notice, ...others] = await mails()
  t.equal(notice?.to, 'alice@example.com')
  t.match(notice?.subject, /[가-힣]/)
  t.match(notice?.text, /alice/)
  t.same(others, [])
})

t.test('of two who delete it at once one does', async t => {
  const { app, ask, mails } = await createDeleting(t)
  const answers = await Promise.all([ask('DELETE', url, { password }), ask('DELETE', url, { password })])
  const [first, second] = answers.map(({ status }) => status).sort()
  t.equal(first, 204)
  t.ok(second === 400 || second === 401, String(second))
  t.same(readRows(app, 'select * from auth_user where id = 1'), [])
  t.equal((await mails()).length, 1)
})

t.test('the cookie that asks is cleared', async t => {
  const { app, token } = await createDeleting(t, { jwtAuthCookie: 'jwt' })
  const ask = (headers: Record<string, string>) =>
    app.inject({ method: 'DELETE', url, headers: { cookie: `jwt=${token}`, ...headers }, payload: { password } })
  t.equal((await ask({ 'sec-fetch-site': 'cross-site' })).statusCode, 403)
  const response = await ask({ 'sec-fetch-site': 'same-origin' })
  t.equal(response.statusCode, 204)
  t.equal(response.headers['set-cookie'], 'jwt=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax')
})
