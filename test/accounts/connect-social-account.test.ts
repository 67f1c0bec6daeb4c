import t, { type Test } from 'tap'
import { Agent } from 'undici'
import { connectSocialAccount } from '../../accounts/connect-social-account.ts'
import type { SocialClient } from '../../accounts/identify-social-account.ts'
import { kakao as kakaoFacts } from '../../plugins/social-kakao.ts'
import { createKakaoApp, djangoDatabase, readRows } from '../helper.ts'
import { allRows } from '../kakao-login.ts'
import { kakaoAppId } from '../kakao-server.ts'

const origin = { ipAddress: '192.0.2.1', userAgent: 'tests', language: 'en' } as const
const refused = { code: 'REST_AUTH_INVALID_INPUT', fields: { non_field_errors: [{ name: 'socialRefused' }] } }
const userGone = { code: 'REST_AUTH_REFUSED', statusCode: 401, detail: { name: 'userInactiveOrDeleted' } }

/** The act on Django's database, with a client of Kakao whose facts a test can change. */
async function createAct(t: Test) {
  const { app, kakao } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t) })
  const dispatcher = new Agent()
  t.teardown(() => dispatcher.destroy())
  const client: SocialClient = {
    provider: kakaoFacts(kakao.url),
    appId: String(kakaoAppId),
    newApp: { clientId: 'rest-api-key', secret: 'client-secret', key: 'native-app-key' },
    siteId: 1,
    dispatcher,
    timeout: 30_000
  }
  const connect = (userId: number, accessToken: string, changes: Partial<SocialClient> = {}) =>
    connectSocialAccount(app.accounts, { ...client, ...changes }, userId, accessToken, origin)
  return { app, kakao, connect }
}

t.test('a connection tells the user, as they were, and the token of a session', async t => {
  const { app, connect } = await createAct(t)
  const before = await app.database.users.find(1)
  const connected = await connect(1, 'tok-n1')
  t.strictSame(connected.user, before)
  if (!('token' in connected)) return t.fail('it has a token')
  const { user: verified } = await app.jwtAuth.verify(connected.token)
  t.equal(verified.id, 1)
  t.strictSame(readRows(app, 'select user_id, ip_address, user_agent, method from rest_auth_session'), [
    { user_id: 1, ip_address: '192.0.2.1', user_agent: 'tests', method: 'kakao connect' }
  ])
})

t.test('the token is kept under the application of the site, which gets one when it has none', async t => {
  const { app, connect } = await createAct(t)
  await connect(1, 'tok-n1')
  await connect(1, 'tok-n1', { siteId: 2 })
  t.strictSame(
    readRows(
      app,
      `select app_id, site_id, client_id from socialaccount_socialtoken
       join socialaccount_socialapp app on app.id = app_id
       join socialaccount_socialapp_sites on socialapp_id = app.id
       where token = 'tok-n1' order by app_id`
    ),
    [
      { app_id: 1, site_id: 1, client_id: 'kakao-rest-api-key' },
      { app_id: 3, site_id: 2, client_id: 'rest-api-key' }
    ]
  )
})

t.test('a user who was disabled or deleted since the request was let through is connected to nothing', async t => {
  const { app, connect } = await createAct(t)
  const before = allRows(app)
  for (const userId of [3, 99]) {
    await t.rejects(connect(userId, 'tok-n1'), userGone)
  }
  t.strictSame(allRows(app), before)
})

t.test('a text that can be no token is refused without a question', async t => {
  const { kakao, connect } = await createAct(t)
  await t.rejects(connect(1, 'a b'), refused)
  t.strictSame(kakao.asked, [])
})
