import { createHash } from 'node:crypto'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { readRows } from '../../helper.ts'
import { claimsOf, writeRows } from '../../outside.ts'
import {
  answerKakao,
  begin,
  beginUrl,
  callbackUrl,
  challenge,
  comeBack,
  cookieName,
  createWebApp,
  jiyun,
  logInByBrowser,
  loginCodeIn,
  pickUp,
  redirectUri,
  verifier
} from '../../web-login.ts'

t.test('a login leads to Kakao, back, and to the front end, which picks up a token and the user', async t => {
  const { app, kakao } = await createWebApp(t)
  const begun = await begin(app, { next: '/welcome', code_challenge: challenge })
  t.equal(begun.location.split('?')[0], `${kakao.url}/oauth/authorize`)
  const back = await comeBack(app, answerKakao(kakao, begun), begun.cookie)
  t.equal(back.statusCode, 303)
  t.match(back.headers.location, /^\/welcome\?login_code=[\w-]{43}$/)
  t.equal(back.body, '')
  const { status, body } = await pickUp(app, loginCodeIn(back), verifier)
  t.equal(status, 200)
  t.same(Object.keys(body), ['token', 'user'])
  t.same(body.user, { pk: 1, username: '지윤', email: 'jiyun@kakao.example', first_name: '', last_name: '' })
  const headers = { authorization: `JWT ${body.token}` }
  t.match((await app.inject({ url: '/whoami', headers })).json(), { id: 1, username: '지윤' })
})

t.test('state, nonce and PKCE are sent, and are others each time', async t => {
  const { app } = await createWebApp(t)
  const names = ['state', 'nonce', 'code_challenge']
  const seen: (string | null)[] = []
  for (let i = 0; i < 5; i++) {
    const { asked } = await begin(app)
    t.same([...asked.keys()].sort(), [
      'client_id',
      'code_challenge',
      'code_challenge_method',
      'nonce',
      'redirect_uri',
      'response_type',
      'state'
    ])
    t.match(asked.get('state'), /^[\w-]{22}$/, '128 bits')
    t.match(asked.get('nonce'), /^[0-9a-f]{32}$/)
    t.match(asked.get('code_challenge'), /^[\w-]{43}$/)
    t.equal(asked.get('code_challenge_method'), 'S256')
    t.equal(asked.get('response_type'), 'code')
    t.equal(asked.get('client_id'), 'kakao-rest-api-key')
    seen.push(...names.map(name => asked.get(name)))
  }
  t.equal(new Set(seen).size, 15)
})

t.test('the cookie is for the login alone: HttpOnly, SameSite=Lax, bound to its path, for 10 minutes', async t => {
  const { app } = await createWebApp(t)
  const { setCookie, asked } = await begin(app)
  const [value = '', ...attributes] = setCookie.split('; ')
  t.match(value, new RegExp(`^${cookieName}=sealed1:[\\w-]+$`))
  t.same(attributes, ['Max-Age=600', `Path=${beginUrl}`, 'HttpOnly', 'SameSite=Lax'])
  const bytes = Buffer.from(value.split(':')[1] ?? '', 'base64url').toString('latin1')
  t.notMatch(bytes, asked.get('state') ?? '', 'nobody reads the state in it')
})

t.test('it is Secure on https, at its end as well', async t => {
  const { app, kakao } = await createWebApp(t)
  const headers = { 'x-forwarded-proto': 'https' }
  const begun = await begin(app, {}, headers)
  t.match(begun.setCookie, /; HttpOnly; Secure; SameSite=Lax$/)
  const back = await comeBack(app, answerKakao(kakao, begun), begun.cookie, headers)
  t.equal(back.headers['set-cookie'], `${cookieName}=; Max-Age=0; Path=${beginUrl}; HttpOnly; Secure; SameSite=Lax`)
})

t.test('under a prefix its path, and the callback, are there', async t => {
  const { app } = await createWebApp(t, { prefix: '/v1' })
  const { statusCode, headers } = await app.inject(`/v1${beginUrl}`)
  t.equal(statusCode, 302)
  t.match(headers['set-cookie'], `Path=/v1${beginUrl};`)
  const callback = new URL(String(headers.location)).searchParams.get('redirect_uri')
  t.equal(callback, `https://example.com/v1${callbackUrl}`)
})

t.test("the callback is at the site's domain, whatever a request calls the server", async t => {
  const { app } = await createWebApp(t)
  const forged = { host: 'evil.example', 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' }
  t.equal((await begin(app, {}, forged)).asked.get('redirect_uri'), redirectUri)
  writeRows(app, "update django_site set domain = 'localhost:3000' where id = 1")
  t.equal((await begin(app)).asked.get('redirect_uri'), `http://localhost:3000${callbackUrl}`)
})

t.test('the code is exchanged with the verifier of the challenge, and the same redirect URI', async t => {
  const { app, kakao } = await createWebApp(t)
  const begun = await begin(app)
  const { promise, resolve } = Promise.withResolvers<URLSearchParams>()
  kakao.fail('/oauth/token', async (request, response) => {
    resolve(new URLSearchParams(await text(request)))
    response.writeHead(503).end()
  })
  const query = answerKakao(kakao, begun)
  writeRows(app, "update django_site set domain = 'elsewhere.example' where id = 1")
  await comeBack(app, query, begun.cookie)
  const { code_verifier = '', ...sent } = Object.fromEntries(await promise)
  t.same(sent, {
    grant_type: 'authorization_code',
    code: new URLSearchParams(query).get('code'),
    redirect_uri: redirectUri,
    client_id: 'kakao-rest-api-key',
    client_secret: 'kakao-client-secret'
  })
  t.equal(createHash('sha256').update(code_verifier).digest('base64url'), begun.asked.get('code_challenge'))
})

t.test('no token is in any address, header or cookie, and the code is kept by its hash', async t => {
  const { app, kakao } = await createWebApp(t, { socialaccountStoreTokens: true })
  const back = await logInByBrowser({ app, kakao })
  const loginCode = loginCodeIn(back)
  const [kept] = readRows(app, 'select token, token_secret from socialaccount_socialtoken')
  const headers = JSON.stringify(back.headers)
  for (const token of Object.values(kept ?? {})) {
    t.match(token, /^[\w-]{43}$/)
    t.notMatch(headers, token)
  }
  t.notMatch(headers, /eyJ/)
  const [row] = readRows(app, 'select * from rest_auth_login_code')
  t.match(row, {
    hash: createHash('sha256').update(loginCode).digest('base64url'),
    user_id: 1,
    provider: 'kakao',
    challenge: null,
    missing_scopes: '[]'
  })
  t.same(readRows(app, 'select * from rest_auth_session'), [], 'nobody is logged in as yet')
})

t.test('the session that a pick-up begins is one of Kakao', async t => {
  const { app, kakao, clock } = await createWebApp(t)
  const back = await logInByBrowser({ app, kakao })
  clock.seconds += 59
  const { body } = await pickUp(app, loginCodeIn(back))
  t.match(readRows(app, 'select id, user_id, method from rest_auth_session'), [{ user_id: 1, method: 'kakao' }])
  t.match(claimsOf(body.token), { user_id: 1, username: '지윤', orig_iat: clock.seconds })
})

t.test('with openid the id_token is checked against the nonce, and who comes back is the same user', async t => {
  const { app, kakao } = await createWebApp(t, { kakaoScopes: ['openid', 'account_email', 'profile_nickname'] })
  for (const _ of [1, 2]) {
    const { status, body } = await pickUp(app, loginCodeIn(await logInByBrowser({ app, kakao })))
    t.equal(status, 200)
    t.equal(body.user.pk, 1)
  }
  t.ok(kakao.asked.includes('GET /.well-known/jwks.json'))
  const begun = await begin(app)
  const url = new URL(begun.location)
  url.searchParams.set('nonce', 'of somebody else')
  const query = new URL(kakao.authorize(url, { personId: jiyun })).search
  t.equal((await comeBack(app, query, begun.cookie)).statusCode, 400)
})
