import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../app.ts'
import { obtain, readRows } from '../helper.ts'
import { connect, execute, logIn } from '../kakao-login.ts'
import { auditOf, createWebhookApp, jiyunId, openSessions, postUnlink, tell, waitingTasks } from '../webhook-app.ts'

const accountsOf = 'select user_id, uid from socialaccount_socialaccount order by id'
const jiyunsAccount = [{ user_id: 6, uid: jiyunId }]
const tokens = 'select token from socialaccount_socialtoken'
const hash = 'argon2$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA'

/** A server on which 지윤 (6) has logged in by Kakao and in another way, alice (1) by password and 무메일 (10) by Kakao. */
async function createVisited(t: Test, options: SuiteOptions = {}) {
  const parts = await createWebhookApp(t, options)
  await logIn(parts.app, 'tok-jiyun')
  await logIn(parts.app, 'tok-noemail')
  await parts.app.jwtAuth.issue({ id: 6 })
  await obtain(parts.app)
  return parts
}
const others = ['1 by password', '10 by kakao']

t.test('an event that is only recorded changes nothing', async t => {
  const { app, kakao, mails } = await createVisited(t)
  const recorded = ['user-linked', 'account-enabled', 'user-scope-consent', 'user-scope-withdraw']
  for (const event of recorded) await tell(app, kakao, event)
  t.same(
    auditOf(app, 'social_event_received').map(({ details }) => JSON.parse(String(details))),
    recorded.map(event => ({ provider: 'kakao', event, action: 'record' }))
  )
  t.same(openSessions(app), ['1 by password', '6 by issued', '6 by kakao', '10 by kakao'])
  t.match(readRows(app, accountsOf), jiyunsAccount)
  t.same(await mails(), [])
})

t.test('an event is in the audit trail, about the user, with what was done', async t => {
  const { app, kakao } = await createVisited(t)
  const told: Record<string, unknown>[] = []
  const { tell: hear } = app.accounts.audit
  t.equal(hear, undefined)
  app.accounts.audit.tell = event => told.push({ ...event })
  await tell(app, kakao, 'account-disabled')
  const [row] = readRows(app, "select * from rest_auth_event where event = 'social_event_received'")
  t.match(row, { created: '2026-11-23 18:53:20', user_id: 6, ip_address: '', user_agent: '', session_id: null })
  t.equal(row?.details, '{"provider":"kakao","event":"account-disabled","action":"end_sessions"}')
  t.match(told, [{ event: 'social_event_received', userId: 6 }])
})

for (const event of ['account-disabled', 'credential-compromise', 'sessions-revoked', 'tokens-revoked']) {
  t.test(`${event} ends the logins by Kakao, and nothing else`, async t => {
    const { app, kakao, mails } = await createVisited(t)
    await tell(app, kakao, event)
    t.same(openSessions(app), ['1 by password', '6 by issued', '10 by kakao'])
    t.match(readRows(app, accountsOf), jiyunsAccount)
    t.match(readRows(app, tokens), [{ token: 'tok-jiyun' }])
    t.same(await mails(), [])
    t.equal((await logIn(app, 'tok-jiyun')).status, 200, 'and who comes again comes to the same account')
  })
}

t.test('sessions that began by connecting the account end as well', async t => {
  const { app, kakao } = await createWebhookApp(t)
  await connect(app, await obtain(app), 'tok-noemail')
  t.same(openSessions(app), ['1 by kakao connect', '1 by password'])
  await tell(app, kakao, 'credential-compromise', { userId: '3700000002' })
  t.same(openSessions(app), ['1 by password'])
})

t.test('with REST_USE_JWT off the key ends, which may have been handed out by Kakao’s login', async t => {
  const { app, kakao } = await createWebhookApp(t, { restUseJwt: false })
  await logIn(app, 'tok-jiyun')
  await tell(app, kakao, 'sessions-revoked')
  t.same(readRows(app, 'select user_id from authtoken_token'), [{ user_id: 1 }])
})

t.test('where logins are sessions, a key that an application has stays', async t => {
  const { app, kakao } = await createWebhookApp(t)
  await connect(app, await obtain(app), 'tok-noemail')
  await tell(app, kakao, 'sessions-revoked', { userId: '3700000002' })
  t.same(readRows(app, 'select user_id from authtoken_token'), [{ user_id: 1 }])
})

for (const event of ['user-unlinked', 'account-purged', 'unlink']) {
  t.test(`${event} takes the account and its tokens, and tells the user`, async t => {
    const { app, kakao, mails } = await createVisited(t, { kakaoUnlink: true })
    execute(app, `update auth_user set password = '${hash}' where id = 6`)
    if (event === 'unlink') await postUnlink(app).then(() => app.social.flush())
    else await tell(app, kakao, event)
    t.match(readRows(app, accountsOf), [{ user_id: 10, uid: '3700000002' }])
    t.same(readRows(app, tokens), [{ token: 'tok-noemail' }])
    t.same(openSessions(app), ['1 by password', '6 by issued', '10 by kakao'])
    t.match(auditOf(app, 'social_event_received'), [
      { user_id: 6, details: `{"provider":"kakao","event":"${event}","action":"unlink"}` }
    ])
    await app.mailer.flush()
    t.match(await mails(), [
      { to: 'jiyun@kakao.example', subject: '[example.com] 카카오 로그인 연결이 해제되었습니다' }
    ])
    t.match(readRows(app, 'select email from auth_user where id = 6'), [{ email: 'jiyun@kakao.example' }])
    t.same([waitingTasks(app), kakao.asked.filter(line => line.includes('unlink'))], [[], []], 'Kakao knows already')
  })
}

t.test('whose only way in it was loses all logins and the address, and comes again as somebody new', async t => {
  const { app, kakao, mails } = await createVisited(t)
  execute(app, "insert into authtoken_token (key, created, user_id) values ('key6', '2026-11-23 18:00:00', 6)")
  await tell(app, kakao, 'user-unlinked')
  t.same(openSessions(app), others)
  t.same(readRows(app, 'select user_id from authtoken_token'), [{ user_id: 1 }])
  t.same(readRows(app, 'select email from account_emailaddress where user_id = 6'), [])
  t.match(readRows(app, 'select email, is_active from auth_user where id = 6'), [{ email: '', is_active: 1 }])
  await app.mailer.flush()
  t.match(await mails(), [{ to: 'jiyun@kakao.example' }])
  const { status, body } = await logIn(app, 'tok-jiyun')
  t.match({ status, email: body.user.email }, { status: 200, email: 'jiyun@kakao.example' })
  t.equal(body.user.pk, 11)
})

t.test('another account that is served here is a way in; one of a provider that is not is none', async t => {
  const { app, kakao } = await createVisited(t, { socialaccountProviders: { google: { clientId: 'g' } } })
  const insert = (id: number, provider: string, userId: number) =>
    execute(
      app,
      `insert into socialaccount_socialaccount (id, provider, uid, last_login, date_joined, extra_data, user_id)
       values (${id}, '${provider}', '${id}', '2026-11-23', '2026-11-23', '{}', ${userId})`
    )
  insert(50, 'google', 6)
  insert(51, 'facebook', 10)
  await app.jwtAuth.issue({ id: 10 })
  await tell(app, kakao, 'user-unlinked')
  await tell(app, kakao, 'user-unlinked', { userId: '3700000002' })
  t.match(readRows(app, accountsOf), [{ user_id: 6 }, { user_id: 10 }])
  t.same(openSessions(app), ['1 by password', '6 by issued'])
  t.match(readRows(app, 'select email from auth_user where id = 6'), [{ email: 'jiyun@kakao.example' }])
})

t.test('an event about nobody who is known here leaves no trace', async t => {
  const { app, kakao } = await createVisited(t)
  await tell(app, kakao, 'user-unlinked', { userId: '99' })
  t.same([auditOf(app, 'social_event_received'), waitingTasks(app)], [[], []])
})

t.test('an event of a provider that is served no more is passed over', async t => {
  const { app, kakao } = await createVisited(t)
  const task = {
    kind: 'event',
    provider: 'line',
    uid: jiyunId,
    details: '{"event":"unlink","issued":1,"language":"ko"}'
  }
  const created = new Date(app.accounts.now())
  await app.database.transaction(queries => queries.tasks.insert({ ...task, created, attempts: 0, due: created }))
  await tell(app, kakao, 'user-linked')
  t.same(waitingTasks(app), [])
  t.equal(readRows(app, accountsOf).length, 2)
})

t.test('an account whose user is gone is passed over', async t => {
  const { app, kakao } = await createVisited(t)
  execute(app, 'pragma foreign_keys = off; update socialaccount_socialaccount set user_id = 99 where user_id = 6')
  await tell(app, kakao, 'user-unlinked')
  t.same([auditOf(app, 'social_event_received'), waitingTasks(app)], [[], []])
})
