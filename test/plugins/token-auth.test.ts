import Fastify from 'fastify'
import t from 'tap'
import { tokenAuth } from '../../plugins/token-auth.ts'
import { createApp, djangoDatabase, obtain, readRows } from '../helper.ts'
import { writeRows } from '../outside.ts'

/** alice's token of Django REST Framework. */
const key = '8df73dafbde4c669dc37a9ea7620434515b2cc43'

t.test('a token of Django REST Framework opens a protected route, and says whose it is', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  for (const scheme of ['Token', 'token', 'TOKEN']) {
    const response = await app.inject({ url: '/whoami', headers: { authorization: `${scheme} ${key}` } })
    t.equal(response.statusCode, 200, scheme)
    t.match(response.json(), { id: 1, username: 'alice' })
    t.notOk('password' in response.json())
  }
})

t.test('it opens our own routes too', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const response = await app.inject({ url: '/rest-auth/user/', headers: { authorization: `Token ${key}` } })
  t.equal(response.json().pk, 1)
})

t.test('it has no claims, and says when it was made', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  app.get('/claims', { onRequest: app.authenticate }, async ({ restAuth }) => restAuth)
  const response = await app.inject({ url: '/claims', headers: { authorization: `Token ${key}` } })
  t.same(Object.keys(response.json()), ['user', 'keyCreated'])
  const [{ created } = {}] = readRows(app, 'select created from authtoken_token where key = ?', key)
  t.equal(new Date(response.json().keyCreated).getTime(), new Date(`${created}Z`).getTime())
})

t.test('it is looked up even where JSON Web Tokens are believed by their claims', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), jwtAuthCheck: 'claims' })
  writeRows(app, 'delete from authtoken_token')
  const response = await app.inject({ url: '/whoami', headers: { authorization: `Token ${key}` } })
  t.equal(response.statusCode, 401)
})

t.test('a disabled user cannot use theirs', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  writeRows(app, 'update authtoken_token set user_id = 3')
  const response = await app.inject({ url: '/whoami', headers: { authorization: `Token ${key}` } })
  t.equal(response.statusCode, 401)
  t.same(response.json(), { detail: 'User inactive or deleted.' })
})

t.test('what does not hold is refused in the words of Django REST Framework', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const cases: [authorization: string, detail: string][] = [
    ['Token', 'Invalid token header. No credentials provided.'],
    ['Token ', 'Invalid token header. No credentials provided.'],
    [`Token ${key} ${key}`, 'Invalid token header. Token string should not contain spaces.'],
    [`Token ${key}\u00e9`, 'Invalid token header. Token string should not contain invalid characters.'],
    ['Token garbage', 'Invalid token.'],
    [`Token ${key.toUpperCase()}`, 'Invalid token.'],
    [`Token ${key.slice(1)}`, 'Invalid token.'],
    [`Token ${await obtain(app)}`, 'Invalid token.'],
    [`JWT ${key}`, 'Error decoding signature.']
  ]
  for (const [authorization, detail] of cases) {
    const response = await app.inject({ url: '/whoami', headers: { authorization } })
    t.equal(response.statusCode, 401, authorization)
    t.same(response.json(), { detail }, authorization)
    t.equal(response.headers['www-authenticate'], 'JWT realm="api"', authorization)
  }
})

t.test('where the scheme of JSON Web Tokens is Token as well, both are taken', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), jwtAuthHeaderPrefix: 'Token' })
  for (const credentials of [key, await obtain(app)]) {
    const response = await app.inject({ url: '/whoami', headers: { authorization: `Token ${credentials}` } })
    t.equal(response.statusCode, 200, credentials)
    t.match(response.json(), { id: 1 })
  }
  const unknown = await app.inject({ url: '/whoami', headers: { authorization: `Token ${'0'.repeat(40)}` } })
  t.same(unknown.json(), { detail: 'Invalid token.' })
  const none = await app.inject({ url: '/whoami', headers: { authorization: 'Token' } })
  t.same(none.json(), { detail: 'Invalid Authorization header. No credentials provided.' })
})

t.test('the plugin needs jwtAuth', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await t.rejects(async () => app.register(tokenAuth), {
    message: "The dependency 'rest-auth-jwt' of plugin 'rest-auth-token' is not registered"
  })
})
