import t, { type Test } from 'tap'
import type { Authentication } from '../../accounts/authenticate.ts'
import { connectSocialAccount } from '../../accounts/connect-social-account.ts'
import type { SocialCredentials } from '../../accounts/identify-social-account.ts'
import type { SocialClient } from '../../accounts/social-client.ts'
import { createKakaoApp, djangoDatabase, readRows } from '../helper.ts'
import { allRows, execute } from '../kakao-login.ts'
import { me, send, tokenInfo } from '../kakao-server.ts'
import { clientOf } from '../social-client.ts'
import { keyLogin, loginOf, loginOver, userGone } from './login-of.ts'
import { connectedToAnother, origin, refused } from './social-acts.ts'

/** The act on Django's database, whose client of Kakao a test can change. */
async function createAct(t: Test) {
  const { app, kakao } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t) })
  const connectBy = (login: Authentication, shown: SocialCredentials, changes: Partial<SocialClient> = {}) =>
    connectSocialAccount(app.accounts, clientOf(app, 'kakao', changes), login, shown, origin)
  const connect = (login: Authentication, accessToken: string, changes: Partial<SocialClient> = {}) =>
    connectBy(login, { accessToken }, changes)
  return { app, kakao, connect, connectBy }
}

t.test('a connection tells the user, as they were, and the token of a session', async t => {
  const { app, connect } = await createAct(t)
  const before = await app.database.users.find(1)
  const connected = await connect(await loginOf(app, 1), 'tok-n1')
  t.strictSame(connected.user, before)
  if (!('token' in connected)) return t.fail('it has a token')
  const { user: verified } = await app.jwtAuth.verify(connected.token)
  t.equal(verified.id, 1)
  const ofConnect = "select user_id, ip_address, user_agent from rest_auth_session where method = 'kakao connect'"
  t.strictSame(readRows(app, ofConnect), [{ user_id: 1, ip_address: '192.0.2.1', user_agent: 'tests' }])
})

t.test('the user is told that a provider opens their account now', async t => {
  const { app, connect } = await createAct(t)
  await connect(await loginOf(app, 1), 'tok-n1')
  t.strictSame(readRows(app, 'select kind, recipient, details, language from rest_auth_mail'), [
    {
      kind: 'social connected',
      recipient: 'alice@example.com',
      details: '{"provider":"Kakao","username":"alice"}',
      language: 'en'
    }
  ])
})

t.test('one whose address is not verified is told so without their name', async t => {
  const { app, connect } = await createAct(t)
  await connect(await loginOf(app, 8), 'tok-n1')
  t.strictSame(readRows(app, 'select kind, recipient, details from rest_auth_mail'), [
    { kind: 'social connected', recipient: 'hash_argon2@example.com', details: '{"provider":"Kakao","email":""}' }
  ])
})

t.test('nothing is told of an account that is another user’s', async t => {
  const { app, connect } = await createAct(t)
  const alice = await loginOf(app, 1)
  const before = allRows(app)
  await t.rejects(connect(alice, 'tok-jiyun'), connectedToAnother)
  t.strictSame(allRows(app), before)
  t.strictSame(readRows(app, 'select * from rest_auth_mail'), [])
})

t.test('a login that ends while the provider is asked connects nothing', async t => {
  for (const [logIn, end] of [
    [loginOf, "update rest_auth_session set ended = '2026-11-23'"],
    [keyLogin, 'delete from authtoken_token'],
    [keyLogin, "update authtoken_token set key = 'new', created = '2026-11-24'"]
  ] as const) {
    const { app, kakao, connect } = await createAct(t)
    const alice = await logIn(app, 1)
    const person = { id: '4', nickname: '' }
    let before: unknown
    kakao.tokens.set('tok-slow', {
      person,
      respond({ url }, response) {
        if (url?.startsWith('/v1')) return send(response, 200, tokenInfo({ person }))
        execute(app, end)
        before = allRows(app)
        send(response, 200, me(person))
      }
    })
    await t.rejects(connect(alice, 'tok-slow'), loginOver)
    t.strictSame(allRows(app), before)
    t.strictSame(readRows(app, 'select * from rest_auth_mail'), [])
  }
})

t.test('the token is kept under the application of the site, which gets one when it has none', async t => {
  const { app, connect } = await createAct(t)
  const alice = await loginOf(app, 1)
  await connect(alice, 'tok-n1')
  await connect(alice, 'tok-n1', { siteId: 2 })
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
      { app_id: 3, site_id: 2, client_id: 'kakao-rest-api-key' }
    ]
  )
})

t.test('a user who was disabled or deleted since the request was let through is connected to nothing', async t => {
  const { app, connect } = await createAct(t)
  const alice = await loginOf(app, 1)
  const before = allRows(app)
  for (const id of [3, 99]) {
    await t.rejects(connect({ ...alice, user: { ...alice.user, id } }, 'tok-n1'), userGone)
  }
  t.strictSame(allRows(app), before)
})

t.test('a text that can be no token is refused without a question', async t => {
  const { app, kakao, connect } = await createAct(t)
  await t.rejects(connect(await loginOf(app, 1), 'a b'), refused)
  t.strictSame(kakao.asked, [])
})

t.test('an id_token connects as well, and one with a nonce once', async t => {
  const { app, kakao, connectBy } = await createAct(t)
  const alice = await loginOf(app, 1)
  const idToken = await kakao.idToken('3700000002', { nonce: 'n-1' })
  await connectBy(alice, { idToken, nonce: 'n-1' })
  t.match(readRows(app, 'select user_id, uid, extra_data from socialaccount_socialaccount where id = 2'), [
    { user_id: 1, uid: '3700000002', extra_data: /"sub":"3700000002"/ }
  ])
  const before = allRows(app)
  await t.rejects(connectBy(alice, { idToken, nonce: 'n-1' }), refused)
  t.strictSame(allRows(app), before)
})

t.test('it is written down, with the session that asked', async t => {
  const { app, connect } = await createAct(t)
  const alice = await loginOf(app, 1)
  await connect(alice, 'tok-n1')
  const events = "select user_id, session_id, details from rest_auth_event where event = 'social_account_connected'"
  t.strictSame(readRows(app, events), [{ user_id: 1, session_id: alice.claims?.sid, details: '{"provider":"kakao"}' }])
})
