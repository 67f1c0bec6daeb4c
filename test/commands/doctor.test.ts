import t from 'tap'
import { readKeys } from '../../commands/doctor/kakao-keys.ts'
import { kakaoMenus } from '../../core/kakao-menus.ts'
import { openNew } from '../db/opened.ts'
import { createKakaoApp, djangoDatabase } from '../helper.ts'
import { execute, logIn } from '../kakao-login.ts'
import { allFine, createHealthy, examine, key } from './doctor-of.ts'

const secret = 'a secret for tokens, 32 characters'

t.test('where all is right the doctor says so of each thing, and asks Kakao no more than it must', async t => {
  const { kakao, examine } = await createHealthy(t)
  const { code, verdicts, errors } = await examine()
  t.strictSame([code, errors, verdicts], [0, '', allFine])
  t.same(kakao.asked, ['POST /oauth/token', 'GET /.well-known/openid-configuration', 'GET /.well-known/jwks.json'])
})

t.test('each finding is a sentence in Korean and one in English, with the menu of the console', async t => {
  const { examine } = await createHealthy(t)
  const { findings } = await examine()
  t.strictSame(findings['REST API key']?.lines, [
    `값이 있고 키 형식이 맞습니다. [${kakaoMenus.restApiKey.ko}]`,
    `It is there, and looks like a key. [${kakaoMenus.restApiKey.en}]`
  ])
  for (const { lines } of Object.values(findings)) {
    t.match(lines[0], /\p{Script=Hangul}/u)
    t.match(lines[1], /^[A-Z]/)
    t.ok(lines.length <= 3)
  }
  t.match(findings['Client secret']?.lines, [/클라이언트 시크릿\]$/, /Client secret\]$/])
})

t.test('neither keys nor secrets are shown', async t => {
  const { examine } = await createHealthy(t)
  const { output } = await examine()
  for (const hidden of ['S3cret', key('a'), key('b'), key('c'), key('d')]) t.notMatch(output, hidden)
  const wrong = await examine({ KAKAO_CLIENT_SECRET: 'Wr0ng secret', KAKAO_REST_API_KEY: 'no-key-at-all' })
  t.notMatch(wrong.output, /Wr0ng|no-key-at-all/)
})

t.test('a key that was cut or is something else is wrong', async t => {
  const { examine } = await createHealthy(t)
  const names = {
    KAKAO_REST_API_KEY: 'REST API key',
    KAKAO_NATIVE_APP_KEY: 'Native app key',
    KAKAO_JAVASCRIPT_KEY: 'JavaScript key',
    KAKAO_ADMIN_KEY: 'Admin key'
  }
  for (const [name, subject] of Object.entries(names)) {
    for (const odd of [key('a').slice(1), `${key('a')}a`, key('A'), key('g'), '770001']) {
      const { code, verdicts } = await examine({ [name]: odd })
      t.match([code, verdicts[subject]], [1, 'wrong'], `${name}=${odd}`)
    }
  }
})

t.test('a REST API key must be there, and without it nobody asks for tokens', async t => {
  const { kakao, examine } = await createHealthy(t)
  const { code, verdicts, findings } = await examine({ KAKAO_REST_API_KEY: '' })
  t.match([code, verdicts], [1, { 'REST API key': 'wrong', 'Token endpoint': 'not checked' }])
  t.match(findings['REST API key']?.lines[1], /^It is missing/)
  t.notOk(kakao.asked.includes('POST /oauth/token'))
})

t.test('keys that an app may do without are not checked when they are missing', async t => {
  const { examine } = await createHealthy(t)
  const none = { KAKAO_NATIVE_APP_KEY: '', KAKAO_JAVASCRIPT_KEY: '', KAKAO_ADMIN_KEY: '' }
  const { code, verdicts, findings } = await examine(none)
  const notChecked = { 'Native app key': 'not checked', 'JavaScript key': 'not checked', 'Admin key': 'not checked' }
  t.strictSame([code, verdicts], [0, { ...allFine, ...notChecked }])
  t.match(findings['Admin key']?.lines, [
    /닫혀 있습니다/,
    /the unlink webhook is closed.*App > Platform key > Admin key\]$/
  ])
})

t.test('without KAKAO_APP_ID something is wrong', async t => {
  const { examine } = await createHealthy(t)
  const { code, verdicts } = await examine({ KAKAO_APP_ID: '' })
  t.strictSame([code, verdicts], [1, { ...allFine, 'App ID': 'wrong' }])
})

t.test('a client secret with white space in it was copied with something else', async t => {
  const { examine } = await createHealthy(t)
  const { code, verdicts } = await examine({ KAKAO_CLIENT_SECRET: 'S3cret S3cret' })
  t.strictSame([code, verdicts], [1, { ...allFine, 'Client secret': 'wrong', 'Token endpoint': 'wrong' }])
})

t.test('a client secret may be missing where it is switched off', async t => {
  const { kakao, examine } = await createHealthy(t)
  kakao.app.clientSecret = undefined
  const { code, verdicts } = await examine({ KAKAO_CLIENT_SECRET: '' })
  t.strictSame([code, verdicts], [0, { ...allFine, 'Client secret': 'not checked' }])
})

t.test('with the admin key the address of the webhook is there to be copied', async t => {
  const { examine } = await createHealthy(t)
  const { findings } = await examine()
  t.equal(findings['Admin key']?.lines[2], 'https://shop.example.com/accounts/kakao/webhook/unlink/')
  t.match(findings['Admin key']?.lines[1], /App > Webhook\]$/)
})

t.test('the Social application of the site goes before the settings, as it does in the server', async t => {
  const { kakao, environment, examine } = await createHealthy(t)
  const { app } = await createKakaoApp(t, { databaseUrl: environment.DATABASE_URL })
  execute(
    app,
    `insert into socialaccount_socialapp (id, provider, name, client_id, secret, key) values (1, 'kakao', 'kakao', '${key('e')}', '', 'cut');
     insert into socialaccount_socialapp_sites (socialapp_id, site_id) values (1, 1)`
  )
  const { code, verdicts, findings } = await examine()
  t.match([code, verdicts], [1, { 'REST API key': 'ok', 'Native app key': 'wrong', 'Token endpoint': 'wrong' }])
  t.match(findings['Token endpoint']?.lines[1], /^KOE101: /)
  kakao.app.restApiKey = key('e')
  t.equal((await examine()).verdicts['Token endpoint'], 'ok')
})

t.test('a client secret that the server has sealed is opened', async t => {
  const { kakao, environment, examine } = await createHealthy(t)
  const options = { kakaoRestApiKey: key('a'), kakaoClientSecret: 'S3cret', kakaoNativeAppKey: key('b') }
  const { app } = await createKakaoApp(t, {
    ...options,
    databaseUrl: environment.DATABASE_URL,
    socialSecretKey: secret
  })
  await logIn(app, 'tok-jiyun')
  const changes = { KAKAO_CLIENT_SECRET: '', KAKAO_REST_API_KEY: '', KAKAO_NATIVE_APP_KEY: '' }
  t.match(await examine({ ...changes, SOCIAL_SECRET_KEY: secret }), { code: 0, verdicts: allFine })
  kakao.asked.length = 0
  const sealed = await examine(changes)
  t.match(sealed, { code: 1, verdicts: { ...allFine, 'Client secret': 'wrong', 'Token endpoint': 'not checked' } })
  t.match(sealed.findings['Client secret']?.lines[1], /another SOCIAL_SECRET_KEY/)
  t.notOk(kakao.asked.includes('POST /oauth/token'))
  execute(app, "update socialaccount_socialapp set client_id = '', key = ''")
  t.match(await examine({ ...changes, KAKAO_REST_API_KEY: key('a') }), {
    verdicts: { 'REST API key': 'ok', 'Native app key': 'not checked' }
  })
})

t.test('a fault of the database is no secret that is sealed', async t => {
  const database = await openNew(t)
  const { findApp } = database.social
  const faults = [new Error('the disk is gone')]
  t.intercept(database.social, 'findApp', {
    async value(...given: Parameters<typeof findApp>) {
      const fault = faults.pop()
      if (fault !== undefined) throw fault
      return findApp(...given)
    }
  })
  await t.rejects(readKeys(database, {}), { message: 'the disk is gone' })
})

t.test('of several sites it looks at the one of DEFAULT_SITE_ID', async t => {
  const { environment } = await createHealthy(t)
  const several = { ...environment, DATABASE_URL: djangoDatabase(t), SITE_ID: 'auto', DEFAULT_SITE_ID: '2' }
  const { findings } = await examine(several)
  t.match(findings['Redirect URI']?.lines, [/./, /./, 'https://second.example.com/accounts/kakao/login/callback/'])
  t.match(findings['REST API key'], { verdict: 'ok' }, 'the key of the settings: only site 1 has an application')
})

t.test('a site that is not there is told in one line', async t => {
  const { environment } = await createHealthy(t)
  const { code, output, errors } = await examine({ ...environment, SITE_ID: '7' })
  t.strictSame([code, output, errors], [1, '', 'doctor: SITE_ID is 7, and there is no such site\n'])
})
