import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { database } from '../../plugins/database.ts'
import { jwtAuth } from '../../plugins/jwt-auth.ts'
import { socialAccounts } from '../../plugins/social-accounts.ts'
import { socialKakao } from '../../plugins/social-kakao.ts'
import { createApp, djangoDatabase, obtain, post, secretKey } from '../helper.ts'

/** A server with the two plugins that are needed, and no provider yet. */
async function createServer(t: Test): Promise<FastifyInstance> {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(database, { url: djangoDatabase(t) })
  await app.register(jwtAuth, { secret: secretKey })
  return app
}

/** The statuses of the list, with a token and without; 404 where it is not. */
async function statusesAt(app: FastifyInstance, url: string): Promise<number[]> {
  const headers = { authorization: `JWT ${await obtain(app)}` }
  const answers = [await app.inject({ url, headers }), await app.inject(url)]
  return answers.map(({ statusCode }) => statusCode)
}

t.test('a provider brings the accounts along', async t => {
  const app = await createServer(t)
  await app.register(socialKakao)
  t.same(await statusesAt(app, '/socialaccounts/'), [200, 401])
  t.equal((await post(app, '/socialaccounts/1/disconnect/', {})).status, 401)
})

t.test('under its own prefix', async t => {
  const app = await createServer(t)
  await app.register(socialKakao, { prefix: '/v1' })
  t.same(await statusesAt(app, '/v1/socialaccounts/'), [200, 401])
  t.same(await statusesAt(app, '/socialaccounts/'), [404, 404])
})

t.test('a second provider brings them along no second time', async t => {
  const app = await createServer(t)
  await app.register(socialKakao)
  await app.register(socialKakao, { prefix: '/second' })
  t.equal((await post(app, '/second/accounts/rest-auth/kakao/', {})).status, 503)
  t.same(await statusesAt(app, '/socialaccounts/'), [200, 401])
  t.same(await statusesAt(app, '/second/socialaccounts/'), [404, 404])
})

t.test('neither do providers in contexts of their own, where the accounts were there before', async t => {
  const app = await createServer(t)
  await app.register(socialAccounts, { prefix: '/me' })
  for (const prefix of ['/one', '/two']) await app.register(async scope => scope.register(socialKakao, { prefix }))
  t.equal((await post(app, '/one/accounts/rest-auth/kakao/', {})).status, 503)
  t.equal((await post(app, '/two/accounts/rest-auth/kakao/', {})).status, 503)
  t.same(await statusesAt(app, '/me/socialaccounts/'), [200, 401])
  for (const prefix of ['', '/one', '/two']) t.same(await statusesAt(app, `${prefix}/socialaccounts/`), [404, 404])
})

t.test('providers that are registered without waiting for each other share them', async t => {
  const app = await createServer(t)
  app.register(socialKakao)
  app.register(socialKakao, { prefix: '/second' })
  await app.ready()
  t.same(await statusesAt(app, '/socialaccounts/'), [200, 401])
})

t.test('the suite has them, under its prefix', async t => {
  const plain = await createApp(t, { databaseUrl: djangoDatabase(t) })
  t.same(await statusesAt(plain, '/socialaccounts/'), [200, 401])
  const prefixed = await createApp(t, { databaseUrl: `file:${plain.database.path}`, prefix: '/v1' })
  const headers = { authorization: `JWT ${await obtain(plain)}` }
  t.equal((await prefixed.inject({ url: '/v1/socialaccounts/', headers })).statusCode, 200)
  t.equal((await prefixed.inject({ url: '/socialaccounts/', headers })).statusCode, 404)
})

t.test('the plugin tells what it is missing', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await t.rejects(async () => app.register(socialAccounts), {
    message: "The dependency 'rest-auth-jwt' of plugin 'rest-auth-social-accounts' is not registered"
  })
})
