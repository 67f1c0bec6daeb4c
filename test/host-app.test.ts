// The suite in an app that was there before it, and stays as it was.
import sensible from '@fastify/sensible'
import Fastify, { type FastifyInstance, type FastifyPluginCallback } from 'fastify'
import t, { type Test } from 'tap'
import defaultExport, {
  answers,
  database,
  jwtAuth,
  passwords,
  resource,
  restAuth,
  type SuiteOptions,
  sites,
  socialKakao,
  suite,
  tokenAuth
} from '../index.ts'
import { djangoDatabase, newDatabase, obtain, password, post, readRows, secretKey } from './helper.ts'
import { claimsOf } from './outside.ts'

// Its types declare request.user in another way than ours do, and cannot stand beside them in one program: imported by
// a name that the compiler does not know, under a type of its own.
const fastifyJwt: string = '@fastify/jwt'
const { default: hostJwt }: { default: FastifyPluginCallback<{ secret: string }> } = await import(fastifyJwt)

/** What @fastify/jwt decorates an instance with, as far as the host uses it. */
interface HostJwt {
  sign(payload: object): string
}

const hostSecret = 'the secret of the host, which is not ours'

/** What the host registers before or after us: plugins, parsers, handlers. */
async function furnish(app: FastifyInstance): Promise<void> {
  await app.register(sensible)
  await app.register(hostJwt, { secret: hostSecret })
  app.addContentTypeParser('text/plain', { parseAs: 'string' }, async (_request: unknown, body: string) => ({
    text: body
  }))
  app.addContentTypeParser('application/json', { parseAs: 'string' }, async (_request: unknown, body: string) => ({
    byHost: body
  }))
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ host: 'not here' }))
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
    reply.code(error.statusCode ?? 500).send({ host: error.message })
  )
}

/** The host's own routes. */
function addRoutes(app: FastifyInstance): void {
  app.post('/host/echo', async ({ body }) => ({ body }))
  app.get('/host/fault', async () => {
    throw new Error('out of order')
  })
  app.get('/host/missing', async () => {
    throw app.httpErrors.notFound('no such thing')
  })
  app.get('/host/token', async () => ({ token: app.getDecorator<HostJwt>('jwt').sign({ sub: 'somebody' }) }))
  app.get('/host/me', {
    onRequest: async request => request.getDecorator<() => Promise<void>>('jwtVerify')(),
    handler: async request => ({ user: request.user, restAuth: request.restAuth })
  })
  app.get('/host/post', { onRequest: app.authenticate }, async ({ restAuth, user }) => ({
    author: restAuth?.user,
    user
  }))
}

type Order = 'before' | 'after'

/** A host whose own things come before ours, or after. */
async function createHost(t: Test, order: Order): Promise<FastifyInstance> {
  const app = Fastify()
  t.teardown(() => app.close())
  if (order === 'before') await furnish(app)
  await app.register(suite, { secretKey, jwtAllowRefresh: true, databaseUrl: djangoDatabase(t) })
  if (order === 'after') await furnish(app)
  addRoutes(app)
  return app
}

for (const order of ['before', 'after'] as const) {
  t.test(`a host that registers its own things ${order} ours`, async t => {
    const app = await createHost(t, order)

    t.test('keeps its parsers', async t => {
      const send = async (type: string, payload: string) => {
        const response = await app.inject({
          method: 'POST',
          url: '/host/echo',
          headers: { 'content-type': type },
          payload
        })
        return response.json()
      }
      t.same(await send('text/plain', 'hello'), { body: { text: 'hello' } })
      t.same(await send('application/json', '{"a": 1}'), { body: { byHost: '{"a": 1}' } })
      t.match(await send('application/x-www-form-urlencoded', 'a=1'), { host: /^Unsupported Media Type/ })
    })

    t.test('keeps its not-found handler, on paths beside ours too', async t => {
      for (const url of ['/nowhere', '/rest-auth/nowhere/', '/api-jwt-auth']) {
        const response = await app.inject(url)
        t.equal(response.statusCode, 404, url)
        t.same(response.json(), { host: 'not here' }, url)
        t.notOk(response.headers['cache-control'], url)
      }
    })

    t.test('keeps its error handler', async t => {
      const fault = await app.inject('/host/fault')
      t.equal(fault.statusCode, 500)
      t.same(fault.json(), { host: 'out of order' })
      const missing = await app.inject('/host/missing')
      t.equal(missing.statusCode, 404)
      t.same(missing.json(), { host: 'no such thing' })
    })

    t.test('keeps its @fastify/jwt, with what that makes of request.user', async t => {
      const { token } = (await app.inject('/host/token')).json()
      const me = await app.inject({ url: '/host/me', headers: { authorization: `Bearer ${token}` } })
      t.equal(me.statusCode, 200)
      t.match(me.json(), { user: { sub: 'somebody' }, restAuth: null })
      const stranger = await app.inject('/host/me')
      t.equal(stranger.statusCode, 401)
      t.match(stranger.json(), { host: /^No Authorization was found/ })
    })

    t.test('and neither takes the tokens of the other', async t => {
      const { token } = (await app.inject('/host/token')).json()
      const theirs = await app.inject({ url: '/host/post', headers: { authorization: `JWT ${token}` } })
      t.equal(theirs.statusCode, 401)
      t.same(theirs.json(), { detail: 'Error decoding signature.' })
      const ours = await obtain(app)
      const me = await app.inject({ url: '/host/me', headers: { authorization: `Bearer ${ours}` } })
      t.equal(me.statusCode, 401)
      t.match(me.json(), { host: /signature is invalid/ })
    })

    t.test('knows our users behind authenticate, and request.user stays what its own plugin made it', async t => {
      const response = await app.inject({ url: '/host/post', headers: { authorization: `JWT ${await obtain(app)}` } })
      t.equal(response.statusCode, 200)
      t.match(response.json(), { author: { id: 1, username: 'alice' }, user: null })
    })

    t.test('gets our refusals in our words on its own route', async t => {
      const response = await app.inject('/host/post')
      t.equal(response.statusCode, 401)
      t.same(response.json(), { detail: 'Authentication credentials were not provided.' })
      t.equal(response.headers['www-authenticate'], 'JWT realm="api"')
    })

    t.test('has all of our routes', async t => {
      const registration = {
        username: `newbie_${order}`,
        password1: 'a lovely passphrase',
        password2: 'a lovely passphrase'
      }
      const registered = await post(app, '/rest-auth/registration/', registration)
      t.equal(registered.status, 201)
      t.match(readRows(app, 'select username from auth_user where id = ?', registered.body.user.pk), [
        { username: `newbie_${order}` }
      ])
      const { token } = registered.body
      t.match(await post(app, '/api-jwt-auth/verify/', { token }), { status: 200, body: { token } })
      const refreshed = await post(app, '/api-jwt-auth/refresh/', { token })
      t.equal(refreshed.status, 200)
      t.equal(claimsOf(refreshed.body.token).sid, claimsOf(token).sid)
      t.match(await post(app, '/rest-auth/login/', { username: 'alice', password }), {
        status: 200,
        body: { user: { pk: 1 } }
      })
      const headers = { authorization: `JWT ${token}` }
      const user = await app.inject({ method: 'PATCH', url: '/rest-auth/user/', headers, payload: { first_name: 'A' } })
      t.match(user.json(), { username: `newbie_${order}`, first_name: 'A' })
      t.match(await post(app, '/accounts/rest-auth/kakao/', { access_token: 'x' }), { status: 503 })
    })

    t.test('and they read and answer in our way', async t => {
      const url = '/api-jwt-auth/'
      const send = (type: string, payload: string) =>
        app.inject({ method: 'POST', url, headers: { 'content-type': type }, payload })
      t.same((await send('application/json', '{}')).json(), {
        username: ['This field is required.'],
        password: ['This field is required.']
      })
      t.same((await send('application/json', '{')).json(), { detail: 'JSON parse error - not valid JSON' })
      t.same((await send('text/plain', 'hello')).json(), { detail: 'Unsupported media type "text/plain" in request.' })
      const form = new URLSearchParams({ username: 'alice', password }).toString()
      t.equal((await send('application/x-www-form-urlencoded', form)).statusCode, 200)
      t.same((await app.inject(url)).json(), { detail: 'Method "GET" not allowed.' })
    })
  })
}

t.test("a host's own compilers of schemas and serializer do not meet ours", async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  const mine = () => {
    throw new Error("a schema that is not the host's")
  }
  app.setValidatorCompiler(() => mine)
  app.setSerializerCompiler(() => mine)
  app.setReplySerializer(payload => JSON.stringify({ wrapped: payload }))
  await app.register(suite, { secretKey, databaseUrl: djangoDatabase(t) })
  t.match(await post(app, '/api-jwt-auth/', { username: 'alice', password }), { status: 200 })
  t.match(await post(app, '/rest-auth/login/', { username: 'alice', password }), {
    status: 200,
    body: { user: { pk: 1 } }
  })
  t.match(await post(app, '/rest-auth/login/', {}), { status: 400, body: { password: ['This field is required.'] } })
})

t.test("an error of @fastify/sensible keeps its status where a host's routes answer as ours do", async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(sensible)
  await app.register(async posts => {
    await posts.register(answers)
    posts.get('/app/post/:id', async () => {
      throw app.httpErrors.notFound('There is no such post.')
    })
  })
  const response = await app.inject('/app/post/5')
  t.equal(response.statusCode, 404)
  t.same(response.json(), { detail: 'There is no such post.' })
})

t.test('the suite can stand in a context of the host, and what is outside of it knows nothing of it', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  const databaseUrl = djangoDatabase(t)
  await app.register(async scope => scope.register(suite, { secretKey, databaseUrl }), { prefix: '/v1' })
  t.match(await post(app, '/v1/api-jwt-auth/', { username: 'alice', password }), { status: 200 })
  t.match(await post(app, '/api-jwt-auth/', { username: 'alice', password }), { status: 404 })
  t.notOk(app.hasDecorator('authenticate'))
})

t.test('the suite is what the package exports by default', async t => {
  t.equal(defaultExport, suite)
})

t.test('plugins one by one, as the README has it', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(database, { url: djangoDatabase(t) })
  await app.register(jwtAuth, { secret: secretKey, allowRefresh: true })
  await app.register(restAuth)
  await app.register(socialKakao, { appId: 770001 })
  app.get('/app/post/', { onRequest: app.authenticate }, async request => [{ id: 1, author: request.user.username }])

  t.test('protect a route', async t => {
    const posts = await app.inject({ url: '/app/post/', headers: { authorization: `JWT ${await obtain(app)}` } })
    t.same(posts.json(), [{ id: 1, author: 'alice' }])
    t.equal((await app.inject('/app/post/')).statusCode, 401)
  })

  t.test('register, log in and refresh', async t => {
    const registration = { username: 'newbie', password1: 'a lovely passphrase', password2: 'a lovely passphrase' }
    const { token } = (await post(app, '/rest-auth/registration/', registration)).body
    t.match(await post(app, '/api-jwt-auth/refresh/', { token }), { status: 200 })
    t.match(await post(app, '/accounts/rest-auth/kakao/', {}), { status: 400 })
  })

  t.test('take no token of Django REST Framework: nobody asked for that', async t => {
    const authorization = 'Token 8df73dafbde4c669dc37a9ea7620434515b2cc43'
    t.equal((await app.inject({ url: '/app/post/', headers: { authorization } })).statusCode, 401)
  })
})

t.test('a plugin whose dependency is missing says which', async t => {
  const cases: [register: (app: FastifyInstance) => PromiseLike<unknown>, dependency: string, plugin: string][] = [
    [app => app.register(sites), 'rest-auth-database', 'rest-auth-sites'],
    [app => app.register(jwtAuth, { secret: secretKey }), 'rest-auth-database', 'rest-auth-jwt'],
    [app => app.register(tokenAuth), 'rest-auth-jwt', 'rest-auth-token'],
    [app => app.register(restAuth), 'rest-auth-jwt', 'rest-auth'],
    [app => app.register(socialKakao, { appId: 770001 }), 'rest-auth-jwt', 'rest-auth-social-kakao']
  ]
  for (const [register, dependency, plugin] of cases) {
    const app = Fastify()
    t.teardown(() => app.close())
    const message = `The dependency '${dependency}' of plugin '${plugin}' is not registered`
    await t.rejects(async () => register(app), { message }, plugin)
  }
})

t.test('passwords need nothing', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(passwords)
  t.ok(app.hasDecorator('passwords'))
})

t.test('a setting that is wrong stops the start with one line that names it', async t => {
  const databaseUrl = newDatabase(t)
  const good = { secretKey, databaseUrl }
  const cases: [options: SuiteOptions | object, message: string][] = [
    [{ databaseUrl }, 'JWT_SECRET_KEY or SECRET_KEY is missing'],
    [{ ...good, secretKey: 'short' }, 'JWT_SECRET_KEY or SECRET_KEY is too short: it takes 32 bytes or more'],
    [{ ...good, jwtSecretKey: 'short' }, 'JWT_SECRET_KEY or SECRET_KEY is too short: it takes 32 bytes or more'],
    [
      { ...good, secretKey: 'a-string-secret-at-least-256-bits-long' },
      'JWT_SECRET_KEY or SECRET_KEY is too easy to guess'
    ],
    [{ ...good, databaseURL: databaseUrl }, 'there is no setting databaseURL'],
    [{ ...good, SECRET_KEY: secretKey }, 'there is no setting SECRET_KEY'],
    [{ ...good, databaseUrl: 'postgres://user:secret@host/db' }, 'DATABASE_URL takes file:PATH, not "postgres:…"'],
    [{ ...good, jwtAllowRefresh: 'true' }, 'JWT_ALLOW_REFRESH takes true or false, not "true"'],
    [{ ...good, siteId: 0 }, 'SITE_ID takes a whole number, 1 or more, or auto, not 0'],
    [{ ...good, siteId: 9 }, 'SITE_ID is 9, and there is no such site; there are 1 (example.com)'],
    [{ ...good, kakaoAppId: '770001' }, 'KAKAO_APP_ID takes the number of the Kakao app, as in 770001, not "770001"'],
    [
      { ...good, kakaoApiUrl: 'kapi.kakao.com' },
      'KAKAO_API_URL takes an address without a path, such as https://kapi.kakao.com, not "kapi.kakao.com"'
    ]
  ]
  for (const [options, message] of cases) {
    const app = Fastify()
    t.teardown(() => app.close())
    await t.rejects(async () => app.register(suite, options), { code: 'REST_AUTH_START', message }, message)
  }
})

t.test('JWT_SECRET_KEY signs in place of SECRET_KEY', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  const jwtSecretKey = 'another secret of 32 bytes or more'
  await app.register(suite, { secretKey, jwtSecretKey, databaseUrl: djangoDatabase(t) })
  const token = await obtain(app)
  const other = Fastify()
  t.teardown(() => other.close())
  await other.register(suite, { secretKey: jwtSecretKey, databaseUrl: `file:${app.database.path}` })
  t.match(await post(other, '/api-jwt-auth/verify/', { token }), { status: 200 })
})

t.test("two servers on one database take each other's tokens, and see what the other ends", async t => {
  const databaseUrl = djangoDatabase(t)
  const [one, two] = await Promise.all(
    [1, 2].map(async () => {
      const app = Fastify()
      t.teardown(() => app.close())
      await app.register(suite, { secretKey, jwtAllowRefresh: true, databaseUrl })
      return app
    })
  )
  if (one === undefined || two === undefined) return t.fail('there are two')
  const token = await obtain(one)
  t.match(await post(two, '/api-jwt-auth/refresh/', { token }), { status: 200 })
  await two.database.transaction(({ sessions }) => sessions.endAll(1, new Date()))
  t.match(await post(one, '/api-jwt-auth/verify/', { token }), { status: 400 })
})

t.test("a host's route answers as ours do in a context with answers and resource", async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(suite, { secretKey, databaseUrl: djangoDatabase(t) })
  await app.register(async posts => {
    await posts.register(answers)
    resource(posts, '/app/post/', {
      name: 'Post List',
      onRequest: app.authenticate,
      GET: { handler: async request => [{ id: 1, author: request.user.username }] }
    })
  })
  const headers = { authorization: `JWT ${await obtain(app)}` }
  t.same((await app.inject({ url: '/app/post/', headers })).json(), [{ id: 1, author: 'alice' }])
  const response = await app.inject({ method: 'DELETE', url: '/app/post/', headers })
  t.equal(response.statusCode, 405)
  t.equal(response.headers.allow, 'GET, HEAD, OPTIONS')
})
