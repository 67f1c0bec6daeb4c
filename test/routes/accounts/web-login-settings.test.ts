import { text } from 'node:stream/consumers'
import t from 'tap'
import { readRows } from '../../helper.ts'
import { begin, createWebApp, logInByBrowser, loginCodeIn, pickUp } from '../../web-login.ts'

const kakaoScopes = ['openid', 'account_email', 'profile_nickname']

t.test('with KAKAO_PKCE=off no challenge is sent, and no verifier', async t => {
  const server = await createWebApp(t, { kakaoPkce: false })
  const { asked } = await begin(server.app)
  t.notOk(asked.has('code_challenge'))
  t.notOk(asked.has('code_challenge_method'))
  t.match(asked.get('state'), /^[\w-]{22}$/)
  t.equal((await logInByBrowser(server)).statusCode, 303)
  const { promise, resolve } = Promise.withResolvers<string>()
  server.kakao.fail('/oauth/token', async (request, response) => {
    resolve(await text(request))
    response.writeHead(503).end()
  })
  await logInByBrowser(server)
  t.notMatch(await promise, 'code_verifier')
})

t.test('KAKAO_SCOPES are asked for, with commas, as Kakao has them; without them Kakao decides', async t => {
  const plain = await createWebApp(t)
  t.notOk((await begin(plain.app)).asked.has('scope'))
  const { app } = await createWebApp(t, { kakaoScopes })
  t.equal((await begin(app)).asked.get('scope'), 'openid,account_email,profile_nickname')
})

t.test('`scope` asks for some of them only, and for openid beside them, or there would be no id_token', async t => {
  const { app } = await createWebApp(t, { kakaoScopes })
  for (const [scope, asked] of [
    ['account_email', 'openid,account_email'],
    ['profile_nickname,account_email', 'openid,account_email,profile_nickname'],
    ['profile_nickname account_email', 'openid,account_email,profile_nickname'],
    [' ,account_email, ', 'openid,account_email']
  ] as const) {
    t.equal((await begin(app, { scope })).asked.get('scope'), asked, scope)
  }
  const without = await createWebApp(t, { kakaoScopes: ['account_email', 'profile_image'] })
  t.equal((await begin(without.app, { scope: 'profile_image' })).asked.get('scope'), 'profile_image')
})

t.test('a prompt is passed on; one that nobody knows is not', async t => {
  const { app } = await createWebApp(t)
  for (const prompt of ['login', 'none', 'create', 'select_account', 'consent']) {
    t.equal((await begin(app, { prompt })).asked.get('prompt'), prompt)
  }
  for (const prompt of ['whatever', 'login none', 'LOGIN', '']) {
    t.notOk((await begin(app, { prompt })).asked.has('prompt'), prompt)
  }
})

t.test('nothing else of a request reaches Kakao', async t => {
  const { app } = await createWebApp(t)
  const forged = { redirect_uri: 'https://evil.example', client_id: 'evil', state: 'x', nonce: 'y', login_hint: 'z' }
  const { asked, location } = await begin(app, forged)
  t.notMatch(location, 'evil')
  t.notOk(asked.has('login_hint'))
  t.not(asked.get('state'), 'x')
  t.not(asked.get('nonce'), 'y')
})

t.test('an issuer of OpenID Connect is asked by what its document says', async t => {
  const { app, kakao } = await createWebApp(t, ({ url: issuer }) => {
    const keys = { clientId: 'kakao-rest-api-key', clientSecret: 'kakao-client-secret' }
    return { socialaccountProviders: { keycloak: { issuer, ...keys, label: 'Keycloak', scopes: ['openid'] } } }
  })
  const begun = await app.inject('/accounts/keycloak/login/?next=/in')
  const location = new URL(String(begun.headers.location))
  t.equal(location.origin + location.pathname, `${kakao.url}/oauth/authorize`)
  t.match(location.searchParams.get('code_challenge'), /^[\w-]{43}$/)
  const [cookie = ''] = String(begun.headers['set-cookie']).split(';')
  const query = new URL(kakao.authorize(location, { personId: '3700000001' })).search
  const url = `/accounts/keycloak/login/callback/${query}`
  const evil = await app.inject({ url: `${url}&iss=https%3A%2F%2Fevil.example`, headers: { cookie } })
  t.equal(evil.statusCode, 400)
  t.match(evil.body, 'Keycloak did not confirm the login.')
  const back = await app.inject({ url: `${url}&iss=${encodeURIComponent(kakao.url)}`, headers: { cookie } })
  t.match(back.headers.location, /^\/in\?login_code=/)
  t.same(readRows(app, 'select provider, uid from socialaccount_socialaccount'), [
    { provider: 'keycloak', uid: '3700000001' }
  ])
})

t.test('a provider that gives no id_tokens is sent no nonce, and who it is does not matter', async t => {
  const { app } = await createWebApp(t, {
    socialaccountProviders: { github: { clientId: 'github-client', clientSecret: 'y' } }
  })
  const { headers } = await app.inject('/accounts/github/login/')
  const { searchParams } = new URL(String(headers.location))
  t.equal(searchParams.get('client_id'), 'github-client')
  t.notOk(searchParams.has('nonce'))
  const [cookie = ''] = String(headers['set-cookie']).split(';')
  const query = `?state=${searchParams.get('state')}&iss=https%3A%2F%2Fgithub.com%2Flogin%2Foauth&error=access_denied`
  const page = await app.inject({ url: `/accounts/github/login/callback/${query}`, headers: { cookie } })
  t.match(page.body, '<h1>Login was cancelled</h1>')
})

t.test('who comes for the first time is told to the host, once', async t => {
  const registered: string[] = []
  const server = await createWebApp(t, {
    onUserRegistered: ({ username }) => void registered.push(username)
  })
  for (const _ of [1, 2]) await pickUp(server.app, loginCodeIn(await logInByBrowser(server)))
  t.same(registered, ['지윤'])
})
