import t, { type Test } from 'tap'
import { unlinkAtProvider } from '../../accounts/unlink-at-provider.ts'
import type { SuiteOptions } from '../../app.ts'
import { createApp, readRows } from '../helper.ts'
import { execute, logIn } from '../kakao-login.ts'
import { as } from '../mailing-app.ts'
import { clientOf } from '../social-client.ts'
import { createWebhookApp, holdWork, jiyunId, settingsFor, waitingTasks } from '../webhook-app.ts'
import { thrown } from './refusal.ts'

const unlinkPath = '/v1/user/unlink'
const asks = `POST ${unlinkPath}`
const hash = 'argon2$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA'
const secret = 'a secret for tokens, 32 characters'

/** A server that tells Kakao, on which 지윤, who has a password too, can disconnect; what waits, waits for `flush`. */
async function createTelling(t: Test, options: SuiteOptions = {}) {
  const parts = await createWebhookApp(t, { kakaoUnlink: true, accountDeletion: true, ...options })
  const { app } = parts
  await app.ready()
  holdWork(t, app)
  execute(app, `update auth_user set password = '${hash}' where id = 6`)
  const ask = as(app, await app.jwtAuth.issue({ id: 6 }))
  const disconnect = async () => t.equal((await ask('POST', '/socialaccounts/1/disconnect/')).status, 200)
  return { ...parts, ask, disconnect }
}

/** Notes by what Kakao is asked to unlink somebody. */
function watch(
  kakao: Awaited<ReturnType<typeof createTelling>>['kakao'],
  ...statuses: number[]
): (string | undefined)[] {
  const shown: (string | undefined)[] = []
  for (const status of statuses) {
    kakao.fail(unlinkPath, ({ headers }, response) => {
      shown.push(headers.authorization)
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(status === 200 ? `{"id":${jiyunId}}` : '{"msg":"no","code":-401}')
    })
  }
  return shown
}
const withToken = 'Bearer tok-jiyun'
const withKey = 'KakaoAK kakao-admin-key'

t.test('who disconnects here is unlinked at Kakao, after the answer', async t => {
  const { app, kakao, disconnect } = await createTelling(t)
  await disconnect()
  t.match(waitingTasks(app), [
    { kind: 'unlink', provider: 'kakao', uid: jiyunId, attempts: 0, due: '2026-11-23 18:53:20' }
  ])
  t.same(kakao.unlinked, [], 'not yet')
  await app.social.flush()
  t.same(kakao.unlinked, [jiyunId])
  t.same(waitingTasks(app), [])
})

t.test('it happens by itself once the answer is there', async t => {
  const { app, kakao } = await createWebhookApp(t, { kakaoUnlink: true })
  execute(app, `update auth_user set password = '${hash}' where id = 6`)
  const ask = as(app, await app.jwtAuth.issue({ id: 6 }))
  t.equal((await ask('POST', '/socialaccounts/1/disconnect/')).status, 200)
  await app.close() // which waits for what is under way
  t.same(kakao.unlinked, [jiyunId])
})

t.test('who deletes the account here is unlinked at Kakao', async t => {
  const { app, kakao } = await createTelling(t)
  execute(app, "update auth_user set password = '!' where id = 6")
  const { body } = await logIn(app, 'tok-jiyun')
  t.equal((await as(app, body.token)('DELETE', '/rest-auth/user/')).status, 204)
  t.same(readRows(app, 'select id from auth_user where id = 6'), [])
  t.match(waitingTasks(app), [{ kind: 'unlink', uid: jiyunId, details: '{"token":"tok-jiyun"}' }])
  await app.social.flush()
  t.same(kakao.unlinked, [jiyunId])
})

t.test('what was queued before a restart is told after it', async t => {
  const { app, kakao, clock, databaseUrl, disconnect } = await createTelling(t)
  await disconnect()
  await app.close()
  t.same(kakao.unlinked, [])
  const again = await createApp(t, { ...settingsFor(kakao), kakaoUnlink: true, now: clock.now, databaseUrl })
  await again.ready()
  await again.social.flush()
  t.same(kakao.unlinked, [jiyunId])
})

t.test('without KAKAO_UNLINK nothing is queued', async t => {
  const { app, kakao, disconnect } = await createTelling(t, { kakaoUnlink: false })
  await disconnect()
  await app.social.flush()
  t.same([waitingTasks(app), kakao.unlinked, kakao.asked], [[], [], []])
})

t.test('an account of a provider that is not served here is told to nobody', async t => {
  const { app, ask } = await createTelling(t)
  execute(app, "update socialaccount_socialaccount set provider = 'line'")
  t.equal((await ask('POST', '/socialaccounts/1/disconnect/')).status, 200)
  t.same(waitingTasks(app), [])
})

t.test('a disconnection that fails tells nothing', async t => {
  const { app, ask } = await createTelling(t)
  execute(app, "update auth_user set password = '!' where id = 6")
  t.equal((await ask('POST', '/socialaccounts/1/disconnect/')).status, 400)
  t.same(waitingTasks(app), [])
  t.equal(app.accounts.social.tasks.isDirty, false)
})

t.test('the person’s own token tells it, while it works', async t => {
  const { app, kakao, disconnect } = await createTelling(t)
  await disconnect()
  const shown = watch(kakao, 200)
  await app.social.flush()
  t.same([shown, kakao.asked], [[withToken], [asks]])
})

t.test('else the admin key does', async t => {
  const { app, kakao, disconnect } = await createTelling(t)
  kakao.tokens.delete('tok-jiyun')
  await disconnect()
  const shown = watch(kakao, 401, 200)
  await app.social.flush()
  t.same(shown, [withToken, withKey])
  t.same(waitingTasks(app), [])
})

t.test('where no token is kept the admin key is asked once', async t => {
  const { app, kakao, disconnect } = await createTelling(t)
  execute(app, "update socialaccount_socialtoken set token = ''")
  await disconnect()
  t.match(waitingTasks(app), [{ details: '{"token":""}' }])
  const shown = watch(kakao, 401)
  await app.social.flush()
  t.same(shown, [withKey])
  t.same([kakao.asked, waitingTasks(app)], [[asks], []], 'which is in vain for good')
})

t.test('where no token was ever kept the admin key unlinks', async t => {
  const { app, kakao, disconnect } = await createTelling(t, { socialSecretKey: secret })
  execute(app, 'delete from socialaccount_socialtoken')
  await disconnect()
  t.match(waitingTasks(app), [{ details: '{"token":""}' }], 'and nothing is sealed')
  await app.social.flush()
  t.same(kakao.unlinked, [jiyunId])
})

t.test('with neither it is given up, and said', async t => {
  const { app, kakao, disconnect } = await createTelling(t, { kakaoAdminKey: undefined })
  execute(app, 'delete from socialaccount_socialtoken')
  await disconnect()
  const task = (await app.database.tasks.due(new Date(app.accounts.now()), 1))[0]
  t.ok(task)
  if (task)
    t.match(await thrown(unlinkAtProvider(app.accounts, task)), { code: 'REST_AUTH_INVALID_INPUT', reason: 'refused' })
  await app.social.flush()
  t.same([waitingTasks(app), kakao.asked], [[], []])
})

t.test('without the admin key a token that is over is the last word', async t => {
  const { app, kakao, disconnect } = await createTelling(t, { kakaoAdminKey: undefined })
  kakao.tokens.delete('tok-jiyun')
  await disconnect()
  const shown = watch(kakao, 401, 200)
  await app.social.flush()
  t.same([shown, waitingTasks(app)], [[withToken], []])
})

t.test('a provider that cannot be told is asked nothing', async t => {
  const { app, kakao, disconnect } = await createTelling(t)
  const { provider } = clientOf(app)
  const { unlink, ...silent } = provider as Exclude<typeof provider, { issuer: string }>
  t.ok(unlink)
  app.accounts.social.clients = new Map([['kakao', clientOf(app, 'kakao', { provider: silent })]])
  await disconnect()
  await app.social.flush()
  t.same([waitingTasks(app), kakao.asked], [[], []])
})

t.test('while Kakao is away it is tried again, with the token and not yet with the key', async t => {
  const { app, kakao, clock, disconnect } = await createTelling(t)
  await disconnect()
  const shown = watch(kakao, 500)
  await app.social.flush()
  t.same(shown, [withToken])
  t.match(waitingTasks(app), [{ attempts: 1, due: '2026-11-23 18:53:25' }])
  clock.seconds += 5
  await app.social.flush()
  t.same([kakao.unlinked, waitingTasks(app)], [[jiyunId], []])
})

t.test('who has come again meanwhile stays linked', async t => {
  const { app, kakao, clock, disconnect } = await createTelling(t)
  await disconnect()
  kakao.fail(unlinkPath, { code: -1 })
  await app.social.flush()
  execute(app, "delete from account_emailaddress where user_id = 6; update auth_user set email = '' where id = 6")
  t.equal((await logIn(app, 'tok-jiyun')).status, 200)
  clock.seconds += 5
  await app.social.flush()
  t.same([kakao.unlinked, waitingTasks(app)], [[], []])
})

t.test('a provider that is served no more is not told', async t => {
  const { app, kakao, disconnect } = await createTelling(t)
  await disconnect()
  app.accounts.social.clients = new Map()
  await app.social.flush()
  t.same([kakao.asked, waitingTasks(app)], [[], []])
})

t.test('with SOCIAL_SECRET_KEY the token waits sealed, also one that Django has written', async t => {
  for (const isOurs of [true, false]) {
    const { app, kakao, disconnect } = await createTelling(t, { socialSecretKey: secret })
    if (isOurs) await logIn(app, 'tok-jiyun')
    const [row] = readRows(app, 'select token from socialaccount_socialtoken')
    t.match(row?.token, isOurs ? /^sealed1:/ : /^tok-jiyun$/)
    await disconnect()
    const [task] = waitingTasks(app)
    t.match(task?.details, /^\{"token":"sealed1:[\w-]+"\}$/)
    const shown = watch(kakao, 200)
    await app.social.flush()
    t.same(shown, [withToken])
  }
})

t.test('a token that was sealed by a secret that is gone waits for it', async t => {
  const { app, kakao, clock, databaseUrl, disconnect } = await createTelling(t, { socialSecretKey: secret })
  await disconnect()
  await app.close()
  const settings = { ...settingsFor(kakao), kakaoUnlink: true, now: clock.now, databaseUrl }
  const without = await createApp(t, settings)
  await without.ready()
  await without.social.flush()
  t.match(waitingTasks(without), [{ attempts: 1 }])
  await without.close()
  clock.seconds += 5
  const again = await createApp(t, { ...settings, socialSecretKey: secret })
  await again.ready()
  await again.social.flush()
  t.same([kakao.unlinked, waitingTasks(again)], [[jiyunId], []])
})
