import { createHash } from 'node:crypto'
import { decodeJwt } from 'jose'
import t from 'tap'
import { askTokens, codeOf, exchange, logIn, loginUrl, me, post, refresh, standingClock, startKakao } from './asking.ts'

const jiyun = '3700000001'
const refused = (error_code: string, error: string, status = 400) => ({ status, json: { error, error_code } })

t.test('a code is exchanged for tokens, told as Kakao tells them', async t => {
  const kakao = await startKakao(t)
  const { status, json } = await exchange(kakao, codeOf(kakao))
  t.equal(status, 200)
  const { access_token, refresh_token, ...rest } = json
  t.match(access_token, /^[\w-]{43}$/)
  t.match(refresh_token, /^[\w-]{43}$/)
  t.same(rest, {
    token_type: 'bearer',
    expires_in: 21_599,
    refresh_token_expires_in: 5_183_999,
    scope: 'account_email profile_nickname profile_image'
  })
  t.match(await me(kakao, String(access_token)), { status: 200, json: { id: 3700000001 } })
})

t.test('the scope tells what was consented to, and openid where it was asked for', async t => {
  const kakao = await startKakao(t)
  const url = loginUrl(kakao, { scope: 'openid,account_email,profile_nickname' })
  const back = kakao.authorize(url, { personId: jiyun, withoutScopes: ['account_email'] })
  const { json } = await exchange(kakao, new URL(back).searchParams.get('code') ?? '')
  t.equal(json.scope, 'profile_nickname openid')
})

t.test('an id_token comes with openid alone', async t => {
  const kakao = await startKakao(t)
  t.notOk((await logIn(kakao)).id_token)
  t.notOk((await logIn(kakao, { scope: 'account_email' })).id_token)
  const { id_token = '' } = await logIn(kakao, { scope: 'openid', nonce: 'n-1' })
  t.match(decodeJwt(id_token), { sub: jiyun, aud: 'kakao-rest-api-key', nonce: 'n-1' })
})

t.test('a code works once', async t => {
  const kakao = await startKakao(t)
  const code = codeOf(kakao)
  t.match(await exchange(kakao, code), { status: 200 })
  t.match(await exchange(kakao, code), refused('KOE320', 'invalid_grant'))
})

t.test('two who bring a code at once do not both get tokens', async t => {
  const kakao = await startKakao(t)
  const code = codeOf(kakao, { scope: 'openid' })
  const answers = await Promise.all([exchange(kakao, code), exchange(kakao, code)])
  t.same(answers.map(({ status }) => status).sort(), [200, 400])
})

t.test('a code that was never given, or is missing, is KOE320', async t => {
  const kakao = await startKakao(t)
  for (const code of ['never-given', '']) t.match(await exchange(kakao, code), refused('KOE320', 'invalid_grant'))
})

t.test('a code expires after ten minutes', async t => {
  const clock = standingClock()
  const kakao = await startKakao(t, clock)
  const [early, late] = [codeOf(kakao), codeOf(kakao)]
  clock.move(599)
  t.match(await exchange(kakao, early), { status: 200 })
  clock.move(1)
  t.match(await exchange(kakao, late), refused('KOE320', 'invalid_grant'))
})

t.test('the redirect URI must be that of the login, to the letter', async t => {
  const kakao = await startKakao(t)
  const code = codeOf(kakao)
  for (const redirect_uri of ['http://127.0.0.1:8000/login/kakao/callback/', '']) {
    t.match(await exchange(kakao, code, { redirect_uri }), refused('KOE303', 'invalid_grant'))
  }
  t.match(await exchange(kakao, code), { status: 200 }, 'and the code is not lost')
})

t.test('a client_id that is no key of the app is KOE101', async t => {
  const kakao = await startKakao(t)
  const code = codeOf(kakao)
  for (const client_id of ['somebody-elses-key', '']) {
    t.match(await exchange(kakao, code, { client_id }), refused('KOE101', 'invalid_client', 401))
  }
})

t.test('the REST API key needs its client secret', async t => {
  const kakao = await startKakao(t)
  const code = codeOf(kakao)
  for (const client_secret of ['another', '']) {
    t.match(await exchange(kakao, code, { client_secret }), refused('KOE010', 'invalid_client', 401))
    t.match(await refresh(kakao, 'any', { client_secret }), refused('KOE010', 'invalid_client', 401))
  }
  kakao.app.clientSecret = 'changed'
  t.match(await exchange(kakao, code, { client_secret: 'changed' }), { status: 200 })
})

t.test('an app that has switched its client secret off needs none', async t => {
  const kakao = await startKakao(t)
  kakao.app.clientSecret = undefined
  t.match(await exchange(kakao, codeOf(kakao), { client_secret: '' }), { status: 200 })
})

t.test(
  'a login of the JavaScript SDK ends with the REST API key, and its id_token names the JavaScript key',
  async t => {
    const kakao = await startKakao(t)
    const { id_token = '' } = await logIn(kakao, { client_id: 'kakao-javascript-key', scope: 'openid' })
    t.equal(decodeJwt(id_token).aud, 'kakao-javascript-key')
  }
)

t.test('the native app key exchanges a code without a client secret', async t => {
  const kakao = await startKakao(t)
  const client_id = 'kakao-native-app-key'
  const code = codeOf(kakao, { client_id, scope: 'openid' })
  const { status, json } = await exchange(kakao, code, { client_id, client_secret: '' })
  t.equal(status, 200)
  t.equal(decodeJwt(String(json.id_token)).aud, client_id)
})

const code_verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk' // RFC 7636, appendix B
const withChallenge = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' }

t.test('a code with a challenge needs its verifier', async t => {
  const kakao = await startKakao(t)
  t.match(await exchange(kakao, codeOf(kakao, withChallenge), { code_verifier }), { status: 200 })
  const { code_challenge } = withChallenge
  for (const wrong of [code_challenge, code_verifier.slice(1), '']) {
    const code = codeOf(kakao, withChallenge)
    t.match(await exchange(kakao, code, { code_verifier: wrong }), refused('KOE320', 'invalid_grant'))
    t.match(
      await exchange(kakao, code, { code_verifier }),
      refused('KOE320', 'invalid_grant'),
      'there is no second try'
    )
  }
})

t.test('the digest of nothing is a challenge that a missing verifier does not meet by chance', async t => {
  const kakao = await startKakao(t)
  const code_challenge = createHash('sha256').update('').digest('base64url')
  const code = codeOf(kakao, { code_challenge, code_challenge_method: 'S256' })
  t.match(await exchange(kakao, code), refused('KOE320', 'invalid_grant'))
})

t.test('a code without a challenge takes no notice of a verifier', async t => {
  const kakao = await startKakao(t)
  t.match(await exchange(kakao, codeOf(kakao), { code_verifier }), { status: 200 })
})

t.test('a grant that Kakao does not know is KOE001', async t => {
  const kakao = await startKakao(t)
  for (const grant_type of ['password', '']) {
    t.match(await askTokens(kakao, { grant_type }), refused('KOE001', 'invalid_request'))
  }
})

t.test('what is no form names no client', async t => {
  const kakao = await startKakao(t)
  const body = JSON.stringify({ client_id: kakao.app.restApiKey, grant_type: 'authorization_code' })
  const response = await fetch(`${kakao.url}/oauth/token`, { method: 'POST', body })
  t.match(await response.json(), { error_code: 'KOE101' })
})

t.test('errors are told by error, error_description and error_code, and nothing else', async t => {
  const kakao = await startKakao(t)
  const { json } = await post(kakao, '/oauth/token')
  t.same(Object.keys(json), ['error', 'error_description', 'error_code'])
})
