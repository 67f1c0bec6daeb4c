import t from 'tap'
import { codeOf, exchange, loginUrl, redirectUri, startKakao } from './asking.ts'

const jiyun = '3700000001'
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' // RFC 7636, appendix B

t.test(
  'a login leads back to the app with a code and the state, beside what the redirect URI has of its own',
  async t => {
    const kakao = await startKakao(t)
    const back = new URL(kakao.authorize(loginUrl(kakao, { state: 'a b&c' }), { personId: jiyun }))
    t.equal(back.origin + back.pathname, 'http://127.0.0.1:8000/login/kakao/callback/')
    t.same([...back.searchParams.keys()], ['from', 'code', 'state'])
    t.equal(back.searchParams.get('state'), 'a b&c')
    t.match(back.searchParams.get('code'), /^[\w-]{43}$/)
  }
)

t.test('no state comes back where none was sent', async t => {
  const kakao = await startKakao(t)
  t.notOk(new URL(kakao.authorize(loginUrl(kakao), { personId: jiyun })).searchParams.has('state'))
})

t.test("an address of the real Kakao's will do, since only its query counts", async t => {
  const kakao = await startKakao(t)
  const url = new URL(loginUrl(kakao).replace(kakao.url, 'https://kauth.kakao.com'))
  t.match(kakao.authorize(url, { personId: jiyun }), 'code=')
})

t.test('cancelling leads back with access_denied and the state, and links nobody', async t => {
  const kakao = await startKakao(t)
  const back = new URL(kakao.authorize(loginUrl(kakao, { state: 's' }), { personId: jiyun, deny: true }))
  t.equal(back.searchParams.get('error'), 'access_denied')
  t.equal(back.searchParams.get('state'), 's')
  t.notOk(back.searchParams.has('code'))
  t.equal(kakao.links.size, 0)
})

t.test('a login links the person, and notes since when and what they consented to', async t => {
  const kakao = await startKakao(t, { now: () => Date.parse('2026-11-20T09:00:00Z') })
  kakao.authorize(loginUrl(kakao), { personId: jiyun, withoutScopes: ['account_email'] })
  t.same(kakao.links.get(jiyun), {
    connectedAt: new Date('2026-11-20T09:00:00Z'),
    scopes: new Set(['profile_nickname', 'profile_image'])
  })
})

t.test('a later login adds to what was consented to, and takes nothing away', async t => {
  let time = Date.parse('2026-11-20T09:00:00Z')
  const kakao = await startKakao(t, { now: () => time })
  kakao.authorize(loginUrl(kakao, { scope: 'profile_nickname' }), { personId: jiyun })
  time += 60_000
  kakao.authorize(loginUrl(kakao, { scope: 'openid,account_email,profile_nickname' }), {
    personId: jiyun,
    withoutScopes: ['profile_nickname']
  })
  t.same(kakao.links.get(jiyun), {
    connectedAt: new Date('2026-11-20T09:00:00Z'),
    scopes: new Set(['profile_nickname', 'account_email'])
  })
})

const pages = [
  ['another client_id', 'KOE101', { client_id: 'somebody-elses-key' }],
  ['no client_id', 'KOE101', { client_id: undefined }],
  ['no redirect_uri', 'KOE006', { redirect_uri: undefined }],
  ['a redirect_uri that is no address', 'KOE006', { redirect_uri: '/callback' }],
  ['no response_type', 'KOE001', { response_type: undefined }],
  ['another response_type', 'KOE001', { response_type: 'token' }],
  ['a prompt that Kakao does not know', 'KOE001', { prompt: 'consent' }],
  ['a challenge that is no digest', 'KOE001', { code_challenge: 'short', code_challenge_method: 'S256' }],
  ['a challenge by another method', 'KOE001', { code_challenge: challenge, code_challenge_method: 'plain' }],
  ['a challenge without its method', 'KOE001', { code_challenge: challenge }],
  ['a method without a challenge', 'KOE001', { code_challenge_method: 'S256' }],
  ['a consent item that is not set up', 'KOE205', { scope: 'profile_nickname,birthday' }],
  ['scopes with spaces between them', 'KOE205', { scope: 'profile_nickname account_email' }]
] as const

for (const [what, errorCode, parameters] of pages) {
  t.test(`${what} is ${errorCode}: a page, and nobody is sent back`, async t => {
    const kakao = await startKakao(t)
    const url = loginUrl(kakao, parameters)
    t.throws(
      () => kakao.authorize(url, { personId: jiyun }),
      Object.assign(new Error(), { message: errorCode, errorCode })
    )
    for (const method of ['GET', 'POST']) {
      const response = await fetch(url, { method, redirect: 'manual' })
      t.equal(response.status, errorCode === 'KOE101' ? 401 : 400)
      t.equal(response.headers.get('location'), null)
      t.equal(response.headers.get('content-type'), 'text/html;charset=UTF-8')
      t.match(await response.text(), errorCode)
    }
    t.equal(kakao.links.size, 0)
  })
}

t.test('a redirect URI must be registered to the letter', async t => {
  const kakao = await startKakao(t)
  kakao.app.redirectUris = new Set([redirectUri])
  t.match(kakao.authorize(loginUrl(kakao), { personId: jiyun }), redirectUri)
  for (const uri of [`${redirectUri}&x`, redirectUri.replace('127.0.0.1', 'localhost'), redirectUri.slice(0, -1)]) {
    const url = loginUrl(kakao, { redirect_uri: uri })
    t.throws(() => kakao.authorize(url, { personId: jiyun }), { message: 'KOE006' })
  }
})

t.test('what the app has set up may be asked for, and no more', async t => {
  const kakao = await startKakao(t)
  const url = loginUrl(kakao, { scope: 'birthday' })
  kakao.app.scopes = ['birthday']
  t.match(kakao.authorize(url, { personId: jiyun }), 'code=')
  const email = loginUrl(kakao, { scope: 'account_email' })
  t.throws(() => kakao.authorize(email, { personId: jiyun }), { message: 'KOE205' })
})

t.test('openid is a scope only where OpenID Connect is switched on', async t => {
  const kakao = await startKakao(t)
  const url = loginUrl(kakao, { scope: 'openid' })
  t.match(kakao.authorize(url, { personId: jiyun }), 'code=')
  kakao.app.openIdConnect = false
  t.throws(() => kakao.authorize(url, { personId: jiyun }), { message: 'KOE205' })
})

t.test('every key of the app can start a login', async t => {
  const kakao = await startKakao(t)
  for (const client_id of ['kakao-rest-api-key', 'kakao-native-app-key', 'kakao-javascript-key']) {
    t.match(kakao.authorize(loginUrl(kakao, { client_id }), { personId: jiyun }), 'code=')
  }
  const url = loginUrl(kakao, { client_id: kakao.app.adminKey })
  t.throws(() => kakao.authorize(url, { personId: jiyun }), { message: 'KOE101' })
})

t.test('prompt=none gives a code to who is linked and has consented to all of it', async t => {
  const kakao = await startKakao(t)
  codeOf(kakao, { scope: 'profile_nickname' })
  const silent = { prompt: 'none', scope: 'openid,profile_nickname', state: 's' }
  const back = new URL(kakao.authorize(loginUrl(kakao, silent), { personId: jiyun }))
  t.equal(back.searchParams.get('state'), 's')
  t.match(await exchange(kakao, back.searchParams.get('code') ?? ''), { status: 200 })
})

t.test('prompt=none is consent_required for who is not linked, or has not consented to all of it', async t => {
  const kakao = await startKakao(t)
  const url = loginUrl(kakao, { prompt: 'none', scope: 'profile_nickname,account_email', state: 's' })
  const back = () => new URL(kakao.authorize(url, { personId: jiyun })).searchParams
  t.same([back().get('error'), back().get('state'), back().get('code')], ['consent_required', 's', null])
  codeOf(kakao, { scope: 'profile_nickname' })
  t.equal(back().get('error'), 'consent_required')
  t.same(kakao.links.get(jiyun)?.scopes, new Set(['profile_nickname']), 'and consents to nothing by itself')
})

t.test('prompt=none is login_required where nobody is logged in', async t => {
  const kakao = await startKakao(t)
  const back = new URL(kakao.authorize(loginUrl(kakao, { prompt: 'none', state: 's' }), {}))
  t.equal(back.searchParams.get('error'), 'login_required')
  t.equal(back.searchParams.get('state'), 's')
})

t.test('the other prompts ask as always', async t => {
  const kakao = await startKakao(t)
  for (const prompt of ['login', 'create', 'select_account']) {
    t.match(kakao.authorize(loginUrl(kakao, { prompt }), { personId: jiyun }), 'code=')
  }
})

t.test('who has no Kakao account is told to the test, not to the app', async t => {
  const kakao = await startKakao(t)
  t.throws(() => kakao.authorize(loginUrl(kakao), { personId: '42' }), /nobody at Kakao has the id 42/)
  kakao.people.set('42', { id: '42', nickname: '새사람' })
  t.match(kakao.authorize(loginUrl(kakao), { personId: '42' }), 'code=')
})
