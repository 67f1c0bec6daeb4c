import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../app.ts'
import { createApp, readRows } from '../helper.ts'
import { answering, execute, logIn } from '../kakao-login.ts'
import { createWebhookApp, jiyunId, settingsFor } from '../webhook-app.ts'

const tokenPath = '/oauth/token'
const asks = `POST ${tokenPath}`
const secret = 'a secret for tokens, 32 characters'
const jiyun = { id: 6 }
const notConfigured = { code: 'REST_AUTH_REFUSED', statusCode: 503, detail: { name: 'providerNotConfigured' } }

const kept = (app: FastifyInstance) =>
  readRows(app, 'select token, token_secret, expires_at from socialaccount_socialtoken order by id')

function insertAccount(app: FastifyInstance, id: number, provider: string, uid: string, userId: number): void {
  execute(
    app,
    `insert into socialaccount_socialaccount (id, provider, uid, last_login, date_joined, extra_data, user_id)
     values (${id}, '${provider}', '${uid}', '2026-11-23', '2026-11-23', '{}', ${userId})`
  )
}

/** A server on which a token of 지윤 (6) is kept that is over, with a refresh token that Kakao takes. */
async function createExpired(t: Test, options: SuiteOptions = {}) {
  const parts = await createWebhookApp(t, options)
  const { app, kakao } = parts
  await app.ready()
  const { refresh_token: refreshToken = '' } = await kakao.sdkLogin(jiyunId)
  execute(
    app,
    `update socialaccount_socialtoken set token = 'over', token_secret = '${refreshToken}', expires_at = '2026-11-23 18:00:00'`
  )
  return { ...parts, refreshToken, tokenFor: () => app.social.tokenFor(jiyun, 'kakao') }
}

t.test('a token that works is handed out as it is kept, and Kakao is not asked', async t => {
  const { app, kakao } = await createWebhookApp(t)
  await app.ready()
  t.equal(await app.social.tokenFor(jiyun, 'kakao'), 'tok-jiyun')
  execute(app, 'update socialaccount_socialtoken set expires_at = null')
  t.equal(await app.social.tokenFor(jiyun, 'kakao'), 'tok-jiyun', 'also when nobody knows its end')
  t.same(kakao.asked, [])
})

t.test('a token that a login has kept sealed is handed out open', async t => {
  const { app } = await createWebhookApp(t, { socialSecretKey: secret })
  await logIn(app, 'tok-jiyun-2')
  t.match(kept(app), [{ token: /^sealed1:/ }])
  t.equal(await app.social.tokenFor(jiyun, 'kakao'), 'tok-jiyun-2')
})

t.test('who has no token gets none: no account, no token, another provider', async t => {
  const { app, kakao } = await createWebhookApp(t)
  await app.ready()
  t.equal(await app.social.tokenFor({ id: 1 }, 'kakao'), undefined)
  t.equal(await app.social.tokenFor({ id: 99 }, 'kakao'), undefined)
  t.equal(await app.social.tokenFor(jiyun, 'line'), undefined)
  execute(app, 'delete from socialaccount_socialtoken')
  t.equal(await app.social.tokenFor(jiyun, 'kakao'), undefined)
  t.same(kakao.asked, [])
})

t.test('of two accounts of a provider, the newer one counts', async t => {
  const { app } = await createWebhookApp(t)
  await app.ready()
  insertAccount(app, 50, 'kakao', '50', 6)
  insertAccount(app, 51, 'facebook', '51', 6)
  execute(
    app,
    `insert into socialaccount_socialtoken (token, token_secret, expires_at, account_id, app_id)
     values ('tok-50', '', null, 50, 1), ('tok-51', '', null, 51, 2)`
  )
  t.equal(await app.social.tokenFor(jiyun, 'kakao'), 'tok-50')
})

t.test('a token that is over is refreshed and kept, and the refresh token stays where Kakao sends none', async t => {
  const { app, kakao, refreshToken, tokenFor } = await createExpired(t)
  const token = await tokenFor()
  t.ok(kakao.tokens.has(token ?? ''))
  t.same(kept(app), [{ token, token_secret: refreshToken, expires_at: '2026-11-24 00:53:19' }])
  t.equal(await tokenFor(), token)
  t.same(kakao.asked, [asks])
})

t.test('a refresh token that comes takes the place of the old one', async t => {
  const { app, kakao, clock, refreshToken, tokenFor } = await createExpired(t)
  clock.seconds += 40 * 86_400
  const token = await tokenFor()
  const [row] = kept(app)
  t.equal(row?.token, token)
  t.not(row?.token_secret, refreshToken)
  clock.seconds += 86_400
  t.ok(kakao.tokens.has((await tokenFor()) ?? ''))
})

t.test('a token is refreshed a minute before its end', async t => {
  const { app, clock, tokenFor } = await createExpired(t)
  execute(app, "update socialaccount_socialtoken set expires_at = '2026-11-23 18:54:21'")
  t.equal(await tokenFor(), 'over')
  clock.seconds += 1
  t.not(await tokenFor(), 'over')
})

t.test('what was refreshed is kept sealed with SOCIAL_SECRET_KEY', async t => {
  const { app, kakao, clock, tokenFor } = await createExpired(t, { socialSecretKey: secret })
  clock.seconds += 40 * 86_400
  t.ok(kakao.tokens.has((await tokenFor()) ?? ''))
  t.match(kept(app), [{ token: /^sealed1:/, token_secret: /^sealed1:/ }])
  clock.seconds += 86_400
  t.ok(kakao.tokens.has((await tokenFor()) ?? ''), 'and opened again')
})

t.test('without SOCIALACCOUNT_STORE_TOKENS nothing new is kept', async t => {
  const { app, kakao, tokenFor } = await createExpired(t, { socialaccountStoreTokens: false })
  t.ok(kakao.tokens.has((await tokenFor()) ?? ''))
  t.match(kept(app), [{ token: 'over' }])
})

t.test('where nobody says how long the new one works, nobody writes it down', async t => {
  const { app, kakao, tokenFor } = await createExpired(t)
  kakao.fail(tokenPath, answering(200, '{"access_token":"tok-new"}'))
  t.equal(await tokenFor(), 'tok-new')
  t.match(kept(app), [{ token: 'tok-new', expires_at: null }])
})

t.test('without a refresh token, one that is over is no token, and stays', async t => {
  const { app, kakao, tokenFor } = await createExpired(t)
  execute(app, "update socialaccount_socialtoken set token_secret = ''")
  t.equal(await tokenFor(), undefined)
  t.match(kept(app), [{ token: 'over' }])
  t.same(kakao.asked, [])
})

t.test('two at once ask once, and the next time is another', async t => {
  const { app, kakao, tokenFor } = await createExpired(t)
  const [one, other] = await Promise.all([tokenFor(), tokenFor()])
  t.equal(one, other)
  t.same(kakao.asked, [asks])
  execute(app, "update socialaccount_socialtoken set expires_at = '2026-11-23 18:00:00'")
  t.not(await tokenFor(), one)
  t.same(kakao.asked, [asks, asks])
})

t.test('what Kakao refuses is forgotten', async t => {
  const { app, kakao, tokenFor } = await createExpired(t)
  kakao.disconnect(jiyunId)
  t.equal(await tokenFor(), undefined)
  t.same(kept(app), [])
  t.equal(await tokenFor(), undefined)
  t.same(kakao.asked, [asks])
  t.equal(readRows(app, 'select id from socialaccount_socialaccount').length, 1, 'the account stays')
})

t.test('while Kakao is away the token is kept, for both who ask, and the next try works', async t => {
  const { app, kakao, tokenFor } = await createExpired(t)
  const before = kept(app)
  for (const failure of [
    { errorCode: 'KOE237' },
    { errorCode: 'KOE003' },
    { errorCode: 'KOE010' },
    answering(502, '')
  ]) {
    kakao.fail(tokenPath, failure)
    const tries = await Promise.allSettled([tokenFor(), tokenFor()])
    t.match(tries, [{ reason: { statusCode: 503 } }, { reason: { statusCode: 503 } }])
    t.same(kept(app), before)
  }
  t.ok(kakao.tokens.has((await tokenFor()) ?? ''))
})

t.test('of two processes, the slower one takes what the other has got', async t => {
  const { app, kakao, tokenFor } = await createExpired(t)
  kakao.fail(tokenPath, (_request, response) => {
    execute(
      app,
      "update socialaccount_socialtoken set token = 'newer', token_secret = 'newer', expires_at = '2026-11-24'"
    )
    answering(400, '{"error":"invalid_grant","error_code":"KOE322"}')(_request, response)
  })
  t.equal(await tokenFor(), 'newer')
  t.match(kept(app), [{ token: 'newer' }])
})

t.test('what is refused and was removed meanwhile is no trouble', async t => {
  const { app, kakao, tokenFor } = await createExpired(t)
  kakao.fail(tokenPath, (request, response) => {
    execute(app, 'delete from socialaccount_socialtoken')
    answering(400, '{"error":"invalid_grant","error_code":"KOE322"}')(request, response)
  })
  t.equal(await tokenFor(), undefined)
})

for (const [kind, userId] of [
  ['gets no token', undefined],
  ['and is somebody else’s by now gets no token', 1]
] as const) {
  t.test(`who disconnects meanwhile ${kind}, and none is kept`, async t => {
    const { app, kakao, tokenFor } = await createExpired(t)
    kakao.fail(tokenPath, (request, response) => {
      execute(app, 'delete from socialaccount_socialtoken; delete from socialaccount_socialaccount')
      if (userId !== undefined) insertAccount(app, 50, 'kakao', jiyunId, userId)
      answering(200, '{"access_token":"tok-new"}')(request, response)
    })
    t.equal(await tokenFor(), undefined)
    t.same(kept(app), [])
  })
}

t.test('a token that was sealed by a secret that is gone cannot be had', async t => {
  const { app, kakao, clock, databaseUrl } = await createWebhookApp(t, { socialSecretKey: secret })
  await logIn(app, 'tok-jiyun')
  await app.close()
  const without = await createApp(t, { ...settingsFor(kakao), now: clock.now, databaseUrl })
  await without.ready()
  await t.rejects(without.social.tokenFor(jiyun, 'kakao'), notConfigured)
})
