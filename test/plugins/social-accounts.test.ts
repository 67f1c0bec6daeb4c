import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { database } from '../../plugins/database.ts'
import { jwtAuth } from '../../plugins/jwt-auth.ts'
import { socialAccounts } from '../../plugins/social-accounts.ts'
import { socialKakao } from '../../plugins/social-kakao.ts'
import { socialNaver } from '../../plugins/social-naver.ts'
import { addProvider } from '../../plugins/social-provider.ts'
import { createApp, djangoDatabase, obtain, post, secretKey } from '../helper.ts'
import { writeRows } from '../outside.ts'

const inputMissing = { non_field_errors: ['Incorrect input. access_token or code is required.'] }

/** A server with the two plugins that are needed, and no provider yet. */
async function createServer(t: Test, url = djangoDatabase(t)): Promise<FastifyInstance> {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(database, { url })
  await app.register(jwtAuth, { secret: secretKey })
  return app
}

/** The statuses of the list, with a token and without; 404 where it is not. */
async function statusesAt(app: FastifyInstance, url: string): Promise<number[]> {
  const headers = { authorization: `JWT ${await obtain(app)}` }
  const answers = [await app.inject({ url, headers }), await app.inject(url)]
  return answers.map(({ statusCode }) => statusCode)
}

/** 지윤, who has Kakao alone and gets an account at Naver, takes the one at Kakao away. */
async function disconnectKakao(app: FastifyInstance) {
  await app.ready()
  writeRows(
    app,
    `insert or ignore into socialaccount_socialaccount (id, provider, uid, last_login, date_joined, extra_data, user_id)
     values (50, 'naver', '50', '2026-11-23', '2026-11-23', '{}', 6)`
  )
  const token = await app.jwtAuth.issue({ id: 6 })
  return post(app, '/socialaccounts/1/disconnect/', {}, { authorization: `JWT ${token}` })
}

/** A provider without any facts. */
const anyProvider = {
  provider: { id: 'any', name: 'Any' },
  keys: { clientId: '', secret: '', key: '' },
  settings: { proof: 'x', clientId: 'x' },
  scopes: [],
  acceptsUnprovenTokens: false,
  unlinksAtProvider: false,
  eventPolicy: {}
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
  await app.register(socialNaver, { prefix: '/second' })
  t.same(await post(app, '/second/accounts/rest-auth/naver/', {}).then(({ body }) => body), inputMissing)
  t.same(await statusesAt(app, '/socialaccounts/'), [200, 401])
  t.same(await statusesAt(app, '/second/socialaccounts/'), [404, 404])
})

t.test('neither do providers in contexts of their own, where the accounts were there before', async t => {
  const app = await createServer(t)
  await app.register(socialAccounts, { prefix: '/me' })
  await app.register(async scope => scope.register(socialKakao, { prefix: '/one' }))
  await app.register(async scope => scope.register(socialNaver, { prefix: '/two' }))
  t.same((await post(app, '/one/accounts/rest-auth/kakao/', {})).body, inputMissing)
  t.same((await post(app, '/two/accounts/rest-auth/naver/', {})).body, inputMissing)
  t.same(await statusesAt(app, '/me/socialaccounts/'), [200, 401])
  for (const prefix of ['', '/one', '/two']) t.same(await statusesAt(app, `${prefix}/socialaccounts/`), [404, 404])
})

t.test('providers that are registered without waiting for each other share them', async t => {
  const app = await createServer(t)
  app.register(socialKakao)
  app.register(socialNaver, { prefix: '/second' })
  await app.ready()
  t.same([...app.accounts.social.clients.keys()], ['kakao', 'naver'])
  t.same(await statusesAt(app, '/socialaccounts/'), [200, 401])
})

t.test('an account of any provider that is served is a way in', async t => {
  const app = await createServer(t)
  await app.register(socialKakao)
  const { status, body } = await disconnectKakao(app)
  t.same([status, body], [400, { non_field_errors: ['Your account has no password set up.'] }])
  const other = await createServer(t, `file:${app.database.path}`)
  await other.register(socialKakao)
  await other.register(socialNaver)
  t.equal((await disconnectKakao(other)).status, 200, 'the account at Naver stays')
})

t.test('a provider has a name that a column and an address can hold, and no other has it', async t => {
  const app = await createServer(t)
  const description = { ...anyProvider, name: 'Any' }
  for (const id of ['', 'Kakao', '1st', 'a/b', 'a b', '카카오', `a${'b'.repeat(30)}`]) {
    await t.rejects(addProvider(app, {}, { ...description, id }), {
      code: 'REST_AUTH_START',
      message: `a provider cannot be called ${JSON.stringify(id)}`
    })
  }
  const longest = `a${'b'.repeat(29)}`
  t.equal((await addProvider(app, {}, { ...description, id: longest })).id, longest)
  await t.rejects(addProvider(app, {}, { ...description, id: longest }), {
    code: 'REST_AUTH_START',
    message: `there is a provider ${longest} already`
  })
})

for (const [options, message] of [
  [{ secretkey: 'x' }, 'socialAccounts has no option secretkey'],
  [
    { secretKey: 'too short' },
    'SOCIAL_SECRET_KEY takes a text of 32 characters or more, or several with commas between them'
  ],
  [{ storeTokens: 'yes' }, 'SOCIALACCOUNT_STORE_TOKENS takes true or false, not "yes"'],
  [{ loginRedirectUrl: '//evil.example' }, 'LOGIN_REDIRECT_URL takes a path or an address, not "//evil.example"']
] as const) {
  t.test(`the start stops at ${JSON.stringify(options)}`, async t => {
    const app = await createServer(t)
    await t.rejects(async () => app.register(socialAccounts, options as object), { code: 'REST_AUTH_START', message })
  })
}

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
