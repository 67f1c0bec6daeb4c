import { Validator } from '@seriousme/openapi-schema-validator'
import t from 'tap'
import { readEnvironment, settingsFromEnvironment } from '../../settings.ts'
import { createApp, post, secretKey } from '../helper.ts'
import { describe } from '../openapi.ts'
import { startProviderServer } from '../provider-server.ts'

const fromEnvironment = (providers: string) =>
  settingsFromEnvironment({ SECRET_KEY: secretKey, SOCIALACCOUNT_PROVIDERS: providers })

t.test('the providers of SOCIALACCOUNT_PROVIDERS are there, by their files or by OpenID Connect', async t => {
  const names = ['google', 'naver', 'line', 'facebook', 'github', 'apple']
  const options = Object.fromEntries(names.map(name => [name, { clientId: 'x' }]))
  const keycloak = { issuer: 'https://id.example', label: 'Our company', clientId: 'x' }
  const app = await createApp(t, fromEnvironment(JSON.stringify({ ...options, keycloak })))
  const clients = [...app.accounts.social.clients.values()].map(({ id, name }) => [id, name])
  t.same(clients, [
    ['kakao', 'Kakao'],
    ['google', 'Google'],
    ['naver', 'Naver'],
    ['line', 'LINE'],
    ['facebook', 'Facebook'],
    ['github', 'GitHub'],
    ['apple', 'Apple'],
    ['keycloak', 'Our company']
  ])
})

t.test('they are reached and placed as the suite says', async t => {
  const { dispatcher, asked } = await startProviderServer(t, {})
  const providers = { line: { clientId: 'x' }, keycloak: { issuer: 'https://id.example', clientId: 'x' } }
  const app = await createApp(t, { socialaccountProviders: providers, prefix: '/api', dispatcher })
  t.equal((await post(app, '/api/accounts/rest-auth/line/', { access_token: 'x' })).status, 503)
  t.equal((await post(app, '/api/accounts/rest-auth/keycloak/', { id_token: 'x' })).status, 503)
  t.same(
    asked.map(({ address }) => address),
    ['https://api.line.me/oauth2/v2.1/verify', 'https://id.example/.well-known/openid-configuration']
  )
})

t.test('an OpenAPI document tells of their ways in', async t => {
  const apple = { clientId: 'x' }
  const socialaccountProviders = { github: { clientId: 'x' }, apple, 'shop-id': { issuer: 'https://id.example' } }
  const document = await describe(t, { socialaccountProviders })
  t.same(await new Validator().validate({ ...document }), { valid: true })
  const paths = Object.keys(document.paths).filter(path => /github|apple|shop-id/.test(path))
  t.same(
    paths.toSorted(),
    [
      '/accounts/github/login/',
      '/accounts/github/login/callback/',
      '/accounts/rest-auth/apple/',
      '/accounts/rest-auth/apple/connect/',
      '/accounts/rest-auth/github/',
      '/accounts/rest-auth/github/connect/',
      '/accounts/rest-auth/shop-id/',
      '/accounts/rest-auth/shop-id/connect/',
      '/accounts/shop-id/login/',
      '/accounts/shop-id/login/callback/'
    ],
    'without a private key a browser cannot come by Apple'
  )
})

t.test('without SOCIALACCOUNT_PROVIDERS Kakao is alone', async t => {
  const app = await createApp(t, fromEnvironment(''))
  t.same([...app.accounts.social.clients.keys()], ['kakao'])
})

for (const text of ['hunter2', '"hunter2"', '[]', '5', '{"google": "hunter2"}', '{"google": null}', '{"google": []}']) {
  t.test(`SOCIALACCOUNT_PROVIDERS=${text} is refused, and not shown`, async t => {
    const { problems } = readEnvironment({ SOCIALACCOUNT_PROVIDERS: text })
    const example = '{"google": {"clientId": "…", "clientSecret": "…"}}'
    t.same(problems, [`SOCIALACCOUNT_PROVIDERS takes an object in JSON, as in ${example}`])
  })
}

// Names of files beside those of the providers, of Kakao, of no file, and of what is no name of a file.
const strangers = ['accounts', 'provider', 'providers', 'oidc', 'kakao', 'nobody', 'Google', 'x/../social-line']
for (const name of [...strangers, 'constructor', '__proto__', '']) {
  t.test(`there is no provider ${JSON.stringify(name)}`, async t => {
    await t.rejects(createApp(t, { socialaccountProviders: JSON.parse(`{"${name}": {}}`) }), {
      code: 'REST_AUTH_START',
      message: `SOCIALACCOUNT_PROVIDERS: there is no provider ${name}, and it names no issuer`
    })
  })
}

for (const [options, message] of [
  [{ google: { cliendId: 'x' } }, 'SOCIALACCOUNT_PROVIDERS: google has no option cliendId'],
  [{ google: { clientId: 5 } }, 'SOCIALACCOUNT_PROVIDERS: google.clientId takes the client id that the provider gave'],
  [{ keycloak: { issuer: 5 } }, 'SOCIALACCOUNT_PROVIDERS: keycloak.issuer takes the address of an issuer'],
  [{ kakao: { issuer: 'https://id.example' } }, 'there is a provider kakao already']
] as const) {
  t.test(`SOCIALACCOUNT_PROVIDERS ${JSON.stringify(options)} stops the start`, async t => {
    await t.rejects(createApp(t, { socialaccountProviders: options }), { code: 'REST_AUTH_START', message })
  })
}
