import t, { type Test } from 'tap'
import { createApp, readRows } from '../../helper.ts'
import { logInWith } from '../../id-token-login.ts'
import { execute, incorrectValue, logIn } from '../../kakao-login.ts'
import {
  createWebhookApp,
  eventsUrl,
  holdWork,
  jiyunId,
  openSessions,
  postEvent,
  postUnlink,
  settingsFor,
  tell,
  waitingTasks
} from '../../webhook-app.ts'

const accounts = 'select uid from socialaccount_socialaccount'
const oauth = 'https://schemas.openid.net/secevent/oauth/event-type/'

async function createHeld(t: Test) {
  const { app, ...parts } = await createWebhookApp(t)
  await app.ready()
  holdWork(t, app)
  return { app, ...parts }
}

t.test('an event is stored, answered without a body, and then worked off', async t => {
  const { app, kakao, clock } = await createHeld(t)
  await logIn(app, 'tok-jiyun')
  const token = await kakao.eventToken({ event: 'user-unlinked', userId: jiyunId })
  const { status, text, headers } = await postEvent(app, token)
  t.same([status, text, headers['content-length']], [202, '', '0'])
  const [task, ...others] = waitingTasks(app)
  t.match(task, { kind: 'event', provider: 'kakao', uid: jiyunId, attempts: 0 })
  const details = { event: 'user-unlinked', issued: 1000 * clock.seconds, language: 'ko', siteId: 1 }
  t.same(JSON.parse(String(task?.details)), details)
  t.same(others, [])
  t.same(readRows(app, accounts), [{ uid: jiyunId }], 'not yet')
  await app.social.flush()
  t.same([readRows(app, accounts), openSessions(app), waitingTasks(app)], [[], [], []])
})

t.test('the emulator is answered in time over the network', async t => {
  const { app, kakao } = await createWebhookApp(t)
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const told = await kakao.sendEvent(address + eventsUrl, { event: 'account-purged', userId: jiyunId })
  t.same(told, { status: 202, body: '' })
  await app.social.flush()
  t.same(readRows(app, accounts), [])
})

t.test('what does not hold is told in the words of RFC 8935, and nothing is stored', async t => {
  const { app, kakao } = await createHeld(t)
  const event = { event: 'user-unlinked', userId: jiyunId }
  const wrong = [
    [
      'invalid_request',
      'Not a Security Event Token that names one person, or too old.',
      { claims: { jti: undefined } }
    ],
    ['invalid_key', 'Not signed by a key of the issuer.', { header: { kid: 'another' } }],
    ['invalid_issuer', 'Another issuer.', { claims: { iss: 'https://kauth.kakao.example' } }],
    ['invalid_audience', 'Not for a key of this app.', { aud: 'another-app' }]
  ] as const
  for (const [err, description, forgery] of wrong) {
    const { status, body, headers } = await postEvent(app, await kakao.eventToken({ ...event, ...forgery }))
    t.same({ status, body }, { status: 400, body: { err, description } }, err)
    t.match(headers, { 'content-language': 'en', 'content-type': /^application\/json/ }, err)
  }
  t.same([waitingTasks(app), readRows(app, 'select * from rest_auth_once')], [[], []])
})

t.test('what is no token at all is an invalid request', async t => {
  const { app, kakao } = await createHeld(t)
  const token = await kakao.eventToken({ event: 'user-unlinked', userId: jiyunId })
  for (const text of ['', 'x', 'a.b.c', '{}', `"${token}"`, `${token}.x`, `${token} ${'x'.repeat(17_000)}`]) {
    const { status, body } = await postEvent(app, text)
    t.match({ status, body }, { status: 400, body: { err: 'invalid_request' } }, text.slice(0, 20))
  }
  t.equal((await postEvent(app, 'x'.repeat(101 * 1024))).status, 413)
  t.same(waitingTasks(app), [])
})

t.test('a token by another content type is not taken', async t => {
  const { app, kakao } = await createHeld(t)
  const token = await kakao.eventToken({ event: 'user-unlinked', userId: jiyunId })
  const bodies = {
    'application/json': JSON.stringify(token),
    'application/jwt': token,
    'text/plain': token,
    'application/x-www-form-urlencoded': `token=${token}`,
    'multipart/form-data; boundary=x': token
  }
  for (const [type, payload] of Object.entries(bodies)) {
    const { status, body } = await postEvent(app, payload, type)
    t.same({ status, body }, { status: 415, body: { detail: `Unsupported media type "${type}" in request.` } })
  }
  t.same(waitingTasks(app), [])
})

t.test('a request without a body is an invalid one', async t => {
  const { app } = await createHeld(t)
  const { statusCode, body } = await app.inject({ method: 'POST', url: eventsUrl })
  t.same([statusCode, JSON.parse(body).err], [400, 'invalid_request'])
})

t.test('while Kakao’s keys cannot be had, it is asked to come again', async t => {
  const { app, kakao } = await createHeld(t)
  const token = await kakao.eventToken({ event: 'user-unlinked', userId: jiyunId })
  kakao.fail('/.well-known/jwks.json', { code: -1, status: 500 })
  const { status, body, headers } = await postEvent(app, token)
  t.same({ status, body }, { status: 503, body: { detail: 'Kakao cannot be reached, try again later.' } })
  t.equal(headers['retry-after'], '5')
  t.same(waitingTasks(app), [])
})

t.test('an event that comes again counts once, also of two at once', async t => {
  const { app, kakao } = await createHeld(t)
  const token = await kakao.eventToken({ event: 'user-unlinked', userId: jiyunId })
  const answers = await Promise.all([postEvent(app, token), postEvent(app, token)])
  t.same(
    answers.map(({ status }) => status),
    [202, 202]
  )
  t.equal((await postEvent(app, token)).status, 202)
  t.equal(waitingTasks(app).length, 1)
})

t.test('an event that comes again after a restart counts once', async t => {
  const { app, kakao, clock, databaseUrl } = await createWebhookApp(t)
  const token = await kakao.eventToken({ event: 'user-unlinked', userId: jiyunId })
  await postEvent(app, token)
  await app.social.flush()
  await app.close()
  clock.seconds += 10
  const emailUrl = `file:${t.testdirName}/mails`
  const again = await createApp(t, { ...settingsFor(kakao), now: clock.now, databaseUrl, emailUrl })
  await logIn(again, 'tok-jiyun-2')
  t.equal(readRows(again, accounts).length, 1)
  t.equal((await postEvent(again, token)).status, 202)
  await again.social.flush()
  t.equal(readRows(again, accounts).length, 1)
  t.same(readRows(again, "select id from rest_auth_event where event = 'social_event_received'").length, 1)
})

t.test('a token may tell several events, each of which counts once', async t => {
  const { app, kakao } = await createHeld(t)
  const subject = { subject: { sub: jiyunId } }
  const events = {
    [`${oauth}tokens-revoked`]: subject,
    [`${oauth}user-unlinked`]: subject,
    'https://kakao.example/x': {}
  }
  const token = await kakao.eventToken({ event: 'user-unlinked', userId: jiyunId, claims: { events } })
  await postEvent(app, token)
  await postEvent(app, token)
  const told = waitingTasks(app).map(({ details }) => JSON.parse(String(details)).event)
  t.same(told, ['tokens-revoked', 'user-unlinked'])
})

t.test('events that nobody knows are answered and passed over', async t => {
  const { app, kakao } = await createHeld(t)
  const unknown = [
    'https://schemas.openid.net/secevent/oauth/event-type/user-unlinked2',
    'https://schemas.openid.net/secevent/oauth/event-type/USER-UNLINKED',
    'https://schemas.openid.net/secevent/oauth/event-type/',
    'https://schemas.openid.net/secevent/risc/event-type/user-unlinked',
    'https://schemas.openid.net.example/secevent/oauth/event-type/user-unlinked',
    'http://schemas.openid.net/secevent/oauth/event-type/user-unlinked',
    'urn:user-unlinked'
  ]
  for (const event of unknown) {
    t.equal((await postEvent(app, await kakao.eventToken({ event, userId: jiyunId }))).status, 202, event)
  }
  t.same(waitingTasks(app), [])
})

t.test('who has just been linked stays', async t => {
  const { app, kakao } = await createWebhookApp(t)
  await logIn(app, 'tok-jiyun')
  await tell(app, kakao, 'user-linked')
  t.same(readRows(app, accounts), [{ uid: jiyunId }])
  t.same(openSessions(app), ['6 by kakao'])
})

t.test('however many events Kakao has to tell, it is not throttled', async t => {
  const { app, kakao } = await createWebhookApp(t, { rateLimit: true, rateLimitRequests: 1 })
  for (let time = 0; time < 3; time++) {
    const token = await kakao.eventToken({ event: 'user-linked', userId: jiyunId })
    t.equal((await postEvent(app, token)).status, 202)
  }
})

t.test('where 50,000 wait, what comes is to come again, and counts then', async t => {
  const { app, kakao } = await createHeld(t)
  execute(
    app,
    `insert into rest_auth_task (kind, provider, uid, details, created, attempts, due)
     select 'event', 'kakao', '99', '{}', '2026-11-23', 0, '2026-12-01'
     from json_each('[' || rtrim(replace(hex(zeroblob(50000)), '00', '0,'), ',') || ']')`
  )
  const token = await kakao.eventToken({ event: 'user-unlinked', userId: jiyunId })
  t.match(await postEvent(app, token), { status: 503, headers: { 'retry-after': '5' } })
  t.equal((await postUnlink(app)).status, 503)
  execute(app, 'delete from rest_auth_task where id = 1')
  t.equal((await postEvent(app, token)).status, 202)
  t.equal((await postUnlink(app)).status, 503)
  t.same(readRows(app, 'select count(*) as count from rest_auth_task'), [{ count: 50_000 }])
})

t.test('an id_token is no event, and an event no id_token', async t => {
  const { app, kakao } = await createHeld(t)
  const told = await postEvent(app, await kakao.idToken(jiyunId))
  t.match(told, { status: 400, body: { err: 'invalid_request' } })
  const later = { exp: Math.floor(app.accounts.now() / 1000) + 300 }
  for (const claims of [{}, later]) {
    const token = await kakao.eventToken({ event: 'user-unlinked', userId: jiyunId, claims })
    const { status, body } = await logInWith(app, { id_token: token })
    t.same({ status, body }, { status: 400, body: incorrectValue })
  }
  t.same([waitingTasks(app), openSessions(app)], [[], []])
})
