import t, { type Test } from 'tap'
import { applyEvent } from '../../accounts/provider-event.ts'
import type { SuiteOptions } from '../../app.ts'
import { createApp, readRows } from '../helper.ts'
import { execute, jiyun, logIn } from '../kakao-login.ts'
import { me } from '../kakao-server.ts'
import { auditOf, createWebhookApp, jiyunId, openSessions, postUnlink, tell, waitingTasks } from '../webhook-app.ts'

const accounts = 'select user_id from socialaccount_socialaccount'
const actions = (app: Parameters<typeof auditOf>[0]) =>
  auditOf(app, 'social_event_received').map(({ details }) => JSON.parse(String(details)).action)

/** A server with a policy, on which 지윤 (6) has logged in. */
async function createDeciding(t: Test, kakaoEventPolicy: string[], options: SuiteOptions = {}) {
  const parts = await createWebhookApp(t, { kakaoEventPolicy, ...options })
  await logIn(parts.app, 'tok-jiyun')
  return parts
}

t.test('the policy decides what follows, event by event', async t => {
  const policy = ['unlink=record', 'account-disabled=unlink', 'user-scope-withdraw=end_sessions']
  const { app, kakao } = await createDeciding(t, policy)
  await postUnlink(app)
  await app.social.flush()
  t.same(readRows(app, accounts), [{ user_id: 6 }])
  await tell(app, kakao, 'user-scope-withdraw')
  t.same(openSessions(app), [])
  await tell(app, kakao, 'tokens-revoked')
  await tell(app, kakao, 'account-disabled')
  t.same(readRows(app, accounts), [])
  t.same(actions(app), ['record', 'end_sessions', 'end_sessions', 'unlink'])
})

t.test('the last word of the policy on an event counts', async t => {
  const { app, kakao } = await createDeciding(t, ['user-unlinked=delete', 'user-unlinked=record'])
  await tell(app, kakao, 'user-unlinked')
  t.same(actions(app), ['record'])
})

t.test('a policy about what is no event, or with what is no action, stops the start', async t => {
  for (const rule of ['user-unlink=delete', 'unlink=erase', 'unlink', 'user-unlinked=delete,x', '']) {
    await t.rejects(
      createApp(t, { kakaoEventPolicy: [rule] }).then(app => app.ready()),
      {
        code: 'REST_AUTH_START',
        message: /^KAKAO_EVENT_POLICY takes /
      }
    )
  }
})

t.test('delete deletes the user with all that is theirs, tells them, and is audited', async t => {
  const { app, kakao, mails } = await createDeciding(t, ['user-unlinked=delete'])
  await tell(app, kakao, 'user-unlinked')
  t.same(readRows(app, 'select id from auth_user where id = 6'), [])
  for (const table of ['socialaccount_socialaccount', 'account_emailaddress', 'rest_auth_session']) {
    t.same(readRows(app, `select * from ${table} where user_id = 6`), [], table)
  }
  t.same(readRows(app, 'select * from socialaccount_socialtoken'), [])
  t.match(auditOf(app, 'social_event_received', 'user_deleted'), [
    { event: 'social_event_received', user_id: 6, details: /"action":"delete"/ },
    { event: 'user_deleted', user_id: 6, details: '{}' }
  ])
  await app.mailer.flush()
  t.match(await mails(), [{ to: 'jiyun@kakao.example', subject: /example\.com/ }])
  t.match(await logIn(app, 'tok-jiyun'), { status: 200, body: { user: { pk: 10 } } }, 'who may come again')
})

for (const flag of ['is_staff', 'is_superuser']) {
  t.test(`who has ${flag} is unlinked and not deleted`, async t => {
    const { app, kakao } = await createDeciding(t, ['user-unlinked=delete'])
    execute(app, `update auth_user set ${flag} = 1 where id = 6`)
    await tell(app, kakao, 'user-unlinked')
    t.match(readRows(app, 'select id, is_active from auth_user where id = 6'), [{ is_active: 1 }])
    t.same([actions(app), readRows(app, accounts)], [['unlink'], []])
    t.same(openSessions(app), [])
  })
}

for (const [kind, references] of [
  ['at once', 'references auth_user (id)'],
  ['at the end', 'references auth_user (id) deferrable initially deferred']
]) {
  t.test(`whom rows of the host still point at, as SQLite notices ${kind}, is unlinked and not deleted`, async t => {
    const { app, kakao, mails } = await createDeciding(t, ['user-unlinked=delete'])
    execute(app, `create table shop_order (user_id integer ${references}); insert into shop_order values (6)`)
    await tell(app, kakao, 'user-unlinked')
    t.same(actions(app), ['unlink'])
    t.equal(readRows(app, 'select id from auth_user where id = 6').length, 1)
    t.same([readRows(app, accounts), openSessions(app), waitingTasks(app)], [[], [], []])
    t.same(auditOf(app, 'user_deleted'), [])
    await app.mailer.flush()
    const subjects = (await mails()).map(({ subject }) => subject)
    t.same(subjects, ['[example.com] 카카오 로그인 연결이 해제되었습니다'])
  })
}

t.test('who is deleted is unlinked at other providers, and in other accounts, where that was asked for', async t => {
  const google = { clientId: 'google-client', unlinkAtProvider: true }
  const options = { kakaoUnlink: true, socialaccountProviders: { google } }
  const { app } = await createDeciding(t, ['user-unlinked=delete'], options)
  execute(
    app,
    `insert into socialaccount_socialaccount (id, provider, uid, last_login, date_joined, extra_data, user_id)
     values (50, 'google', 'g50', '2026-11-23', '2026-11-23', '{}', 6), (51, 'kakao', '51', '2026-11-23', '2026-11-23', '{}', 6)`
  )
  const created = new Date(app.accounts.now())
  const details = JSON.stringify({ event: 'user-unlinked', issued: created.getTime(), language: 'ko' })
  const task = { id: 1, kind: 'event', provider: 'kakao', uid: jiyunId, details, created, attempts: 0, due: created }
  await applyEvent(app.accounts, task)
  t.match(waitingTasks(app), [
    { kind: 'unlink', provider: 'google', uid: 'g50' },
    { kind: 'unlink', provider: 'kakao', uid: '51' }
  ])
  t.equal(waitingTasks(app).length, 2, 'and not where the event came from')
})

/** Has 지윤 come again, connected at a moment as Kakao says. */
async function reconnect({ app, kakao }: Awaited<ReturnType<typeof createDeciding>>, connectedAt: Date) {
  const shared = { items: [], given: new Set<string>(), secure: true, connectedAt }
  kakao.fail('/v2/user/me', (_request, response) => response.end(me(jiyun, shared)))
  await logIn(app, 'tok-jiyun')
}

for (const action of ['unlink', 'delete']) {
  t.test(`${action}: an event that is older than the connection is only recorded`, async t => {
    const parts = await createDeciding(t, [`user-unlinked=${action}`])
    const { app, kakao, clock } = parts
    const connected = clock.seconds
    await reconnect(parts, new Date(1000 * connected))
    clock.seconds += 60
    await tell(app, kakao, 'user-unlinked', { iat: connected - 1 })
    t.same([actions(app), readRows(app, accounts)], [['record'], [{ user_id: 6 }]])
    await tell(app, kakao, 'user-unlinked', { iat: connected })
    t.same([actions(app), readRows(app, accounts)], [['record', action], []])
  })
}

t.test('what is not about the connection counts however late it comes', async t => {
  const parts = await createDeciding(t, [])
  const { app, kakao, clock } = parts
  await reconnect(parts, new Date(1000 * clock.seconds))
  await tell(app, kakao, 'credential-compromise', { iat: clock.seconds - 100 })
  t.same([actions(app), openSessions(app)], [['end_sessions'], []])
})

for (const [kind, extraData] of [
  ['that Django has written', '{"id": 3700000001}'],
  ['that cannot be read', '{'],
  ['with no date', '{"connected_at":"yesterday"}'],
  ['of an id_token', '{"sub":"3700000001"}']
]) {
  t.test(`from data ${kind}, the last login says how new the connection is`, async t => {
    const { app, kakao, clock } = await createDeciding(t, [])
    const login = clock.seconds
    execute(app, `update socialaccount_socialaccount set extra_data = '${extraData}'`)
    clock.seconds += 60
    await tell(app, kakao, 'user-unlinked', { iat: login - 1 })
    t.same(readRows(app, accounts), [{ user_id: 6 }])
    await tell(app, kakao, 'user-unlinked', { iat: login })
    t.same(readRows(app, accounts), [])
  })
}
