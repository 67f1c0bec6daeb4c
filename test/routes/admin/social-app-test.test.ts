// The act that tests the keys of a Social application: what it looks at, and what the provider is asked.
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { createSealer } from '../../../core/sealer.ts'
import { type AdminBrowser, createAdminApp, openAdmin } from '../../admin-app.ts'
import { createSocialAdmin, denied, inShort, lastEvent, notFound, openStaff } from '../../admin-social.ts'
import { allFine, key } from '../../commands/doctor-of.ts'
import { readRows } from '../../helper.ts'
import type { KakaoServer } from '../../kakao-server.ts'
import { writeRows } from '../../outside.ts'
import { type Answer, Reply, startProviderServer } from '../../provider-server.ts'

const keys = { client_id: key('a'), secret: 'S3cret', key: key('b'), app_id: '770001' }
const others = { kakaoJavascriptKey: key('c'), kakaoAdminKey: key('d') }

/** Has the row of Django's Kakao application, and the emulator, know the same keys. */
async function makeFine(app: FastifyInstance, admin: AdminBrowser, kakao: KakaoServer) {
  Object.assign(kakao.app, { restApiKey: key('a'), clientSecret: 'S3cret' })
  writeRows(app, "update django_site set domain = 'shop.example' where id = 1")
  return admin.patch('social-apps/1/', keys)
}

interface Check {
  verdict: string
  subject: string
  text: string
  menu: string | null
  copy: string | null
}

async function testApp(admin: AdminBrowser, id = 1) {
  const { status, body } = await admin.post(`social-apps/${id}/test/`)
  const checks: Check[] = body.checks
  const verdicts = Object.fromEntries(checks.map(({ subject, verdict }) => [subject, verdict]))
  const textOf = (subject: string) => checks.find(check => check.subject === subject)
  return { status, body, checks, verdicts, textOf }
}

t.test('where all is right it is said of each thing, and Kakao is asked about the keys of the row', async t => {
  const { app, admin, kakao } = await createSocialAdmin(t, others)
  await makeFine(app, admin, kakao)
  const { status, body, verdicts, textOf } = await testApp(admin)
  t.equal(status, 200)
  t.strictSame(verdicts, { ...allFine, Clock: verdicts.Clock })
  t.match(textOf('REST API key'), {
    text: 'It is there, and looks like a key.',
    menu: 'Kakao Developers > App > Platform key > REST API key',
    copy: null
  })
  t.equal(textOf('Redirect URI')?.copy, 'https://shop.example/accounts/kakao/login/callback/')
  t.equal(textOf('Admin key')?.copy, 'https://shop.example/accounts/kakao/webhook/unlink/')
  t.equal(textOf('Clock')?.menu, null)
  t.same(new Set(kakao.asked), new Set(['POST /oauth/token', ...discovery]))
  for (const hidden of ['S3cret', ...['a', 'b', 'c', 'd'].map(key)]) t.notMatch(JSON.stringify(body), hidden)
  t.same(lastEvent(app, 'social_app_tested_by_admin')?.details, {
    ...{ by: 5, by_username: 'admin', social_app: 1, provider: 'kakao', ok: body.ok }
  })
})

const discovery = ['GET /.well-known/openid-configuration', 'GET /.well-known/jwks.json']

t.test('by the clock of today nothing is wrong', async t => {
  const { app, admin, kakao } = await createSocialAdmin(t, { ...others, now: Date.now })
  await makeFine(app, admin, kakao)
  const { body, verdicts } = await testApp(admin)
  t.strictSame([body.ok, verdicts], [true, allFine])
  t.equal(lastEvent(app, 'social_app_tested_by_admin')?.details.ok, true)
})

t.test('what is wrong is told in the language of the request', async t => {
  const { app, admin, kakao } = await createSocialAdmin(t, others)
  await makeFine(app, admin, kakao)
  kakao.app.clientSecret = 'another'
  const korean = openAdmin(app, { 'accept-language': 'ko' })
  await korean.logIn('admin')
  const { body, textOf } = await testApp(korean)
  t.equal(body.ok, false)
  t.match(textOf('토큰 발급'), {
    verdict: 'wrong',
    text: /^KOE010: 클라이언트 시크릿이/,
    menu: /^카카오 디벨로퍼스 > 앱/
  })
  for (const { subject } of body.checks) t.match(subject, /\p{Script=Hangul}/u)
  t.match((await testApp(admin)).textOf('Token endpoint'), { verdict: 'wrong', text: /^KOE010: The client secret/ })
})

t.test('the settings complete the row, and a row is looked at even where another one goes before it', async t => {
  const settings = { kakaoAppId: 770001, kakaoNativeAppKey: key('b'), kakaoClientSecret: 'S3cret' }
  const { app, admin, kakao } = await createSocialAdmin(t, { ...others, ...settings })
  Object.assign(kakao.app, { restApiKey: key('a'), clientSecret: 'S3cret' })
  writeRows(
    app,
    `update socialaccount_socialapp set provider = 'kakao', secret = '', client_id = '${key('a')}' where id = 2`
  )
  writeRows(app, 'update socialaccount_socialapp_sites set site_id = 2')
  t.match((await testApp(admin, 2)).verdicts, { ...allFine, Clock: String })
  t.match((await testApp(admin)).verdicts, { 'REST API key': 'wrong', 'App ID': 'ok' })
})

t.test('the redirect URI of every site is looked at, and Kakao is asked about the first', async t => {
  const { app, admin, kakao } = await createSocialAdmin(t)
  await makeFine(app, admin, kakao)
  writeRows(app, "update django_site set domain = 'SHOP.example' where id = 2")
  t.equal((await admin.patch('social-apps/1/', { sites: [2, 1] })).status, 200)
  const { checks } = await testApp(admin)
  t.match(
    checks.filter(({ subject }) => subject === 'Redirect URI'),
    [
      { verdict: 'ok', copy: 'https://shop.example/accounts/kakao/login/callback/' },
      { verdict: 'wrong', copy: 'https://SHOP.example/accounts/kakao/login/callback/' }
    ]
  )
})

t.test('without a site, or of a provider that the server does not have, there is nothing to ask', async t => {
  const { admin, kakao } = await createSocialAdmin(t)
  await admin.patch('social-apps/1/', { sites: [] })
  t.match((await testApp(admin)).body, {
    ok: false,
    checks: [{ verdict: 'wrong', subject: 'Sites', text: /serves no site/, menu: null, copy: null }]
  })
  t.match((await testApp(admin, 2)).body, {
    ok: false,
    checks: [{ verdict: 'wrong', subject: 'Provider', text: /has no logins by facebook/ }]
  })
  t.same(kakao.asked, [])
})

t.test('a secret that cannot be opened is no secret that is asked about', async t => {
  const { app, admin, kakao } = await createSocialAdmin(t)
  await makeFine(app, admin, kakao)
  const sealed = createSealer(['another secret of 32 bytes or more'], 'provider secrets').seal('x', 'socialapp kakao')
  writeRows(app, 'update socialaccount_socialapp set secret = ? where id = 1', sealed)
  t.match((await testApp(admin)).verdicts, { 'Client secret': 'wrong', 'Token endpoint': 'not checked' })
  t.same(kakao.asked, discovery)
})

t.test('where Kakao cannot be reached, that is told', async t => {
  const { app, admin, kakao } = await createSocialAdmin(t)
  await makeFine(app, admin, kakao)
  await kakao.close()
  const { body, textOf } = await testApp(admin)
  t.equal(body.ok, false)
  t.match(textOf('Issuer'), { verdict: 'wrong', text: /cannot be reached \(ECONNREFUSED\)/ })
})

t.test('a test is for superusers, of an application that is there', async t => {
  const { app, admin, kakao } = await createSocialAdmin(t)
  const staff = await openStaff(app)
  t.match(await staff.post('social-apps/1/test/'), denied)
  t.match(await openAdmin(app).post('social-apps/1/test/'), { status: 401 })
  t.match(inShort(await admin.post('social-apps/9/test/')), notFound)
  t.same(kakao.asked, [])
  t.same(readRows(app, "select id from rest_auth_event where event = 'social_app_tested_by_admin'"), [])
})

t.test('who is no superuser any more when the provider has answered is told nothing', async t => {
  const { app, admin, kakao } = await createSocialAdmin(t)
  kakao.fail('/.well-known/jwks.json', (_request, response) => {
    writeRows(app, "update auth_user set is_superuser = 0 where username = 'admin'")
    response.end('{}')
  })
  t.match(await admin.post('social-apps/1/test/'), denied)
})

const naver = 'https://nid.naver.com/oauth2.0/token'
const google = 'https://oauth2.googleapis.com/token'
const issuer = 'https://id.example'
const oidcToken = `${issuer}/token`
const document = { issuer, jwks_uri: `${issuer}/keys`, token_endpoint: oidcToken }

/** An application of a provider that is no Kakao, and what its token endpoint answers to whatever is asked. */
async function createOther(t: Parameters<typeof createAdminApp>[0], provider: string, answers: Record<string, Answer>) {
  const server = await startProviderServer(t, answers)
  const { app, admin } = await createAdminApp(t, {
    socialaccountProviders: { naver: {}, google: {}, apple: {}, keycloak: { issuer } },
    dispatcher: server.dispatcher
  })
  writeRows(app, "update django_site set domain = 'shop.example' where id = 1")
  const fields = { provider, name: provider, client_id: 'the-client', secret: 'the-secret', sites: [1] }
  const { body } = await admin.post('social-apps/', fields)
  return { app, admin, server, id: body.id as number }
}

t.test('of other providers, the token endpoint is shown a code that nobody has', async t => {
  const { admin, server, id } = await createOther(t, 'google', { [google]: new Reply(400, { error: 'invalid_grant' }) })
  const { body, verdicts, textOf } = await testApp(admin, id)
  t.strictSame(verdicts, { 'Client ID': 'ok', 'Client secret': 'ok', 'Redirect URI': 'ok', 'Token endpoint': 'ok' })
  t.equal(body.ok, true)
  t.match(textOf('Token endpoint'), { text: 'Google knows the client ID, and takes the client secret.', menu: null })
  const { code, ...form } = server.lastAt(google)?.form ?? {}
  t.match(code, /^made-up-[\w-]{36}$/)
  t.strictSame(form, {
    ...{ grant_type: 'authorization_code', redirect_uri: 'https://shop.example/accounts/google/login/callback/' },
    ...{ client_id: 'the-client', client_secret: 'the-secret' }
  })
  t.notMatch(JSON.stringify(body), /the-client|the-secret/)
})

for (const [provider, address, answer, verdict] of [
  ['google', google, new Reply(401, { error: 'invalid_client' }), 'wrong'],
  ['google', google, new Reply(400, { error: 'unauthorized_client' }), 'wrong'],
  ['google', google, new Reply(400, { error: 'invalid_request' }), 'not checked'],
  ['google', google, new Reply(400, { error: 'temporarily_unavailable' }), 'not checked'],
  ['google', google, new Reply(503, { error: 'invalid_client' }), 'not checked'],
  ['google', google, new Reply(429, { error: 'invalid_client' }), 'not checked'],
  ['google', google, new Reply(403, { error: 'invalid_client' }), 'not checked'],
  ['google', google, new Reply(200, { access_token: 'x' }), 'not checked'],
  ['google', google, new Reply(200, '<html>'), 'not checked'],
  ['google', google, new Reply(200), 'not checked'],
  ['naver', naver, new Reply(200, { error: 'invalid_request', error_description: 'no valid data in session' }), 'ok'],
  ['naver', naver, new Reply(200, { error: 'invalid_request', error_description: 'wrong client id / x' }), 'wrong']
] as const) {
  t.test(`what ${provider} answers, ${answer.status} ${answer.body ?? 'nothing'}, is ${verdict}`, async t => {
    const { admin, id } = await createOther(t, provider, { [address]: answer })
    const { verdicts, body } = await testApp(admin, id)
    t.strictSame([verdicts['Token endpoint'], body.ok], [verdict, verdict !== 'wrong'])
  })
}

t.test('an issuer is asked for its facts first', async t => {
  const answers = { [`${issuer}/.well-known/openid-configuration`]: document, [oidcToken]: { error: 'invalid_grant' } }
  const { admin, id } = await createOther(t, 'keycloak', answers)
  t.equal((await testApp(admin, id)).verdicts['Token endpoint'], 'ok')
  const away = await createOther(t, 'keycloak', {})
  const { textOf } = await testApp(away.admin, away.id)
  t.match(textOf('Token endpoint'), { verdict: 'not checked', text: /^keycloak cannot be reached/ })
})

t.test('a provider without a token endpoint is not asked', async t => {
  const { admin, server, id } = await createOther(t, 'apple', {})
  const { textOf } = await testApp(admin, id)
  t.match(textOf('Token endpoint'), { verdict: 'not checked', text: /^Logins by Apple exchange no codes/ })
  t.same(server.asked, [])
})

t.test('keys that are missing or cannot be opened are not asked about', async t => {
  const { app, admin, server, id } = await createOther(t, 'google', {})
  await admin.patch(`social-apps/${id}/`, { secret: '' })
  t.match((await testApp(admin, id)).verdicts, { 'Client secret': 'not checked' })
  server.asked.length = 0
  writeRows(app, 'update socialaccount_socialapp set secret = ? where id = ?', 'sealed1:xyz', id)
  t.match((await testApp(admin, id)).verdicts, { 'Client secret': 'wrong', 'Token endpoint': 'not checked' })
  await admin.patch(`social-apps/${id}/`, { client_id: '' })
  t.match((await testApp(admin, id)).verdicts, { 'Client ID': 'wrong', 'Token endpoint': 'not checked' })
  t.same(server.asked, [])
})
