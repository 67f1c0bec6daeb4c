// What is kept of providers' tokens, and of the keys that they were made for: nothing, unless it is asked for.
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { saveSocialToken } from '../../accounts/save-social-token.ts'
import { keysOf } from '../../accounts/social-client.ts'
import { createSealer } from '../../core/sealer.ts'
import { createKakaoApp, djangoDatabase, newDatabase, post, readRows } from '../helper.ts'
import { connect, countRows, execute, logIn, oneOfEach } from '../kakao-login.ts'
import { clientOf } from '../social-client.ts'
import { createSocialLogin } from './social-acts.ts'

const apps = 'select id, provider, name, client_id, secret, key from socialaccount_socialapp'
const appSites = 'select socialapp_id, site_id from socialaccount_socialapp_sites'
const tokens = 'select app_id, token, token_secret from socialaccount_socialtoken order by id'
const secrets = { kakaoClientSecret: 'kakao-client-secret', kakaoNativeAppKey: 'kakao-native-app-key' }
const socialSecretKey = 'seals what providers gave, 32 bytes or more'

const tokenOf = (app: FastifyInstance, token: string) =>
  readRows(app, 'select app_id from socialaccount_socialtoken where token = ?', token)

t.test('unless it is asked for, no token is kept, and no application is made', async t => {
  const { app, logIn } = await createSocialLogin(t, { socialaccountStoreTokens: false })
  t.equal((await logIn('tok-jiyun')).isNew, true)
  t.equal((await logIn('tok-jiyun-2')).isNew, false)
  t.same(countRows(app), {
    ...oneOfEach,
    socialaccount_socialapp: 0,
    socialaccount_socialapp_sites: 0,
    socialaccount_socialtoken: 0,
    rest_auth_session: 2
  })
})

t.test('that is how it is when no setting says so, for logins, connections and codes', async t => {
  const { app, kakao } = await createKakaoApp(t, {
    databaseUrl: djangoDatabase(t),
    socialaccountStoreTokens: undefined,
    ...secrets
  })
  execute(app, 'delete from socialaccount_socialtoken')
  const { token } = (await logIn(app, 'tok-noemail')).body
  t.equal((await connect(app, token, 'tok-n1')).status, 200)
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: kakao.app.restApiKey,
    redirect_uri: 'https://example.com/accounts/kakao/login/callback/'
  })
  const back = kakao.authorize(`${kakao.url}/oauth/authorize?${query}`, { personId: '3700000001' })
  const code = new URL(back).searchParams.get('code')
  t.equal((await post(app, '/accounts/rest-auth/kakao/', { code })).status, 200)
  t.same(readRows(app, tokens), [])
})

t.test('tokens that Django kept stay as they are where none is kept', async t => {
  const { app, logIn } = await createSocialLogin(t, { databaseUrl: djangoDatabase(t), socialaccountStoreTokens: false })
  const before = readRows(app, 'select * from socialaccount_socialtoken')
  await logIn('tok-jiyun-2')
  t.strictSame(readRows(app, 'select * from socialaccount_socialtoken'), before)
})

t.test('a site without an application for Kakao gets one, of the keys of the settings', async t => {
  const { app, logIn } = await createSocialLogin(t, secrets)
  await logIn('tok-jiyun')
  t.strictSame(readRows(app, apps), [
    {
      id: 1,
      provider: 'kakao',
      name: 'Kakao',
      client_id: 'kakao-rest-api-key',
      secret: 'kakao-client-secret',
      key: 'kakao-native-app-key'
    }
  ])
  t.strictSame(readRows(app, appSites), [{ socialapp_id: 1, site_id: 1 }])
})

t.test('the next person uses the same application', async t => {
  const { app, logIn } = await createSocialLogin(t)
  await logIn('tok-jiyun')
  await logIn('tok-noemail')
  t.equal(readRows(app, apps).length, 1)
  t.strictSame(readRows(app, 'select app_id from socialaccount_socialtoken'), [{ app_id: 1 }, { app_id: 1 }])
})

t.test('the application that the site has is used, and left as it is', async t => {
  const { app, logIn } = await createSocialLogin(t, { databaseUrl: djangoDatabase(t), ...secrets, socialSecretKey })
  const before = [readRows(app, apps), readRows(app, appSites)]
  await logIn('tok-noemail')
  t.strictSame([readRows(app, apps), readRows(app, appSites)], before)
  t.equal(readRows(app, tokens).at(-1)?.app_id, 1)
})

t.test('of two applications of the site the older is used', async t => {
  const { app, logIn } = await createSocialLogin(t, { databaseUrl: djangoDatabase(t) })
  execute(
    app,
    `insert into socialaccount_socialapp (provider, name, client_id, secret, key) values ('kakao', 'new', '', '', '');
     insert into socialaccount_socialapp_sites (socialapp_id, site_id) values (last_insert_rowid(), 1)`
  )
  await logIn('tok-noemail')
  t.strictSame(tokenOf(app, 'tok-noemail'), [{ app_id: 1 }])
})

t.test("another site's application is not used: the site gets its own", async t => {
  const { app, logIn } = await createSocialLogin(t, { databaseUrl: djangoDatabase(t) })
  await logIn('tok-noemail', { siteId: 2 })
  t.match(readRows(app, apps), [
    { id: 1, provider: 'kakao', client_id: 'kakao-rest-api-key' },
    { id: 2, provider: 'facebook' },
    { id: 3, provider: 'kakao', client_id: 'kakao-rest-api-key' }
  ])
  t.strictSame(readRows(app, appSites), [
    { socialapp_id: 1, site_id: 1 },
    { socialapp_id: 2, site_id: 2 },
    { socialapp_id: 3, site_id: 2 }
  ])
  t.strictSame(tokenOf(app, 'tok-noemail'), [{ app_id: 3 }])
})

t.test("one person's tokens of two sites stand beside each other", async t => {
  const { app, logIn } = await createSocialLogin(t, { databaseUrl: djangoDatabase(t) })
  const { user } = await logIn('tok-jiyun-2', { siteId: 2 })
  t.equal(user.id, 6)
  t.strictSame(readRows(app, tokens), [
    { app_id: 1, token: 'tok-jiyun', token_secret: 'refresh-jiyun' },
    { app_id: 3, token: 'tok-jiyun-2', token_secret: '' }
  ])
})

/** Keeps tokens of 지윤, whose account is 1, as any way in does. */
async function keep(app: FastifyInstance, accessToken: string, refreshToken: string) {
  const identity = { uid: '3700000001', tokens: { accessToken, refreshToken, expiresAt: undefined } }
  await app.database.transaction(queries => saveSocialToken(app.accounts, queries, clientOf(app), identity, 1))
}

t.test('a refresh token is replaced by a new one, and by nothing else', async t => {
  const { app } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t) })
  await keep(app, 'access-2', 'refresh-2')
  await keep(app, 'access-3', '')
  t.strictSame(readRows(app, tokens), [{ app_id: 1, token: 'access-3', token_secret: 'refresh-2' }])
})

t.test(
  'with SOCIAL_SECRET_KEY both tokens are sealed for whose they are, and nothing is made of no refresh token',
  async t => {
    const { app } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t), socialSecretKey })
    await keep(app, 'access-2', 'refresh-2')
    await keep(app, 'access-3', '')
    const [row] = readRows(app, tokens)
    const sealer = createSealer([socialSecretKey], 'provider secrets')
    for (const [column, text] of [
      ['token', 'access-3'],
      ['token_secret', 'refresh-2']
    ] as const) {
      const kept = String(row?.[column])
      t.match(kept, /^sealed1:[\w-]+$/)
      t.equal(sealer.open(kept, 'socialtoken kakao 3700000001'), text)
      t.equal(sealer.open(kept, 'socialtoken kakao 3700000002'), undefined, 'moved to another row it opens no more')
    }
    execute(app, 'delete from socialaccount_socialtoken')
    await keep(app, 'access-4', '')
    t.match(readRows(app, tokens), [{ token: /^sealed1:/, token_secret: '' }])
  }
)

t.test('with it the client secret of an application that is made is sealed, and opened where it is needed', async t => {
  const { app, logIn } = await createSocialLogin(t, { ...secrets, socialSecretKey })
  await logIn('tok-jiyun')
  t.match(readRows(app, apps), [{ client_id: 'kakao-rest-api-key', secret: /^sealed1:/, key: 'kakao-native-app-key' }])
  t.notMatch(JSON.stringify([readRows(app, apps), readRows(app, tokens)]), /client-secret|tok-jiyun/)
  t.match(await keysOf({ database: app.database, sealer: app.accounts.social.sealer }, clientOf(app)), {
    secret: 'kakao-client-secret'
  })
})

t.test('where there is no client secret none is sealed', async t => {
  const { app, logIn } = await createSocialLogin(t, { socialSecretKey })
  await logIn('tok-jiyun')
  t.match(readRows(app, apps), [{ secret: '' }])
})

/** A host that has sealed what it kept, and is started without its secret. */
async function restart(t: Test, options: { socialSecretKey?: string }) {
  const databaseUrl = newDatabase(t)
  const sealed = await createSocialLogin(t, { databaseUrl, ...secrets, socialSecretKey })
  await sealed.logIn('tok-jiyun')
  await sealed.app.close()
  return createKakaoApp(t, { databaseUrl, ...secrets, ...options })
}

for (const [what, options] of [
  ['nobody has the key to', {}],
  ['was sealed by another key', { socialSecretKey: 'another key than the one before, of 32' }]
] as const) {
  t.test(`a client secret that ${what} stops logins by the provider: 503 that names the setting`, async t => {
    const { app, kakao } = await restart(t, options)
    for (const payload of [{ access_token: 'tok-jiyun' }, { id_token: 'a.b.c' }, { code: 'any' }]) {
      const { status, body, headers } = await post(app, '/accounts/rest-auth/kakao/', payload)
      t.equal(status, 503)
      t.same(body, { detail: 'Social login is not set up on this server: SOCIAL_SECRET_KEY is missing.' })
      t.equal(headers['retry-after'], '5')
    }
    t.same(kakao.asked, [])
    t.equal(readRows(app, 'select * from rest_auth_session').length, 1)
  })
}
