import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { database } from '../../plugins/database.ts'
import { jwtAuth } from '../../plugins/jwt-auth.ts'
import { hooksOf, type RestAuthOptions, restAuth, withoutHooks } from '../../plugins/rest-auth.ts'
import { tokenAuth } from '../../plugins/token-auth.ts'
import { accountHookNames } from '../../routes/account-hooks.ts'
import { createApp, djangoDatabase, obtain, password, post, secretKey } from '../helper.ts'

t.test('its routes stand under a prefix of their own', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(database, { url: djangoDatabase(t) })
  await app.register(jwtAuth, { secret: secretKey })
  await app.register(restAuth, { prefix: '/v1' })
  t.match(await post(app, '/v1/rest-auth/login/', { username: 'alice', password }), { status: 200 })
  t.match(await post(app, '/rest-auth/login/', { username: 'alice', password }), { status: 404 })
  t.match(await post(app, '/api-jwt-auth/', { username: 'alice', password }), { status: 200 })
})

t.test('a prefix of the suite stands before all of it', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), prefix: '/v1' })
  const { status, body } = await post(app, '/v1/rest-auth/login/', { username: 'alice', password })
  t.equal(status, 200)
  const user = await app.inject({ url: '/v1/rest-auth/user/', headers: { authorization: `JWT ${body.token}` } })
  t.equal(user.json().pk, 1)
  t.match(await post(app, '/v1/accounts/rest-auth/kakao/', { access_token: 'x' }), { status: 503 })
})

t.test('every answer of every route is stored nowhere', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const token = await obtain(app)
  const cases = [
    ['POST', '/api-jwt-auth/', 200, { username: 'alice', password }],
    ['POST', '/api-jwt-auth/', 400, {}],
    ['GET', '/api-jwt-auth/', 405, undefined],
    ['POST', '/api-jwt-auth/verify/', 200, { token }],
    ['POST', '/api-jwt-auth/refresh/', 200, { token }],
    ['POST', '/rest-auth/login/', 200, { username: 'alice', password }],
    ['POST', '/rest-auth/login/', 415, 'text'],
    ['POST', '/rest-auth/registration/', 400, {}],
    ['GET', '/rest-auth/user/', 401, undefined],
    ['POST', '/accounts/rest-auth/kakao/', 400, {}],
    ['POST', '/accounts/rest-auth/kakao/', 503, { access_token: 'x' }]
  ] as const
  for (const [method, url, status, payload] of cases) {
    const response = await app.inject({ method, url, ...(payload !== undefined && { payload }) })
    t.equal(response.statusCode, status, `${method} ${url}`)
    t.equal(response.headers['cache-control'], 'no-store', `${method} ${url} ${status}`)
  }
})

t.test("a path that is none of ours is the host's to answer", async t => {
  const app = await createApp(t)
  for (const url of ['/api-jwt-auth', '/api-jwt-auth/nothing/', '/rest-auth/', '/rest-auth/user/1/']) {
    const response = await app.inject(url)
    t.equal(response.statusCode, 404, url)
    t.match(response.json(), { message: `Route GET:${url} not found` })
  }
})

/** A server with django-rest-auth's endpoints, its plugins registered one by one. */
async function createServer(t: Test, options: RestAuthOptions) {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(database, { url: djangoDatabase(t) })
  await app.register(jwtAuth, { secret: secretKey })
  await app.register(restAuth, options)
  return app
}

t.test("a host's hooks are options of the plugin, and are asked by the plugins before it, too", async t => {
  const loggedIn: string[] = []
  const app = await createServer(t, {
    userDetails: ({ username }) => ({ username }),
    onUserLoggedIn: (_user, { url }) => {
      loggedIn.push(url)
    }
  })
  const { body } = await post(app, '/rest-auth/login/', { username: 'alice', password })
  t.same(body.user, { username: 'alice' })
  await obtain(app)
  t.same(loggedIn, ['/rest-auth/login/', '/api-jwt-auth/'])
})

t.test('and of the suite', async t => {
  const app = await createApp(t, {
    databaseUrl: djangoDatabase(t),
    userDetails: ({ username }) => ({ username })
  })
  const { body } = await post(app, '/rest-auth/login/', { username: 'alice', password })
  t.same(body.user, { username: 'alice' })
})

t.test('a hook whose name is misspelt stops the start', async t => {
  const misspelt: object = { onUserLogedIn() {} }
  await t.rejects(createServer(t, misspelt), {
    code: 'REST_AUTH_START',
    message: 'restAuth has no option onUserLogedIn'
  })
  await t.rejects(createApp(t, misspelt), { code: 'REST_AUTH_START', message: 'there is no setting onUserLogedIn' })
})

t.test('a hook that is no function stops the start', async t => {
  for (const name of accountHookNames) {
    for (const value of ['shop', 5, {}, null, true]) {
      const wrong: object = { [name]: value }
      const error = { code: 'REST_AUTH_START', message: `${name} takes a function` }
      await t.rejects(createServer(t, wrong), error, `${name} ${value}`)
    }
  }
  await t.rejects(createApp(t, { userDetails: 'shop' } as object), { message: 'userDetails takes a function' })
  await createServer(t, { userDetails: undefined } as object)
})

/** alice's key of Django REST Framework, and what it opens. */
const key = '8df73dafbde4c669dc37a9ea7620434515b2cc43'
const showKey = async (app: FastifyInstance, authorization = `Token ${key}`) =>
  (await app.inject({ url: '/rest-auth/user/', headers: { authorization } })).statusCode

t.test('where logins answer keys, keys open routes, though nobody has registered tokenAuth', async t => {
  const app = await createServer(t, { useJwt: false })
  const { body } = await post(app, '/rest-auth/login/', { username: 'alice', password })
  t.same(body, { key })
  t.equal(await showKey(app, `Token ${body.key}`), 200)
  t.equal(await showKey(app, `JWT ${await obtain(app)}`), 200, 'and tokens as well')
})

t.test('where logins answer tokens, keys open none', async t => {
  t.equal(await showKey(await createServer(t, { useJwt: true })), 401)
  t.equal(await showKey(await createServer(t, {})), 401)
})

t.test('a host may register tokenAuth itself, before or after', async t => {
  for (const order of ['before', 'after']) {
    for (const useJwt of [true, false]) {
      const app = Fastify()
      t.teardown(() => app.close())
      await app.register(database, { url: djangoDatabase(t) })
      await app.register(jwtAuth, { secret: secretKey, authHeaderPrefix: 'Token' })
      if (order === 'before') await app.register(tokenAuth)
      await app.register(restAuth, { useJwt })
      if (order === 'after') await app.register(tokenAuth)
      t.equal(await showKey(app), 200, `${order}, ${useJwt}`)
      t.equal(await showKey(app, `Token ${await obtain(app)}`), 200, `${order}, ${useJwt}: tokens of the same scheme`)
      t.equal(await showKey(app, `Token ${'0'.repeat(40)}`), 401)
    }
  }
})

t.test('options are hooks or others', async t => {
  const userDetails = () => ({})
  const options = { useJwt: false, userDetails, prefix: '/v1' }
  t.same(withoutHooks(options), { useJwt: false, prefix: '/v1' })
  t.same(Object.keys(hooksOf(options)), accountHookNames)
  t.equal(hooksOf(options).userDetails, userDetails)
  t.equal(hooksOf(options).onUserLoggedIn, undefined)
})

t.test('an app with pages of its own may have them at the same paths', async t => {
  const own = 'https://shop.example'
  const app = await createApp(t, {
    passwordResetUrl: `${own}/password-reset/confirm/{uid}/{token}/`,
    emailConfirmUrl: `${own}/account-confirm-email/{key}/`
  })
  app.get('/password-reset/confirm/:uid/:token/', async () => 'my form')
  app.get('/account-confirm-email/:key/', async () => 'my button')
  t.equal((await app.inject('/password-reset/confirm/MQ/x/')).body, 'my form')
  t.equal((await app.inject('/account-confirm-email/x/')).body, 'my button')
})
