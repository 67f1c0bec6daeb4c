import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { authenticateToken } from '../../accounts/authenticate.ts'
import { disconnectSocialAccount } from '../../accounts/disconnect-social-account.ts'
import { createApp, createKakaoApp, djangoDatabase, readRows } from '../helper.ts'
import { allRows, connect, execute, logIn } from '../kakao-login.ts'
import { origin } from '../mailing-app.ts'
import { loginOf, userGone } from './login-of.ts'

const notFound = { code: 'REST_AUTH_REFUSED', statusCode: 404, detail: { name: 'notFound' } }
const withoutPassword = {
  code: 'REST_AUTH_INVALID_INPUT',
  fields: { non_field_errors: [{ name: 'socialLastWithoutPassword' }] }
}

t.test('a user who was disabled or deleted since the request was let through keeps the account', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const jiyun = await loginOf(app, 6)
  execute(app, "update auth_user set is_active = 0, password = 'argon2$x' where id = 6")
  const before = allRows(app)
  for (const id of [6, 99]) {
    const somebody = { ...jiyun, user: { ...jiyun.user, id } }
    await t.rejects(disconnectSocialAccount(app.accounts, somebody, 1, origin), userGone)
  }
  t.strictSame(allRows(app), before)
})

for (const [hash, isKept] of [
  ['!', true],
  ['!P8Au065itEo', true],
  ['', true],
  ['argon2$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA', false],
  ['pbkdf2_sha256$260000$salt$hash!', false]
] as const) {
  t.test(`with the hash "${hash.slice(0, 13)}" the last account ${isKept ? 'stays' : 'goes'}`, async t => {
    const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
    execute(app, `update auth_user set password = '${hash}' where id = 6`)
    const work = disconnectSocialAccount(app.accounts, await loginOf(app, 6), 1, origin)
    if (isKept) await t.rejects(work, withoutPassword)
    else await work
    t.equal(readRows(app, 'select id from socialaccount_socialaccount').length, isKept ? 1 : 0)
  })
}

const hash = 'argon2$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA'

/** A server with Kakao at which 지윤 (6), whose Kakao account is 1, has a password as well. */
async function createDisconnecting(t: Test): Promise<FastifyInstance> {
  const { app } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t) })
  execute(app, `update auth_user set password = '${hash}' where id = 6`)
  return app
}

/** Gives 지윤 another social account, 50. */
function writeAccount(app: FastifyInstance, provider: string): void {
  execute(
    app,
    `insert into socialaccount_socialaccount (id, provider, uid, last_login, date_joined, extra_data, user_id)
     values (50, '${provider}', '50', '2026-11-23', '2026-11-23', '{}', 6)`
  )
}

/** The sessions that are open: whose, and how they began. */
const openSessions = (app: FastifyInstance) =>
  readRows(app, 'select user_id, method from rest_auth_session where ended is null order by user_id, method').map(
    ({ user_id: userId, method }) => `${userId} by ${method}`
  )
const accountIds = (app: FastifyInstance) =>
  readRows(app, 'select id from socialaccount_socialaccount where user_id = 6 order by id').map(({ id }) => id)
const mails = 'select kind, recipient, details, language from rest_auth_mail'

/** A login by Kakao. */
async function kakaoLogin(app: FastifyInstance, accessToken = 'tok-jiyun') {
  return authenticateToken(app.accounts, (await logIn(app, accessToken)).body.token, 'user')
}

t.test('the account goes with its token, and the user is told', async t => {
  const app = await createDisconnecting(t)
  await disconnectSocialAccount(app.accounts, await loginOf(app, 6), 1, { ...origin, language: 'ko' })
  t.strictSame(accountIds(app), [])
  t.strictSame(readRows(app, 'select * from socialaccount_socialtoken'), [])
  t.strictSame(readRows(app, mails), [
    {
      kind: 'social disconnected',
      recipient: 'jiyun@kakao.example',
      details: '{"provider":"Kakao","username":"지윤"}',
      language: 'ko'
    }
  ])
})

t.test('the logins by the provider end, but for others’ and those of other kinds', async t => {
  const app = await createDisconnecting(t)
  await kakaoLogin(app)
  await kakaoLogin(app)
  await kakaoLogin(app, 'tok-n1')
  await disconnectSocialAccount(app.accounts, await loginOf(app, 6), 1, origin)
  t.strictSame(openSessions(app), ['6 by issued', '10 by kakao'])
})

t.test('a login by the provider that asks goes on, alone', async t => {
  const app = await createDisconnecting(t)
  await kakaoLogin(app)
  const asking = await kakaoLogin(app)
  await disconnectSocialAccount(app.accounts, asking, 1, origin)
  t.strictSame(readRows(app, 'select id from rest_auth_session where ended is null'), [{ id: asking.claims?.sid }])
})

t.test('they end even when another account of the provider stays', async t => {
  const app = await createDisconnecting(t)
  writeAccount(app, 'kakao')
  await kakaoLogin(app)
  const asking = await kakaoLogin(app)
  await disconnectSocialAccount(app.accounts, asking, 50, origin)
  t.strictSame(accountIds(app), [1])
  t.strictSame(readRows(app, 'select id from rest_auth_session where ended is null'), [{ id: asking.claims?.sid }])
})

t.test('so do those that connecting an account began, but for the one that asks', async t => {
  const app = await createDisconnecting(t)
  const { token } = (await logIn(app, 'tok-jiyun')).body
  await connect(app, token, 'tok-n1')
  const { body } = await connect(app, token, 'tok-n2')
  const asking = await authenticateToken(app.accounts, body.token, 'user')
  t.strictSame(openSessions(app), ['6 by kakao', '6 by kakao connect', '6 by kakao connect'])
  await disconnectSocialAccount(app.accounts, asking, 1, origin)
  t.strictSame(openSessions(app), ['6 by kakao connect'])
  t.strictSame(readRows(app, 'select id from rest_auth_session where ended is null'), [{ id: asking.claims?.sid }])
})

t.test('an account of another provider that stays keeps no logins going', async t => {
  const app = await createDisconnecting(t)
  writeAccount(app, 'facebook')
  await kakaoLogin(app)
  await disconnectSocialAccount(app.accounts, await loginOf(app, 6), 1, origin)
  t.strictSame(accountIds(app), [50])
  t.strictSame(openSessions(app), ['6 by issued'])
})

t.test('an account of a provider that is not served is no way in: the last one that is stays', async t => {
  const app = await createDisconnecting(t)
  writeAccount(app, 'facebook')
  execute(app, "update auth_user set password = '!' where id = 6")
  const jiyun = await loginOf(app, 6)
  const before = allRows(app)
  await t.rejects(disconnectSocialAccount(app.accounts, jiyun, 1, origin), withoutPassword)
  t.strictSame(allRows(app), before)
  t.strictSame(readRows(app, mails), [])
})

t.test('it may go itself while the other stays, and is called as its rows call it', async t => {
  const app = await createDisconnecting(t)
  writeAccount(app, 'facebook')
  execute(app, "update auth_user set password = '!' where id = 6")
  await disconnectSocialAccount(app.accounts, await loginOf(app, 6), 50, origin)
  t.strictSame(accountIds(app), [1])
  t.match(readRows(app, mails), [{ kind: 'social disconnected', details: '{"provider":"facebook","username":"지윤"}' }])
})

t.test('of two accounts of a provider that is served one may go without a password', async t => {
  const app = await createDisconnecting(t)
  writeAccount(app, 'kakao')
  execute(app, "update auth_user set password = '!' where id = 6")
  const jiyun = await loginOf(app, 6)
  await disconnectSocialAccount(app.accounts, jiyun, 1, origin)
  t.strictSame(accountIds(app), [50])
  await t.rejects(disconnectSocialAccount(app.accounts, jiyun, 50, origin), withoutPassword)
  t.strictSame(accountIds(app), [50])
})

t.test('an account of another user is as unknown as one that is not there', async t => {
  const app = await createDisconnecting(t)
  const alice = await loginOf(app, 1)
  for (const id of [1, 999]) {
    await t.rejects(disconnectSocialAccount(app.accounts, alice, id, origin), notFound)
  }
  t.strictSame(accountIds(app), [1])
})

for (const [kakaoUnlink, unlinked] of [
  [true, ['3700000001']],
  [false, []]
] as const) {
  t.test(
    `with KAKAO_UNLINK=${kakaoUnlink} Kakao ${kakaoUnlink ? 'is told after the answer' : 'hears nothing'}`,
    async t => {
      const { app, kakao } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t), kakaoUnlink })
      execute(app, `update auth_user set password = '${hash}' where id = 6`)
      await disconnectSocialAccount(app.accounts, await loginOf(app, 6), 1, origin)
      t.same(kakao.unlinked, [], 'not before')
      await app.social.flush()
      t.same(kakao.unlinked, unlinked)
    }
  )
}

t.test('it is written down, with the session that asked', async t => {
  const app = await createDisconnecting(t)
  const jiyun = await loginOf(app, 6)
  await disconnectSocialAccount(app.accounts, jiyun, 1, origin)
  const events = "select user_id, session_id, details from rest_auth_event where event = 'social_account_disconnected'"
  t.same(readRows(app, events), [{ user_id: 6, session_id: jiyun.claims?.sid, details: '{"provider":"kakao"}' }])
})
