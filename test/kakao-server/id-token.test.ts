import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, generateKeyPair, jwtVerify } from 'jose'
import t from 'tap'
import type { KakaoPerson, KakaoServer } from '../kakao-server.ts'
import { get, logIn, loginUrl, standingClock, startKakao } from './asking.ts'

const jiyun = '3700000001'

/** Verifies as an app would: by what the discovery document names. */
async function verify(kakao: KakaoServer, idToken: string, audience = kakao.app.restApiKey) {
  const { json } = await get(kakao, '/.well-known/openid-configuration')
  const jwks = createRemoteJWKSet(new URL(String(json.jwks_uri)))
  return jwtVerify(idToken, jwks, { issuer: String(json.issuer), audience, algorithms: ['RS256'] })
}

t.test('the discovery document names the endpoints that are there, and S256', async t => {
  const kakao = await startKakao(t)
  const { status, json } = await get(kakao, '/.well-known/openid-configuration')
  t.equal(status, 200)
  t.match(json, {
    issuer: kakao.url,
    authorization_endpoint: `${kakao.url}/oauth/authorize`,
    token_endpoint: `${kakao.url}/oauth/token`,
    jwks_uri: `${kakao.url}/.well-known/jwks.json`,
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256']
  })
})

t.test('the JWKS shows public keys and nothing private', async t => {
  const kakao = await startKakao(t)
  const { status, json } = await get(kakao, '/.well-known/jwks.json')
  t.equal(status, 200)
  const [key = {}, ...others] = json.keys as Record<string, unknown>[]
  t.same(others, [])
  t.same(Object.keys(key).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use'])
  t.match(key, { kty: 'RSA', alg: 'RS256', use: 'sig', kid: /^[0-9a-f]{32}$/ })
})

t.test('the id_token of a login says what Kakao says, and verifies', async t => {
  const kakao = await startKakao(t)
  const { id_token = '' } = await logIn(kakao, {
    scope: 'openid,profile_nickname,profile_image,account_email',
    nonce: 'n-0S6_WzA2Mj'
  })
  const { payload, protectedHeader } = await verify(kakao, id_token)
  t.match(protectedHeader, { alg: 'RS256', kid: String })
  const { iat = 0, ...claims } = payload
  t.same(claims, {
    iss: kakao.url,
    aud: 'kakao-rest-api-key',
    sub: jiyun,
    exp: iat + 21_599,
    auth_time: iat,
    nonce: 'n-0S6_WzA2Mj',
    nickname: '지윤',
    picture: 'https://k.kakaocdn.example/jiyun/img_640x640.jpg',
    email: 'jiyun@kakao.example'
  })
})

t.test('what was not consented to is not in the id_token, and neither is a nonce that was not sent', async t => {
  const kakao = await startKakao(t)
  const { id_token = '' } = await logIn(kakao, { scope: 'openid' })
  t.same(Object.keys(decodeJwt(id_token)).sort(), ['aud', 'auth_time', 'exp', 'iat', 'iss', 'sub'])
})

t.test('what was consented to at an earlier login is', async t => {
  const kakao = await startKakao(t)
  await logIn(kakao, { scope: 'profile_nickname' })
  const { id_token = '' } = await logIn(kakao, { scope: 'openid' })
  t.match(decodeJwt(id_token), { nickname: '지윤', email: undefined, picture: undefined })
})

t.test('auth_time is when the person logged in, iat when the token was made, both by the clock', async t => {
  const clock = standingClock('2026-11-20T09:00:00Z')
  const kakao = await startKakao(t, clock)
  const back = new URL(kakao.authorize(loginUrl(kakao, { scope: 'openid' }), { personId: jiyun }))
  clock.move(30)
  const form = { grant_type: 'authorization_code', code: back.searchParams.get('code') ?? '' }
  const rest = {
    client_id: 'kakao-native-app-key',
    redirect_uri: 'http://127.0.0.1:8000/login/kakao/callback/?from=kakao'
  }
  const response = await fetch(`${kakao.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...form, ...rest })
  })
  const { id_token } = (await response.json()) as { id_token: string }
  const at = Date.parse('2026-11-20T09:00:00Z') / 1000
  t.match(decodeJwt(id_token), { auth_time: at, iat: at + 30, exp: at + 30 + 21_599 })
})

const doubtful: KakaoPerson[] = [
  { id: '11', nickname: '무효', email: 'a@kakao.example', isEmailValid: false },
  { id: '12', nickname: '미인증', email: 'a@kakao.example', isEmailVerified: false },
  { id: '13', nickname: '무메일' }
]

t.test('an address is in the id_token only while it is both valid and verified', async t => {
  const kakao = await startKakao(t)
  for (const person of doubtful)
    t.notOk(Object.hasOwn(decodeJwt(await kakao.idToken(person)), 'email'), person.nickname)
  t.equal(decodeJwt(await kakao.idToken('3700000005')).email, 'taken@example.com')
})

t.test('an id of 19 digits is the sub as it is', async t => {
  const kakao = await startKakao(t)
  t.equal(decodeJwt(await kakao.idToken('3700000000000000019')).sub, '3700000000000000019')
})

t.test('a test makes an id_token for whomever it likes, with the audience and nonce it likes', async t => {
  const kakao = await startKakao(t)
  const idToken = await kakao.idToken({ id: '42', nickname: '새사람' }, { aud: 'kakao-javascript-key', nonce: 'n' })
  t.match((await verify(kakao, idToken, 'kakao-javascript-key')).payload, { sub: '42', nickname: '새사람', nonce: 'n' })
})

t.test('a test sets claims, and takes them away', async t => {
  const kakao = await startKakao(t)
  const { payload } = await verify(kakao, await kakao.idToken(jiyun, { claims: { sub: 7, auth_time: undefined } }))
  t.equal(payload.sub, 7)
  t.notOk(Object.hasOwn(payload, 'auth_time'))
  await t.rejects(verify(kakao, await kakao.idToken(jiyun, { claims: { exp: 1 } })), { code: 'ERR_JWT_EXPIRED' })
})

t.test('a test forges the header and the signature', async t => {
  const kakao = await startKakao(t)
  const stranger = await kakao.idToken(jiyun, { header: { kid: 'unknown' } })
  await t.rejects(verify(kakao, stranger), { code: 'ERR_JWKS_NO_MATCHING_KEY' })

  const { privateKey } = await generateKeyPair('RS256')
  const forged = await kakao.idToken(jiyun, { key: privateKey })
  await t.rejects(verify(kakao, forged), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' })

  const secret = Buffer.from('a secret that a forger knows, 32 bytes')
  const symmetric = await kakao.idToken(jiyun, { header: { alg: 'HS256' }, key: secret })
  t.match((await jwtVerify(symmetric, secret)).payload, { sub: jiyun })

  const unsigned = await kakao.idToken(jiyun, { header: { alg: 'none' } })
  t.match(unsigned, /^[\w-]+\.[\w-]+\.$/)
  t.match(decodeProtectedHeader(unsigned), { alg: 'none' })
  t.match(decodeJwt(unsigned), { sub: jiyun })
})

t.test('after a rotation another key signs, and the one before stays until the next', async t => {
  const kakao = await startKakao(t)
  const first = await kakao.idToken(jiyun)
  await kakao.rotateKeys()
  const second = await kakao.idToken(jiyun)
  t.not(decodeProtectedHeader(first).kid, decodeProtectedHeader(second).kid)
  for (const idToken of [first, second]) t.match((await verify(kakao, idToken)).payload, { sub: jiyun })
  await kakao.rotateKeys()
  t.match((await verify(kakao, second)).payload, { sub: jiyun })
  await t.rejects(verify(kakao, first), { code: 'ERR_JWKS_NO_MATCHING_KEY' })
})

t.test('two emulators have keys of their own', async t => {
  const [one, two] = [await startKakao(t), await startKakao(t)]
  await t.rejects(verify(two, await one.idToken(jiyun)), { code: 'ERR_JWKS_NO_MATCHING_KEY' })
})

t.test('the SDK hands tokens to an app: the native app key is the audience, and no client secret is asked', async t => {
  const kakao = await startKakao(t)
  const login = await kakao.sdkLogin(jiyun)
  const { access_token, refresh_token, id_token = '', ...rest } = login
  t.same(rest, {
    token_type: 'bearer',
    expires_in: 21_599,
    refresh_token_expires_in: 5_183_999,
    scope: 'account_email profile_nickname profile_image openid'
  })
  const { payload } = await verify(kakao, id_token, 'kakao-native-app-key')
  t.match(payload, { sub: jiyun, email: 'jiyun@kakao.example' })
  t.notOk(Object.hasOwn(payload, 'nonce'), 'some flows of the SDKs have none')
  t.match(await get(kakao, '/v2/user/me', `Bearer ${access_token}`), { status: 200 })
  t.ok(refresh_token)
})

t.test('the SDK takes a nonce, scopes and another key', async t => {
  const kakao = await startKakao(t)
  const options = { nonce: 'n', scopes: ['openid', 'profile_nickname'], clientKey: kakao.app.javascriptKey }
  const { id_token = '', scope } = await kakao.sdkLogin(jiyun, options)
  t.equal(scope, 'profile_nickname openid')
  t.match(decodeJwt(id_token), { aud: 'kakao-javascript-key', nonce: 'n', nickname: '지윤', email: undefined })
})

t.test('without OpenID Connect the SDK hands over no id_token', async t => {
  const kakao = await startKakao(t)
  kakao.app.openIdConnect = false
  t.notOk(Object.hasOwn(await kakao.sdkLogin(jiyun), 'id_token'))
  await t.rejects(kakao.sdkLogin(jiyun, { scopes: ['openid'] }), { message: /KOE205/ })
})

t.test('nobody logs in by the SDK without a Kakao account', async t => {
  const kakao = await startKakao(t)
  await t.rejects(kakao.sdkLogin('42'), { message: /nobody at Kakao has the id 42/ })
  await t.rejects(async () => kakao.idToken('42'), { message: /nobody at Kakao has the id 42/ })
})
