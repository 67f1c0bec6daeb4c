import { createHash } from 'node:crypto'
import t from 'tap'
import { djangoDatabase, readRows } from '../../helper.ts'
import { createIdTokenApp, keyFetches, logInWith } from '../../id-token-login.ts'
import {
  answering,
  countRows,
  incorrectValue,
  noneOfAny,
  respondTo,
  tokenInfoPath,
  unavailable
} from '../../kakao-login.ts'
import { tokenInfo } from '../../kakao-server.ts'

const jiyun = '3700000001'

t.test('an id_token logs in who it is about, and writes the user, address and social account', async t => {
  const { app, kakao } = await createIdTokenApp(t)
  const { status, body } = await logInWith(app, { id_token: await kakao.idToken(jiyun) })
  t.equal(status, 200)
  t.match(body, { token: /^ey/, user: { username: '지윤', email: 'jiyun@kakao.example' } })
  t.match(readRows(app, 'select uid, extra_data from socialaccount_socialaccount'), [
    { uid: jiyun, extra_data: /"sub":"3700000001"/ }
  ])
  t.same(readRows(app, 'select email, verified from account_emailaddress'), [
    { email: 'jiyun@kakao.example', verified: 1 }
  ])
  t.same(readRows(app, 'select * from socialaccount_socialtoken'), [])
  t.same(kakao.asked, ['GET /.well-known/jwks.json'])
})

t.test('an id_token names the same person as an access token does', async t => {
  const { app, kakao } = await createIdTokenApp(t, { databaseUrl: djangoDatabase(t) })
  const { body } = await logInWith(app, { id_token: await kakao.idToken(jiyun) })
  t.equal(body.user.pk, 6)
})

t.test('an id of 19 digits stays whole', async t => {
  const { app, kakao } = await createIdTokenApp(t)
  t.equal((await logInWith(app, { id_token: await kakao.idToken('3700000000000000019') })).status, 200)
  t.same(readRows(app, 'select uid from socialaccount_socialaccount'), [{ uid: '3700000000000000019' }])
})

t.test('an id_token is taken for each key of the app that is set up, and for no other', async t => {
  const { app, kakao } = await createIdTokenApp(t)
  const audiences = [
    ['kakao-rest-api-key', 200],
    ['kakao-native-app-key', 200],
    ['kakao-javascript-key', 400],
    ['another-app', 400],
    ['', 400]
  ] as const
  for (const [aud, status] of audiences) {
    t.equal((await logInWith(app, { id_token: await kakao.idToken(jiyun, { aud }) })).status, status, aud)
  }
  const withScript = await createIdTokenApp(t, { kakaoJavascriptKey: 'kakao-javascript-key' })
  const idToken = await withScript.kakao.idToken(jiyun, { aud: 'kakao-javascript-key' })
  t.equal((await logInWith(withScript.app, { id_token: idToken })).status, 200)
})

t.test('an id_token for us and somebody else is not for us', async t => {
  const { app, kakao } = await createIdTokenApp(t)
  const claims = [
    { aud: ['kakao-rest-api-key', 'another-app'] },
    { aud: 'kakao-rest-api-key', azp: 'another-app' },
    { aud: [] },
    { aud: undefined }
  ]
  for (const said of claims) {
    const { status, body } = await logInWith(app, { id_token: await kakao.idToken(jiyun, { claims: said }) })
    t.same({ status, body }, { status: 400, body: incorrectValue }, JSON.stringify(said))
  }
  const both = { claims: { aud: ['kakao-rest-api-key', 'kakao-native-app-key'], azp: 'kakao-native-app-key' } }
  t.equal((await logInWith(app, { id_token: await kakao.idToken(jiyun, both) })).status, 200)
})

t.test('claims that do not hold let nobody in, and nothing is written', async t => {
  const now = Math.floor(Date.now() / 1000)
  const { app, kakao } = await createIdTokenApp(t)
  const wrong: Record<string, unknown>[] = [
    { iss: 'https://kauth.kakao.example' },
    { iss: `${kakao.url}/` },
    { iss: [kakao.url] },
    { iss: undefined },
    { exp: now - 61 },
    { exp: undefined },
    { exp: 'never' },
    { iat: now + 120 },
    { iat: undefined },
    { iat: 'now' },
    { nbf: now + 120 },
    { sub: undefined },
    { sub: 3_700_000_001 }
  ]
  for (const claims of wrong) {
    const { status, body } = await logInWith(app, { id_token: await kakao.idToken(jiyun, { claims }) })
    t.same({ status, body }, { status: 400, body: incorrectValue }, JSON.stringify(claims))
  }
  t.same(countRows(app), noneOfAny)
})

t.test('a minute of difference between the clocks is forgiven', async t => {
  const now = Math.floor(Date.now() / 1000)
  const { app, kakao } = await createIdTokenApp(t)
  for (const claims of [{ exp: now - 50 }, { iat: now + 50 }, { nbf: now + 50 }]) {
    t.equal((await logInWith(app, { id_token: await kakao.idToken(jiyun, { claims }) })).status, 200)
  }
})

t.test('a token of another kind is no id_token', async t => {
  const { app, kakao } = await createIdTokenApp(t)
  for (const typ of ['secevent+jwt', 'at+jwt', 'logout+jwt', 'dpop+jwt']) {
    const idToken = await kakao.idToken(jiyun, { header: { typ } })
    t.same((await logInWith(app, { id_token: idToken })).body, incorrectValue, typ)
  }
  const event = await kakao.eventToken({ event: 'user-linked', userId: jiyun })
  t.same((await logInWith(app, { id_token: event })).body, incorrectValue)
  t.equal((await logInWith(app, { id_token: await kakao.idToken(jiyun, { header: { typ: 'jwt' } }) })).status, 200)
})

t.test('what is no token is refused, and nobody is asked for keys', async t => {
  const { app, kakao } = await createIdTokenApp(t)
  for (const id_token of ['x', 'a.b', 'a.b.c', 'eyJhbGciOiJub25lIn0.e30.', `e${'y'.repeat(9000)}`, '지윤.지윤.지윤']) {
    const { status, body } = await logInWith(app, { id_token })
    t.same({ status, body }, { status: 400, body: incorrectValue }, id_token.slice(0, 30))
  }
  t.equal(keyFetches(kakao.asked), 0)
})

t.test('the nonce that a login was begun with must be the one of the token', async t => {
  const { app, kakao } = await createIdTokenApp(t)
  const hash = createHash('sha256').update('n-1').digest('hex')
  const cases = [
    [{ nonce: 'n-1' }, 'n-2', 400],
    [{}, 'n-1', 400],
    [{ nonce: 'n-1' }, 'n-1', 200],
    [{ nonce: hash }, 'n-1', 200], // as Apple's and Google's SDKs are given it
    [{}, undefined, 200]
  ] as const
  for (const [said, nonce, status] of cases) {
    const idToken = await kakao.idToken(jiyun, said)
    const { status: answered } = await logInWith(app, { id_token: idToken, ...(nonce && { nonce }) })
    t.equal(answered, status, `${JSON.stringify(said)} ${nonce}`)
  }
})

t.test('an id_token with a nonce is good for one login, whoever shows it again', async t => {
  const { app, kakao } = await createIdTokenApp(t)
  const idToken = await kakao.idToken(jiyun, { nonce: 'once' })
  t.equal((await logInWith(app, { id_token: idToken, nonce: 'once' })).status, 200)
  t.same((await logInWith(app, { id_token: idToken, nonce: 'once' })).body, incorrectValue)
  t.same((await logInWith(app, { id_token: idToken })).body, incorrectValue)
  const another = await kakao.idToken(jiyun, { nonce: 'once' })
  t.same((await logInWith(app, { id_token: another, nonce: 'once' })).body, incorrectValue)
})

t.test('of twenty logins by one nonce at once, one gets in', async t => {
  const { app, kakao } = await createIdTokenApp(t)
  const idToken = await kakao.idToken(jiyun, { nonce: 'race' })
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => logInWith(app, { id_token: idToken, nonce: 'race' }))
  )
  t.equal(answers.filter(({ status }) => status === 200).length, 1)
  t.equal(answers.filter(({ status }) => status === 400).length, 19)
})

t.test('a login that fails here does not use the nonce up', async t => {
  const { app, kakao } = await createIdTokenApp(t, { databaseUrl: djangoDatabase(t) })
  const taken = { id: '3700000077', nickname: '', email: 'alice@example.com' }
  const idToken = await kakao.idToken(taken, { nonce: 'kept' })
  t.equal((await logInWith(app, { id_token: idToken, nonce: 'kept' })).status, 400)
  t.same(readRows(app, 'select * from rest_auth_once'), [])
})

t.test('an access token beside it must be of the same app and person', async t => {
  const { app, kakao } = await createIdTokenApp(t)
  const login = await kakao.sdkLogin(jiyun)
  const mine = login.access_token
  t.equal((await logInWith(app, { id_token: login.id_token, access_token: mine })).status, 200)
  t.match(readRows(app, 'select token from socialaccount_socialtoken'), [{ token: mine }])
  kakao.tokens.set('tok-foreign', { person: { id: jiyun, nickname: '지윤' }, appId: 770002 })
  for (const access_token of ['tok-foreign', 'tok-n1', 'tok-unknown']) {
    const { body } = await logInWith(app, { id_token: await kakao.idToken(jiyun), access_token })
    t.same(body, incorrectValue, access_token)
  }
})

t.test('an access token beside it must be the one of its at_hash', async t => {
  const { app, kakao } = await createIdTokenApp(t)
  const hash = createHash('sha256').update('tok-jiyun').digest().subarray(0, 16).toString('base64url')
  const idToken = await kakao.idToken(jiyun, { claims: { at_hash: hash } })
  t.same((await logInWith(app, { id_token: idToken, access_token: 'tok-jiyun-2' })).body, incorrectValue)
  t.equal((await logInWith(app, { id_token: idToken, access_token: 'tok-jiyun' })).status, 200)
  t.notOk(kakao.asked.includes('GET /v1/user/access_token_info'), 'which proves it')
})

t.test('what is no bearer token goes into no header, even one that an id_token names', async t => {
  const { app, kakao } = await createIdTokenApp(t)
  const access_token = 'a b'
  const at_hash = createHash('sha256').update(access_token).digest().subarray(0, 16).toString('base64url')
  const id_token = await kakao.idToken(jiyun, { claims: { at_hash } })
  t.same((await logInWith(app, { id_token, access_token })).body, incorrectValue)
  t.notOk(kakao.asked.some(line => line.startsWith('GET /v2/user/me')))
})

t.test('an id_token of another person than the API tells is refused', async t => {
  const { app, kakao } = await createIdTokenApp(t)
  const hash = createHash('sha256').update('tok-n1').digest().subarray(0, 16).toString('base64url')
  const idToken = await kakao.idToken(jiyun, { claims: { at_hash: hash } })
  t.same((await logInWith(app, { id_token: idToken, access_token: 'tok-n1' })).body, incorrectValue)
})

t.test('an access token beside it is refused when the API names two people for it', async t => {
  const { app, kakao } = await createIdTokenApp(t)
  const stranger = tokenInfo({ person: { id: '3700000099', nickname: '' } })
  respondTo(kakao, 'tok-two', tokenInfoPath, answering(200, stranger))
  const { body } = await logInWith(app, { id_token: await kakao.idToken(jiyun), access_token: 'tok-two' })
  t.same(body, incorrectValue)
})

t.test('an id_token that names no key is refused where the issuer has several', async t => {
  const { app, kakao } = await createIdTokenApp(t)
  await kakao.rotateKeys()
  const id_token = await kakao.idToken(jiyun, { header: { kid: undefined } })
  t.same((await logInWith(app, { id_token })).body, incorrectValue)
})

t.test('without any key of the app no id_token is taken', async t => {
  const { app, kakao } = await createIdTokenApp(t, { kakaoRestApiKey: undefined, kakaoNativeAppKey: undefined })
  const { status, body } = await logInWith(app, { id_token: await kakao.idToken(jiyun) })
  t.equal(status, 503)
  t.match(body.detail, /KAKAO_REST_API_KEY is missing/)
})

t.test("the issuer's keys are asked for once, again when a new one signs, and twice a minute at most", async t => {
  let now = Date.now()
  const { app, kakao } = await createIdTokenApp(t, { now: () => now })
  const logIn = async () => (await logInWith(app, { id_token: await kakao.idToken(jiyun) })).status
  t.same([await logIn(), await logIn()], [200, 200])
  t.equal(keyFetches(kakao.asked), 1)
  await kakao.rotateKeys()
  t.equal(await logIn(), 400, 'within half a minute nobody is asked again')
  now += 30_000
  t.equal(await logIn(), 200)
  t.equal(keyFetches(kakao.asked), 2)
  for (let i = 0; i < 20; i++) {
    await logInWith(app, { id_token: await kakao.idToken(jiyun, { header: { kid: `made-up-${i}` } }) })
  }
  t.equal(keyFetches(kakao.asked), 2)
  now += 3600_000
  t.equal(await logIn(), 200)
  t.equal(keyFetches(kakao.asked), 3)
})

t.test('while no keys can be had, the issuer is asked twice a minute at most, whoever comes', async t => {
  let now = Date.now()
  const { app, kakao } = await createIdTokenApp(t, { now: () => now })
  kakao.fail('/.well-known/jwks.json', answering(500, '{}'), 2)
  const id_token = await kakao.idToken(jiyun)
  const logIn = async () => (await logInWith(app, { id_token })).status
  t.same(new Set(await Promise.all(Array.from({ length: 20 }, logIn))), new Set([503]))
  now += 29_999
  t.same([await logIn(), keyFetches(kakao.asked)], [503, 1])
  now += 1
  t.same([await logIn(), await logIn(), keyFetches(kakao.asked)], [503, 503, 2])
  now += 30_000
  t.same([await logIn(), keyFetches(kakao.asked)], [200, 3])
})

t.test('known keys go on when the issuer is away, unknown ones are 503', async t => {
  let now = Date.now()
  const { app, kakao } = await createIdTokenApp(t, { now: () => now })
  const idToken = (more: object = {}) =>
    kakao.idToken(jiyun, { claims: { iat: now / 1000, exp: now / 1000 + 60 }, ...more })
  t.equal((await logInWith(app, { id_token: await idToken() })).status, 200)
  kakao.fail('/.well-known/jwks.json', answering(500, '{}'), 100)
  now += 24 * 3600_000
  t.equal((await logInWith(app, { id_token: await idToken() })).status, 200)
  now += 60_000
  const { status, body, headers } = await logInWith(app, { id_token: await idToken({ header: { kid: 'new' } }) })
  t.same({ status, body }, { status: 503, body: unavailable })
  t.equal(headers['retry-after'], '5')
  now += 25 * 3600_000
  t.equal((await logInWith(app, { id_token: await idToken() })).status, 503, 'after two days they are too old')
})

t.test('an issuer whose keys are none is in trouble', async t => {
  for (const answer of ['{}', '{"keys":5}', '[]', 'null', '<html>', `{"keys":"${'x'.repeat(70_000)}"}`]) {
    const { app, kakao } = await createIdTokenApp(t)
    kakao.fail('/.well-known/jwks.json', answering(200, answer))
    const { status, body } = await logInWith(app, { id_token: await kakao.idToken(jiyun) })
    t.same({ status, body }, { status: 503, body: unavailable }, answer.slice(0, 30))
  }
})

t.test('an id that is none of the issuer, though it is signed by it, is not understood', async t => {
  const { app, kakao } = await createIdTokenApp(t)
  for (const sub of ['', '0123', 'x'.repeat(192)]) {
    const { status } = await logInWith(app, { id_token: await kakao.idToken(jiyun, { claims: { sub } }) })
    t.equal(status, 503, sub)
  }
  t.same(countRows(app), noneOfAny)
})
