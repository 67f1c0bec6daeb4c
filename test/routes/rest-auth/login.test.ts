import t from 'tap'
import { createApp, oneHasherDatabase, password, post, readRows } from '../../helper.ts'
import { claimsOf } from '../../outside.ts'

const url = '/rest-auth/login/'
const badCredentials = { non_field_errors: ['Unable to log in with provided credentials.'] }
const incomplete = { non_field_errors: ['Must include "username" and "password".'] }
const alice = { pk: 1, username: 'alice', email: 'alice@example.com', first_name: '', last_name: '' }

t.test('login answers a token and the user, and begins a session', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const { status, body } = await post(app, url, { username: 'alice', password })
  t.equal(status, 200)
  t.same(Object.keys(body), ['token', 'user'])
  t.same(body.user, alice)
  const { sid, user_id, orig_iat } = claimsOf(body.token)
  t.equal(user_id, 1)
  t.type(orig_iat, 'number')
  t.same(readRows(app, 'select id, user_id, method from rest_auth_session'), [
    { id: sid, user_id: 1, method: 'password' }
  ])
})

t.test('the user is told with their names', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const token = (await post(app, url, { username: 'alice', password })).body.token
  const names = { first_name: '길동', last_name: '홍' }
  await app.inject({
    method: 'PATCH',
    url: '/rest-auth/user/',
    headers: { authorization: `JWT ${token}` },
    payload: names
  })
  const { body } = await post(app, url, { username: 'alice', password })
  t.same(body.user, { ...alice, ...names })
})

t.test('login takes an HTML form, in which an empty e-mail address is none', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const response = await app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ username: 'alice', email: '', password }).toString()
  })
  t.equal(response.statusCode, 200)
  t.same(response.json().user, alice)
})

t.test('an e-mail address beside the username is not looked at, but has to be one', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const payload = { username: 'alice', password }
  t.match(await post(app, url, { ...payload, email: 'bob@example.com' }), { status: 200, body: { user: alice } })
  const { status, body } = await post(app, url, { ...payload, email: 'nonsense' })
  t.equal(status, 400)
  t.same(body, { email: ['Enter a valid email address.'] })
})

t.test('the login that Django knows is by name: an e-mail address alone is not enough', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  for (const email of ['alice@example.com', 'ALICE@example.com']) {
    const { status, body } = await post(app, url, { email, password })
    t.equal(status, 400)
    t.same(body, incomplete)
  }
})

t.test('what is missing or wrong is told in the words of django-rest-auth', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const cases: [payload: object, answer: object][] = [
    [{}, { password: ['This field is required.'] }],
    [{ username: 'alice' }, { password: ['This field is required.'] }],
    [{ password }, incomplete],
    [{ username: '', password }, incomplete],
    [{ username: '  ', password }, incomplete],
    [{ username: 'alice', password: '' }, { password: ['This field may not be blank.'] }],
    [
      { username: null, password: null },
      { username: ['This field may not be null.'], password: ['This field may not be null.'] }
    ],
    [
      { username: 'alice', password: 'x'.repeat(1025) },
      { password: ['Ensure this field has no more than 1024 characters.'] }
    ],
    [{ username: 12, password }, badCredentials],
    [[], { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] }],
    [{ username: 'alice', password: 'wrong password' }, badCredentials],
    [{ username: 'nobody', password }, badCredentials],
    [{ username: 'gone', password }, badCredentials],
    [{ username: '지윤', password: '!' }, badCredentials]
  ]
  for (const [payload, answer] of cases) {
    const { status, body } = await post(app, url, payload)
    t.equal(status, 400, JSON.stringify(payload).slice(0, 60))
    t.same(body, answer, JSON.stringify(payload).slice(0, 60))
  }
  t.same(readRows(app, 'select * from rest_auth_session'), [], 'and no session begins')
})

t.test('in Korean for who asks for it', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const korean = { 'accept-language': 'ko-KR,ko;q=0.9,en;q=0.8' }
  const { status, body, headers } = await post(app, url, { username: 'alice', password: 'wrong password' }, korean)
  t.equal(status, 400)
  t.same(body, { non_field_errors: ['아이디 또는 비밀번호가 올바르지 않습니다.'] })
  t.equal(headers.vary, 'Accept-Language')
})

t.test('an answer with a token is stored nowhere', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const { headers } = await post(app, url, { username: 'alice', password })
  t.equal(headers['cache-control'], 'no-store')
})

t.test('login is POST alone', async t => {
  const app = await createApp(t)
  const response = await app.inject(url)
  t.equal(response.statusCode, 405)
  t.equal(response.headers.allow, 'POST, OPTIONS')
  t.same(response.json(), { detail: 'Method "GET" not allowed.' })
})
