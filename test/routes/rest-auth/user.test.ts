import type { FastifyInstance, InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { createApp, djangoDatabase, obtain, password, post, readRows } from '../../helper.ts'
import { writeRows } from '../../outside.ts'

const url = '/rest-auth/user/'
const alice = { pk: 1, username: 'alice', email: 'alice@example.com', first_name: '', last_name: '' }
const usernameTaken = { username: ['A user with that username already exists.'] }
const methods = 'GET, PUT, PATCH, HEAD, OPTIONS'

/** A server, and how alice asks it for herself. */
async function logIn(t: Test) {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const token = await obtain(app)
  const ask = (method: NonNullable<InjectOptions['method']>, payload?: InjectOptions['payload']) =>
    app.inject({ method, url, headers: { authorization: `JWT ${token}` }, ...(payload !== undefined && { payload }) })
  return { app, token, ask }
}

function rowOf(app: FastifyInstance, id = 1) {
  return readRows(app, 'select username, email, first_name, last_name, is_staff from auth_user where id = ?', id)[0]
}

t.test('GET answers who asks', async t => {
  const { ask } = await logIn(t)
  const response = await ask('GET')
  t.equal(response.statusCode, 200)
  t.same(response.json(), alice)
  t.equal(response.headers.allow, methods)
  t.equal(response.headers['cache-control'], 'no-store')
})

t.test('HEAD answers the same without the body', async t => {
  const { ask } = await logIn(t)
  const [get, head] = [await ask('GET'), await ask('HEAD')]
  t.equal(head.statusCode, 200)
  t.equal(head.body, '')
  t.equal(head.headers['content-length'], get.headers['content-length'])
  t.equal(head.headers.allow, methods)
})

t.test('OPTIONS says what it is', async t => {
  const { ask } = await logIn(t)
  const response = await ask('OPTIONS')
  t.equal(response.statusCode, 200)
  t.match(response.json(), { name: 'User Details', renders: ['application/json'] })
})

t.test('without a token every method is refused', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  for (const method of ['GET', 'PUT', 'PATCH', 'POST', 'DELETE', 'OPTIONS'] as const) {
    const response = await app.inject({ method, url, payload: { first_name: 'Eve' } })
    t.equal(response.statusCode, 401, method)
    t.same(response.json(), { detail: 'Authentication credentials were not provided.' }, method)
    t.equal(response.headers['www-authenticate'], 'JWT realm="api"', method)
    t.equal(response.headers.allow, methods, method)
  }
  t.equal((await app.inject({ method: 'HEAD', url })).statusCode, 401)
  t.equal(rowOf(app)?.first_name, '')
})

t.test('POST and DELETE are refused, after who asks is known and before the body is read', async t => {
  const { ask } = await logIn(t)
  for (const method of ['POST', 'DELETE'] as const) {
    const response = await ask(method, '{"not json')
    t.equal(response.statusCode, 405, method)
    t.same(response.json(), { detail: `Method "${method}" not allowed.` })
    t.equal(response.headers.allow, methods, method)
  }
})

t.test('PATCH changes what it names', async t => {
  const { app, ask } = await logIn(t)
  const response = await ask('PATCH', { first_name: '길동' })
  t.equal(response.statusCode, 200)
  t.same(response.json(), { ...alice, first_name: '길동' })
  t.match(rowOf(app), { username: 'alice', first_name: '길동', last_name: '' })
  await ask('PATCH', { last_name: '홍' })
  t.match(rowOf(app), { username: 'alice', first_name: '길동', last_name: '홍' })
})

t.test('PATCH without anything changes nothing', async t => {
  const { app, ask } = await logIn(t)
  const before = readRows(app, 'select * from auth_user')
  const response = await ask('PATCH', {})
  t.equal(response.statusCode, 200)
  t.same(response.json(), alice)
  t.same(readRows(app, 'select * from auth_user'), before)
})

t.test('PUT changes all of it, and needs a username', async t => {
  const { app, ask } = await logIn(t)
  const response = await ask('PUT', { username: 'alice2', first_name: 'A', last_name: 'B' })
  t.equal(response.statusCode, 200)
  t.same(response.json(), { ...alice, username: 'alice2', first_name: 'A', last_name: 'B' })
  t.match(rowOf(app), { username: 'alice2', first_name: 'A', last_name: 'B' })
})

t.test('PUT without a username is refused', async t => {
  const { app, ask } = await logIn(t)
  const response = await ask('PUT', { first_name: 'A' })
  t.equal(response.statusCode, 400)
  t.same(response.json(), { username: ['This field is required.'] })
  t.equal(rowOf(app)?.first_name, '')
})

t.test('PUT leaves names that it does not mention', async t => {
  const { app, ask } = await logIn(t)
  await ask('PATCH', { first_name: 'A', last_name: 'B' })
  const response = await ask('PUT', { username: 'alice' })
  t.same(response.json(), { ...alice, first_name: 'A', last_name: 'B' })
  t.match(rowOf(app), { first_name: 'A', last_name: 'B' })
})

t.test('a name can be emptied', async t => {
  const { app, ask } = await logIn(t)
  await ask('PATCH', { first_name: 'A' })
  const response = await ask('PATCH', { first_name: '' })
  t.equal(response.statusCode, 200)
  t.equal(rowOf(app)?.first_name, '')
})

t.test('an HTML form changes names, and empties those that it sends empty', async t => {
  const { app, token, ask } = await logIn(t)
  await ask('PATCH', { last_name: 'B' })
  const headers = { authorization: `JWT ${token}`, 'content-type': 'application/x-www-form-urlencoded' }
  const response = await app.inject({
    method: 'PATCH',
    url,
    headers,
    payload: 'first_name=%EA%B8%B8%EB%8F%99&last_name='
  })
  t.equal(response.statusCode, 200)
  t.match(rowOf(app), { first_name: '길동', last_name: '' })
})

t.test('number, e-mail address, password and rights cannot be changed', async t => {
  const { app, ask } = await logIn(t)
  const tables = ['auth_user', 'account_emailaddress', 'auth_user_groups', 'auth_user_user_permissions']
  const rowsOfAll = () => tables.map(table => readRows(app, `select * from ${table}`))
  const before = rowsOfAll()
  const rights = {
    ...{ pk: 99, id: 99, user_id: 2, email: 'evil@example.com', password: 'x', last_login: null, date_joined: null },
    ...{ is_staff: true, isStaff: true, is_superuser: true, is_active: false, groups: [1], user_permissions: [1] }
  }
  for (const method of ['PUT', 'PATCH'] as const) {
    const response = await ask(method, { username: 'alice', ...rights })
    t.equal(response.statusCode, 200)
    t.same(response.json(), alice)
  }
  t.same(rowsOfAll(), before)
})

t.test('what will not do is told by field, and changes nothing', async t => {
  const { app, ask } = await logIn(t)
  const before = readRows(app, 'select * from auth_user')
  const tooLong = ['Ensure this field has no more than 150 characters.']
  const cases: [what: string, payload: object, answer: object][] = [
    ['a taken name', { username: 'bob' }, usernameTaken],
    ['a taken name in another case', { username: 'BOB' }, usernameTaken],
    ['a taken name in another form', { username: 'ｂｏｂ' }, usernameTaken],
    ["a disabled user's name", { username: 'gone', first_name: 'A' }, usernameTaken],
    ['no name at all', { username: '' }, { username: ['This field may not be blank.'] }],
    ['null', { first_name: null }, { first_name: ['This field may not be null.'] }],
    ['an object', { first_name: {} }, { first_name: ['Not a valid string.'] }],
    [
      'an invalid name',
      { username: 'a b!' },
      { username: ['Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.'] }
    ],
    [
      'names too long',
      { username: 'a'.repeat(151), first_name: 'a'.repeat(151), last_name: 'a'.repeat(151) },
      { username: tooLong, first_name: tooLong, last_name: tooLong }
    ],
    ['a list', [], { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] }]
  ]
  for (const [what, payload, answer] of cases) {
    t.test(what, async t => {
      const response = await ask('PATCH', payload)
      t.equal(response.statusCode, 400)
      t.same(response.json(), answer)
      t.same(readRows(app, 'select * from auth_user'), before)
    })
  }
})

t.test('a number becomes a text', async t => {
  const { ask } = await logIn(t)
  t.equal((await ask('PATCH', { first_name: 5 })).json().first_name, '5')
})

t.test('a new username is kept in its normal form', async t => {
  const { app, ask } = await logIn(t)
  t.equal((await ask('PATCH', { username: 'ａｌｉｃｅ２' })).json().username, 'alice2')
  t.equal(rowOf(app)?.username, 'alice2')
})

t.test('a user may write their own name in another case', async t => {
  const { app, ask } = await logIn(t)
  const response = await ask('PATCH', { username: 'Alice' })
  t.equal(response.statusCode, 200)
  t.equal(rowOf(app)?.username, 'Alice')
})

t.test('who renamed themselves needs a new token', async t => {
  const { app, token, ask } = await logIn(t)
  await ask('PATCH', { username: 'alicia' })
  const response = await ask('GET')
  t.equal(response.statusCode, 401)
  t.same(response.json(), { detail: 'Invalid signature.' })
  const refresh = await post(app, '/api-jwt-auth/refresh/', { token })
  t.equal(refresh.status, 400)
  t.same(refresh.body, { non_field_errors: ["User doesn't exist."] })
  t.match(await post(app, '/api-jwt-auth/', { username: 'alicia', password }), { status: 200 })
})

t.test('an old token does not pass to whoever takes the name', async t => {
  const { app, ask } = await logIn(t)
  await ask('PATCH', { username: 'alicia' })
  writeRows(app, "update auth_user set username = 'alice' where id = 2")
  t.equal((await ask('GET')).statusCode, 401)
})

t.test('of two whose names differ by case alone, as Django allows, each can change their other names', async t => {
  const { app, ask } = await logIn(t)
  writeRows(app, "update auth_user set username = 'Alice' where id = 2")
  for (const [method, payload] of [
    ['PATCH', { first_name: 'A' }],
    ['PUT', { username: 'alice', first_name: 'B' }]
  ] as const) {
    const response = await ask(method, payload)
    t.equal(response.statusCode, 200, method)
    t.equal(rowOf(app)?.first_name, payload.first_name, method)
  }
})

t.test('twenty changes at once leave one of them whole', async t => {
  const { app, ask } = await logIn(t)
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => ask('PATCH', { first_name: `first ${i}`, last_name: `last ${i}` }))
  )
  t.same(new Set(answers.map(({ statusCode }) => statusCode)), new Set([200]))
  const row = rowOf(app)
  t.equal(String(row?.first_name).replace('first', 'last'), row?.last_name)
})
