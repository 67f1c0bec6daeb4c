import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { database } from '../../plugins/database.ts'
import { jwtAuth } from '../../plugins/jwt-auth.ts'
import { socialGithub } from '../../plugins/social-github.ts'
import { socialGoogle } from '../../plugins/social-google.ts'
import { socialLine } from '../../plugins/social-line.ts'
import { socialNaver } from '../../plugins/social-naver.ts'
import { socialProvider } from '../../plugins/social-provider.ts'
import { newDatabase, readRows, secretKey } from '../helper.ts'
import { writeRows } from '../outside.ts'
import { beginByBrowser, createProviderApp, rowsOf, type TestedProvider } from '../provider-app.ts'

const [me, token] = ['https://shop-id.example/me', 'https://shop-id.example/token'] as const

/** A provider as a host may write one. */
const plugin = socialProvider({
  id: 'shop-id',
  name: 'Shop ID',
  facts: () => ({
    id: 'shop-id',
    name: 'Shop ID',
    token: { url: token },
    profile: {
      ask: () => [{ url: me }],
      read: () => ({ uid: '7', email: '', emailVerified: false, username: 'jo' })
    }
  })
})
const shop: TestedProvider = {
  id: 'shop-id',
  name: 'Shop ID',
  plugin,
  options: { clientId: 'the-client', clientSecret: 'the-secret' },
  answers: { [me]: { id: 7 }, [token]: { access_token: 'a-token' } }
}

/** What a provider needs, and no more. */
async function createHost(t: Test) {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(database, { url: newDatabase(t) })
  await app.register(jwtAuth, { secret: secretKey })
  return app
}

t.test('a provider of a host is facts alone: its code logs in', async t => {
  const { app, logIn } = await createProviderApp(t, shop)
  t.equal((await logIn({ code: 'a-code' })).status, 200)
  t.match(rowsOf(app), { users: [{ username: 'jo' }], accounts: [{ provider: 'shop-id', uid: '7' }] })
})

t.test('an option that is undefined is as good as none', async t => {
  const { logIn } = await createProviderApp(t, shop, { options: { scopes: undefined } })
  t.equal((await logIn({ code: 'a-code' })).status, 200)
})

t.test('the keys of the Social application of the site go before the options', async t => {
  const { app, provider, logIn } = await createProviderApp(t, shop)
  writeRows(
    app,
    `insert into socialaccount_socialapp (provider, name, client_id, secret, key)
     values ('shop-id', '', 'row-client', '', '')`
  )
  writeRows(app, 'insert into socialaccount_socialapp_sites (socialapp_id, site_id) values (1, 1)')
  t.equal((await logIn({ code: 'a-code' })).status, 200)
  t.match(provider.lastAt(token)?.form, { client_id: 'row-client', client_secret: 'the-secret' })
})

for (const [plugin, id] of [
  [socialGoogle, 'google'],
  [socialGithub, 'github']
] as const) {
  t.test(`without keys the logins of ${id} are not set up, and nobody is let in`, async t => {
    const { app, logIn } = await createProviderApp(t, { ...shop, id, plugin, options: {} })
    const byToken = await logIn({ access_token: 'a-token' })
    const byCode = await logIn({ code: 'a-code' })
    const sentence = (setting: string) => `Social login is not set up on this server: ${setting} is missing.`
    t.same(byToken.body, { detail: sentence(`SOCIALACCOUNT_PROVIDERS ${id}.clientId or clientSecret`) })
    t.same(byCode.body, { detail: sentence(`SOCIALACCOUNT_PROVIDERS ${id}.clientId`) })
    t.same([byToken.status, byCode.status], [503, 503])
    t.equal((await app.inject(`/accounts/${id}/login/`)).statusCode, 503)
  })
}

t.test('a page tells of a login that was given up, by the names of the provider and the site', async t => {
  const google = { ...shop, id: 'google', plugin: socialGoogle }
  const { app } = await createProviderApp(t, google)
  const { parameters, cookie } = await beginByBrowser(app, 'google')
  const query = { state: String(parameters.state), error: 'access_denied' }
  const page = await app.inject({ url: '/accounts/google/login/callback/', query, headers: { cookie } })
  t.equal(page.statusCode, 400)
  t.match(page.body, 'You have not logged in to example.com by Google.')
})

t.test('a provider needs no more than the database and the JWT plugin, and brings the rest along once', async t => {
  const app = await createHost(t)
  await app.register(socialGoogle, { clientId: 'x', prefix: '/api' })
  await app.register(socialNaver, { clientId: 'x' })
  await app.ready()
  const paths = app.printRoutes({ commonPrefix: false })
  t.match(paths, /api\/accounts\/rest-auth\/google/)
  t.match(paths, /accounts\/rest-auth\/naver/)
  t.equal(app.hasDecorator('social'), true)
  t.same([...app.accounts.social.clients.keys()], ['google', 'naver'])
})

t.test('the redirect URI has the prefix', async t => {
  const { app } = await createProviderApp(
    t,
    { ...shop, id: 'google', plugin: socialGoogle },
    { options: { prefix: '/api' } }
  )
  const { headers } = await app.inject('/api/accounts/google/login/')
  const redirectUri = new URL(String(headers.location)).searchParams.get('redirect_uri')
  t.equal(redirectUri, 'https://example.com/api/accounts/google/login/callback/')
})

t.test('the same provider twice stops the start', async t => {
  const app = await createHost(t)
  await app.register(socialLine, { clientId: 'x' })
  await t.rejects(async () => app.register(socialLine, { clientId: 'x' }), {
    code: 'REST_AUTH_START',
    message: 'there is a provider line already'
  })
})

t.test('nobody is written into the rows of another provider', async t => {
  const { app, logIn } = await createProviderApp(t, shop)
  writeRows(
    app,
    `insert into auth_user
       (id, username, password, email, first_name, last_name, is_superuser, is_staff, is_active, date_joined)
     values (50, 'other', '!', '', '', '', 0, 0, 1, '2020-01-01 00:00:00')`
  )
  writeRows(
    app,
    `insert into socialaccount_socialaccount (provider, uid, user_id, extra_data, date_joined, last_login)
     values ('line', '7', 50, '{}', '2020-01-01 00:00:00', '2020-01-01 00:00:00')`
  )
  t.equal((await logIn({ code: 'a-code' })).body.user.username, 'jo')
  t.same(readRows(app, 'select provider, uid from socialaccount_socialaccount order by id'), [
    { provider: 'line', uid: '7' },
    { provider: 'shop-id', uid: '7' }
  ])
})
