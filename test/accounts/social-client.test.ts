// By which keys this project is known to a provider: those of its Social application, completed by the settings.
import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { keysOf, openSecret, secretPurpose } from '../../accounts/social-client.ts'
import { createSealer } from '../../core/sealer.ts'
import { createKakaoApp, djangoDatabase, post } from '../helper.ts'
import { execute } from '../kakao-login.ts'
import { clientOf } from '../social-client.ts'

const settings = {
  kakaoRestApiKey: 'rest-of-settings',
  kakaoClientSecret: 'secret-of-settings',
  kakaoNativeAppKey: 'native-of-settings'
}
const fromSettings = { clientId: 'rest-of-settings', secret: 'secret-of-settings', key: 'native-of-settings' }
const socialSecretKey = 'seals what providers gave, 32 bytes or more'
const sealer = createSealer([socialSecretKey], 'provider secrets')

const createServer = (t: Test) => createKakaoApp(t, { databaseUrl: djangoDatabase(t), ...settings, socialSecretKey })

const keys = (app: FastifyInstance, siteId = 1) =>
  keysOf({ database: app.database, sealer: app.accounts.social.sealer }, clientOf(app, 'kakao', { siteId }))

for (const [row, expected] of [
  [
    { client_id: 'rest', secret: 'secret', key: 'native' },
    { clientId: 'rest', secret: 'secret', key: 'native' }
  ],
  [
    { client_id: 'rest', secret: '', key: '' },
    { ...fromSettings, clientId: 'rest' }
  ],
  [
    { client_id: '', secret: 'secret', key: '' },
    { ...fromSettings, secret: 'secret' }
  ],
  [
    { client_id: '', secret: '', key: 'native' },
    { ...fromSettings, key: 'native' }
  ],
  [{ client_id: '', secret: '', key: '' }, fromSettings]
] as const) {
  const filled = Object.entries(row).flatMap(([name, value]) => (value === '' ? [] : [name]))
  t.test(`of an application with ${filled.join(', ') || 'nothing'}, the settings fill the rest`, async t => {
    const { app } = await createServer(t)
    const { client_id, secret, key } = row
    execute(
      app,
      `update socialaccount_socialapp set client_id = '${client_id}', secret = '${secret}', key = '${key}' where id = 1`
    )
    t.same(await keys(app), expected)
  })
}

t.test('without an application of the site the settings say all, whatever another site or provider has', async t => {
  const { app } = await createServer(t)
  t.same(await keys(app, 2), fromSettings)
})

t.test('a code is exchanged by the keys of the application', async t => {
  const { app, kakao } = await createServer(t)
  execute(app, "update socialaccount_socialapp set client_id = 'rest-of-row', secret = 'secret-of-row' where id = 1")
  let sent: Promise<string> | undefined
  kakao.fail('/oauth/token', (request: IncomingMessage, response) => {
    sent = text(request)
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant"}')
  })
  t.equal((await post(app, '/accounts/rest-auth/kakao/', { code: 'any' })).status, 400)
  t.match(Object.fromEntries(new URLSearchParams(await sent)), {
    client_id: 'rest-of-row',
    client_secret: 'secret-of-row'
  })
})

t.test('a key that is changed in the application counts at the next login', async t => {
  const { app, kakao } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t) })
  const logIn = async () =>
    (await post(app, '/accounts/rest-auth/kakao/', { id_token: await kakao.idToken('3700000001') })).status
  t.equal(await logIn(), 200)
  execute(app, "update socialaccount_socialapp set client_id = 'another' where id = 1")
  t.equal(await logIn(), 400)
})

t.test('a secret that Django wrote is read as it is, and a sealed one opened', async t => {
  const { app } = await createServer(t)
  execute(app, "update socialaccount_socialapp set secret = 'plain' where id = 1")
  t.match(await keys(app), { secret: 'plain' })
  const sealed = sealer.seal('hidden', secretPurpose('kakao'))
  execute(app, `update socialaccount_socialapp set secret = '${sealed}' where id = 1`)
  t.match(await keys(app), { secret: 'hidden' })
})

t.test('a sealed secret that cannot be opened is told by the setting that is missing', async t => {
  const notConfigured = {
    message: 'providerNotConfigured',
    statusCode: 503,
    detail: { values: { setting: 'SOCIAL_SECRET_KEY' } },
    cause: { message: 'SOCIAL_SECRET_KEY is missing' }
  }
  const sealed = sealer.seal('hidden', secretPurpose('kakao'))
  const another = createSealer(['another secret of 32 bytes or more'], 'provider secrets')
  t.throws(() => openSecret(undefined, sealed, secretPurpose('kakao')), notConfigured)
  t.throws(() => openSecret(another, sealed, secretPurpose('kakao')), notConfigured)
  t.throws(() => openSecret(sealer, sealed, secretPurpose('google')), notConfigured, "another provider's")
  t.throws(() => openSecret(sealer, `${sealed.slice(0, -4)}AAAA`, secretPurpose('kakao')), notConfigured, 'changed')
  t.equal(openSecret(sealer, sealed, secretPurpose('kakao')), 'hidden')
})
