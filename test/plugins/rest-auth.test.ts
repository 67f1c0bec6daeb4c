import Fastify from 'fastify'
import t from 'tap'
import { database } from '../../plugins/database.ts'
import { jwtAuth } from '../../plugins/jwt-auth.ts'
import { restAuth } from '../../plugins/rest-auth.ts'
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
    ['POST', '/accounts/rest-auth/kakao/', 503, {}]
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
