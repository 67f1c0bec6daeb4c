import { createHash } from 'node:crypto'
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../../app.ts'
import { readRows } from '../../helper.ts'
import { createIdTokenApp, logInWith } from '../../id-token-login.ts'
import { answering, countRows, incorrectValue, noneOfAny, unavailable } from '../../kakao-login.ts'

const jiyun = '3700000001'
const callback = 'https://example.com/accounts/kakao/login/callback/'
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'

/** An app, and a way to get a code at Kakao. */
async function createCodeApp(t: Test, options: SuiteOptions = {}) {
  const { app, kakao } = await createIdTokenApp(t, options)
  function codeOf(personId = jiyun, { redirectUri = callback, ...more }: Record<string, string> = {}): string {
    const query = { response_type: 'code', client_id: 'kakao-rest-api-key', redirect_uri: redirectUri, ...more }
    const back = kakao.authorize(`${kakao.url}/oauth/authorize?${new URLSearchParams(query)}`, { personId })
    return String(new URL(back).searchParams.get('code'))
  }
  return { app, kakao, codeOf }
}

t.test("a code of the server's own callback logs in, and its tokens are kept", async t => {
  const { app, kakao, codeOf } = await createCodeApp(t)
  const { status, body } = await logInWith(app, { code: codeOf() })
  t.equal(status, 200)
  t.match(body, { token: /^ey/, user: { username: '지윤', email: 'jiyun@kakao.example' } })
  t.same(kakao.asked, ['POST /oauth/token', 'GET /v2/user/me?secure_resource=true'])
  const [kept] = readRows(app, 'select token, token_secret, expires_at from socialaccount_socialtoken')
  t.match(kept, { token: /[\w-]{20}/, token_secret: /[\w-]{20}/, expires_at: /^20/ })
})

t.test('a code is good once', async t => {
  const { app, codeOf } = await createCodeApp(t)
  const code = codeOf()
  t.equal((await logInWith(app, { code })).status, 200)
  const { status, body } = await logInWith(app, { code })
  t.same({ status, body }, { status: 400, body: incorrectValue })
})

t.test('a code that Kakao does not know is refused, and nothing is written', async t => {
  const { app } = await createCodeApp(t)
  for (const code of ['bad', '지윤', 5, 'x'.repeat(5000)]) {
    const { status, body } = await logInWith(app, { code })
    t.same({ status, body }, { status: 400, body: incorrectValue })
  }
  t.same(countRows(app), noneOfAny)
})

t.test('a code of a front end takes its redirect_uri, which must be allowed', async t => {
  const redirectUri = 'https://shop.example.com/kakao'
  const { app, kakao, codeOf } = await createCodeApp(t, { socialRedirectUris: [redirectUri] })
  const given = { redirect_uri: redirectUri }
  t.equal((await logInWith(app, { code: codeOf(jiyun, { redirectUri }), ...given })).status, 200)
  t.same((await logInWith(app, { code: codeOf(), ...given })).body, incorrectValue, 'it was sent elsewhere')
  const asked = kakao.asked.length
  for (const other of ['https://shop.example.com/kakao/', 'https://evil.example/', 'x']) {
    const { status, body } = await logInWith(app, { code: codeOf(), redirect_uri: other })
    t.equal(status, 400)
    t.same(body, { redirect_uri: ['This is not an address that codes may be sent to.'] })
  }
  t.equal(kakao.asked.length, asked, 'Kakao is not asked')
})

t.test('a code that was asked for with PKCE takes its verifier', async t => {
  const { app, codeOf } = await createCodeApp(t)
  const code_challenge = createHash('sha256').update(verifier).digest('base64url')
  const withPkce = () => codeOf(jiyun, { code_challenge, code_challenge_method: 'S256' })
  t.equal((await logInWith(app, { code: withPkce(), code_verifier: verifier })).status, 200)
  t.same((await logInWith(app, { code: withPkce(), code_verifier: `${verifier}x` })).body, incorrectValue)
  t.same((await logInWith(app, { code: withPkce() })).body, incorrectValue)
})

t.test('a code that was begun with a nonce takes the same nonce', async t => {
  const { app, codeOf } = await createCodeApp(t)
  const begun = () => codeOf(jiyun, { scope: 'openid,account_email', nonce: 'n-1' })
  t.equal((await logInWith(app, { code: begun(), nonce: 'n-1' })).status, 200)
  for (const nonce of [undefined, '', 'n-2']) {
    const { status, body } = await logInWith(app, { code: begun(), nonce })
    t.same({ status, body }, { status: 400, body: incorrectValue }, String(nonce))
  }
  const plain = codeOf(jiyun, { scope: 'openid,account_email' })
  t.same((await logInWith(app, { code: plain, nonce: 'n-1' })).body, incorrectValue, 'it was begun without')
})

t.test("without PKCE a code of the server's own callback is for nobody but the browser there", async t => {
  const { app, kakao, codeOf } = await createCodeApp(t, { kakaoPkce: false })
  const { status, body } = await logInWith(app, { code: codeOf() })
  t.same([status, body], [400, { redirect_uri: ['This is not an address that codes may be sent to.'] }])
  t.same([kakao.asked, countRows(app)], [[], noneOfAny])
})

t.test('with openid the id_token of a code is checked, too', async t => {
  const { app, kakao, codeOf } = await createCodeApp(t)
  t.equal((await logInWith(app, { code: codeOf(jiyun, { scope: 'openid,account_email' }) })).status, 200)
  t.ok(kakao.asked.includes('GET /.well-known/jwks.json'))
  const tokens = (id_token: string) => answering(200, JSON.stringify({ access_token: 'tok-n1', id_token }))
  kakao.fail('/oauth/token', tokens(await kakao.idToken(jiyun)))
  t.same(
    (await logInWith(app, { code: 'any' })).body,
    incorrectValue,
    'it is about somebody else than the access token'
  )
  kakao.fail('/oauth/token', tokens(await kakao.idToken('3700000005', { aud: 'another-app' })))
  t.same((await logInWith(app, { code: 'any' })).body, incorrectValue)
})

t.test('what goes wrong between the servers is not told as the fault of the person', async t => {
  const { app, kakao, codeOf } = await createCodeApp(t)
  const troubles = [
    { errorCode: 'KOE003' },
    { errorCode: 'KOE237' },
    { errorCode: 'KOE101' },
    { errorCode: 'KOE010' },
    answering(500, '{}'),
    answering(429, '{}'),
    answering(200, '<html>'),
    answering(200, '{}'),
    answering(200, '[]'),
    answering(200, 'null'),
    answering(302, '{}'),
    answering(404, '{}'),
    answering(200, JSON.stringify({ access_token: 5 }))
  ] as const
  for (const trouble of troubles) {
    kakao.fail('/oauth/token', trouble)
    const { status, body, headers } = await logInWith(app, { code: codeOf() })
    t.same({ status, body }, { status: 503, body: unavailable }, JSON.stringify(trouble))
    t.equal(headers['retry-after'], '5')
  }
  t.same(countRows(app), noneOfAny)
})

t.test('what Kakao says of the code is the fault of who showed it', async t => {
  const { app, kakao } = await createCodeApp(t)
  for (const errorCode of ['KOE320', 'KOE303', 'KOE999']) {
    kakao.fail('/oauth/token', answering(400, JSON.stringify({ error: 'invalid_grant', error_code: errorCode })))
    t.same((await logInWith(app, { code: 'any' })).body, incorrectValue, errorCode)
  }
})

t.test('without a REST API key no code is taken', async t => {
  const { app } = await createCodeApp(t, { kakaoRestApiKey: undefined })
  const { status, body, headers } = await logInWith(app, { code: 'any' })
  t.equal(status, 503)
  t.match(body.detail, /KAKAO_REST_API_KEY is missing/)
  t.equal(headers['retry-after'], '5')
})

t.test('a term that no date comes of is none', async t => {
  const { app, kakao } = await createCodeApp(t)
  for (const [expires_in, kept] of [
    [1e12, null],
    [-5, null],
    ['soon', null],
    ['3600', /^20/]
  ] as const) {
    kakao.fail('/oauth/token', answering(200, JSON.stringify({ access_token: 'tok-jiyun', expires_in })))
    t.equal((await logInWith(app, { code: 'any' })).status, 200)
    t.match(readRows(app, 'select expires_at from socialaccount_socialtoken'), [{ expires_at: kept }])
  }
})
