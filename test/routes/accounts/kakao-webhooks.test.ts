import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import t, { type Test } from 'tap'
import { createApp, readRows } from '../../helper.ts'
import { execute, logIn } from '../../kakao-login.ts'
import { writeRows } from '../../outside.ts'
import {
  adminKey,
  createWebhookApp,
  getUnlink,
  holdWork,
  jiyunId,
  openSessions,
  postUnlink,
  settingsFor,
  unlinkUrl,
  waitingTasks
} from '../../webhook-app.ts'

const refused = { detail: 'Incorrect credentials.' }
const accounts = 'select uid from socialaccount_socialaccount'

/** A server on which what is told waits until it is looked at. */
async function createHeld(t: Test) {
  const { app, ...parts } = await createWebhookApp(t)
  await app.ready()
  holdWork(t, app)
  return { app, ...parts }
}

for (const [method, call] of [
  ['POST', postUnlink],
  ['GET', getUnlink]
] as const) {
  t.test(`${method}: who disconnected at Kakao is stored, answered, and then unlinked`, async t => {
    const { app } = await createHeld(t)
    await logIn(app, 'tok-jiyun')
    const { status, body } = await call(app)
    t.same({ status, body }, { status: 200, body: {} })
    const [task, ...others] = waitingTasks(app)
    t.match(task, { kind: 'event', provider: 'kakao', uid: jiyunId, attempts: 0, due: '2026-11-23 18:53:20' })
    const details = { event: 'unlink', issued: app.accounts.now(), language: 'ko', siteId: 1 }
    t.same(JSON.parse(String(task?.details)), details)
    t.same(others, [])
    t.same(readRows(app, accounts), [{ uid: jiyunId }], 'not yet')
    await app.social.flush()
    t.same(readRows(app, accounts), [])
    t.same(openSessions(app), [])
    t.same(waitingTasks(app), [])
  })

  t.test(`${method}: without the admin key nothing is stored`, async t => {
    const { app } = await createHeld(t)
    const wrong: Record<string, string>[] = [
      {},
      { authorization: '' },
      { authorization: 'KakaoAK ' },
      { authorization: 'KakaoAK kakao-admin-kez' },
      { authorization: 'KakaoAK kakao-admin-key2' },
      { authorization: 'kakao-admin-key' },
      { authorization: 'Bearer kakao-admin-key' },
      { authorization: 'KakaoAK kakao-rest-api-key' },
      { authorization: 'KakaoAK undefined' }
    ]
    for (const headers of wrong) {
      const { status, body } = await call(app, {}, headers)
      t.same({ status, body }, { status: 403, body: refused }, headers.authorization ?? 'none')
    }
    t.same(waitingTasks(app), [])
  })

  t.test(`${method}: a missing or blank user_id is named`, async t => {
    const { app } = await createHeld(t)
    const missing = await call(app, { user_id: undefined })
    t.same([missing.status, missing.body], [400, { user_id: ['This field is required.'] }])
    const blank = await call(app, { user_id: ' ' })
    t.same([blank.status, blank.body], [400, { user_id: ['This field may not be blank.'] }])
    const empty = await call(app, { user_id: undefined, app_id: undefined })
    t.same(Object.keys(empty.body), ['app_id', 'user_id'])
    t.same(waitingTasks(app), [])
  })

  t.test(`${method}: another app's notice is refused`, async t => {
    const { app } = await createHeld(t)
    const { status, body } = await call(app, { app_id: '770002' })
    t.same({ status, body }, { status: 400, body: { app_id: ['Incorrect value'] } })
    t.same(waitingTasks(app), [])
  })
}

t.test('the key is asked for before anything is read', async t => {
  const { app } = await createHeld(t)
  t.equal((await postUnlink(app, { user_id: undefined, app_id: '5' }, {})).status, 403)
})

t.test('keys of any length are compared in constant time', async t => {
  const { app } = await createHeld(t)
  const calls = t.capture(crypto, 'timingSafeEqual', crypto.timingSafeEqual)
  syncBuiltinESMExports()
  for (const authorization of ['K', adminKey.authorization, 'K'.repeat(500)])
    await postUnlink(app, {}, { authorization })
  calls.restore()
  syncBuiltinESMExports()
  const compared = calls().map(({ args }) => args.map(({ byteLength }) => byteLength))
  t.same(compared, [
    [32, 32],
    [32, 32],
    [32, 32]
  ])
})

t.test('without KAKAO_ADMIN_KEY the webhook is closed, whatever is shown', async t => {
  const { app } = await createWebhookApp(t, { kakaoAdminKey: undefined })
  for (const authorization of ['KakaoAK undefined', 'KakaoAK ', 'KakaoAK kakao-admin-key']) {
    const { status, body } = await postUnlink(app, {}, { authorization })
    t.same({ status, body }, { status: 403, body: refused })
  }
  t.same(waitingTasks(app), [])
})

t.test('without KAKAO_APP_ID the admin key alone says which app it is', async t => {
  const { app } = await createWebhookApp(t, { kakaoAppId: undefined })
  t.equal((await postUnlink(app, { app_id: '5' })).status, 200)
  await app.social.flush()
  t.same(readRows(app, accounts), [])
})

t.test('a notice about nobody who is known here is answered like any other', async t => {
  const { app } = await createWebhookApp(t)
  const { status, body } = await postUnlink(app, { user_id: '99' })
  t.same({ status, body }, { status: 200, body: {} })
  await app.social.flush()
  t.same(waitingTasks(app), [])
  t.same(readRows(app, 'select * from rest_auth_event'), [])
  t.same(readRows(app, accounts), [{ uid: jiyunId }])
})

t.test('an id of 19 digits stays whole', async t => {
  const { app } = await createHeld(t)
  await postUnlink(app, { user_id: '3700000000000000019' })
  t.match(waitingTasks(app), [{ uid: '3700000000000000019' }])
})

t.test('JSON is read as well, and a reason need not be given', async t => {
  const { app } = await createWebhookApp(t)
  const payload = { app_id: '770001', user_id: jiyunId }
  t.equal((await app.inject({ method: 'POST', url: unlinkUrl, headers: adminKey, payload })).statusCode, 200)
  await app.social.flush()
  t.same(readRows(app, accounts), [])
})

t.test('the emulator is answered in time over the network, by both methods', async t => {
  const { app, kakao } = await createWebhookApp(t)
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  for (const method of ['GET', 'POST'] as const) {
    const told = await kakao.sendUnlink(address + unlinkUrl, { userId: jiyunId, method })
    t.same(told, { status: 200, body: '{}' }, method)
  }
  const told = await kakao.sendUnlink(address + unlinkUrl, { userId: jiyunId, adminKey: 'another' })
  t.equal(told.status, 403)
  await app.social.flush()
  t.same(readRows(app, accounts), [])
})

t.test('the answer comes although the work fails, which is done later', async t => {
  const { app, clock } = await createWebhookApp(t)
  execute(
    app,
    `create trigger stuck before delete on socialaccount_socialaccount
    begin select raise(abort, 'stuck'); end`
  )
  t.equal((await postUnlink(app)).status, 200)
  await app.social.flush()
  t.match(waitingTasks(app), [{ uid: jiyunId, attempts: 1, due: '2026-11-23 18:53:25' }])
  t.same(readRows(app, accounts), [{ uid: jiyunId }])
  t.same(readRows(app, 'select * from rest_auth_event'), [], 'nothing is half done')
  execute(app, 'drop trigger stuck')
  clock.seconds += 5
  await app.social.flush()
  t.same(readRows(app, accounts), [])
  t.same(waitingTasks(app), [])
})

t.test('what is told is worked off by itself once it is answered', async t => {
  const { app, kakao } = await createWebhookApp(t)
  t.equal((await postUnlink(app)).status, 200)
  await app.close() // which waits for what is under way
  t.same([readRows(app, accounts), kakao.asked], [[], []])
})

t.test('what was stored before a restart is worked off after it', async t => {
  const { app, kakao, clock, databaseUrl } = await createHeld(t)
  await postUnlink(app)
  await app.close()
  const emailUrl = `file:${t.testdirName}/mails`
  const again = await createApp(t, { ...settingsFor(kakao), now: clock.now, databaseUrl, emailUrl })
  t.equal(waitingTasks(again).length, 1)
  await again.ready()
  await again.social.flush()
  t.same(waitingTasks(again), [])
  t.same(readRows(again, accounts), [])
})

t.test('what another process has left in the table is worked off as well', async t => {
  const { app } = await createWebhookApp(t)
  await app.ready()
  const details = JSON.stringify({ event: 'unlink', issued: app.accounts.now(), language: 'ko' })
  writeRows(
    app,
    `insert into rest_auth_task (kind, provider, uid, details, created, attempts, due)
     values ('event', 'kakao', ?, ?, '2026-11-23 18:00:00', 0, '2026-11-23 18:00:00')`,
    jiyunId,
    details
  )
  await app.social.flush()
  t.same(readRows(app, accounts), [])
})

t.test('however much Kakao has to tell, it is not throttled', async t => {
  const { app } = await createWebhookApp(t, { rateLimit: true, rateLimitRequests: 1 })
  await app.ready()
  holdWork(t, app)
  for (const call of [postUnlink, getUnlink, postUnlink]) t.equal((await call(app)).status, 200)
  t.equal(waitingTasks(app).length, 3)
  t.equal((await logIn(app, 'tok-jiyun')).status, 200)
  t.equal((await logIn(app, 'tok-jiyun')).status, 429, 'which others are')
})

t.test('other methods are refused, and what may be done is told', async t => {
  const { app } = await createWebhookApp(t)
  const { statusCode, headers } = await app.inject({ method: 'DELETE', url: unlinkUrl, headers: adminKey })
  t.same([statusCode, headers.allow], [405, 'GET, POST, HEAD, OPTIONS'])
})
