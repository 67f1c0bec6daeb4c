import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { refreshTokenHash } from '../../accounts/refresh-token.ts'
import type { SuiteOptions } from '../../app.ts'
import { readRows } from '../helper.ts'
import { createClock, openBeside, writeRows } from '../outside.ts'
import {
  createRotatingApp,
  endOfSession,
  keptTokens,
  logInPair,
  mustRefresh,
  refresh,
  refusals,
  statusOf
} from '../rotating-app.ts'

const day = 24 * 3600
const events = (app: FastifyInstance) =>
  readRows(app, 'select event from rest_auth_event order by id').map(({ event }) => event)

t.test('a refresh token answers the next pair of its session, and is used up', async t => {
  const { app, clock } = await createRotatingApp(t)
  const first = await logInPair(app)
  clock.seconds += 60
  const { status, body } = await refresh(app, first.refresh_token)
  t.equal(status, 200)
  t.strictSame(Object.keys(body), ['token', 'refresh_token'])
  t.not(body.refresh_token, first.refresh_token)
  t.equal(await statusOf(app, body.token), 200)
  t.match(readRows(app, 'select created, last_used, ended from rest_auth_session'), [
    { created: '2026-11-23 18:53:20', last_used: '2026-11-23 18:54:20', ended: null }
  ])
  t.same(keptTokens(app), [
    { hash: refreshTokenHash(first.refresh_token), used: '2026-11-23 18:54:20' },
    { hash: refreshTokenHash(body.refresh_token), used: null }
  ])
})

t.test('what is no refresh token is refused, and ends nothing', async t => {
  const { app } = await createRotatingApp(t)
  const { token, refresh_token: refreshToken } = await logInPair(app)
  const wrong = [
    token,
    refreshTokenHash(refreshToken),
    refreshToken.slice(1),
    `${refreshToken}x`,
    'x'.repeat(512),
    "' or 1"
  ]
  for (const text of wrong) t.match(await refresh(app, text), refusals.invalid, text)
  t.equal((await refresh(app, 'x'.repeat(513))).status, 400)
  t.equal(endOfSession(app), null)
  t.equal((await refresh(app, refreshToken)).status, 200)
})

t.test('within the grace the same successor is answered again, as often as it is asked for', async t => {
  const { app, clock } = await createRotatingApp(t)
  const { refresh_token: refreshToken } = await logInPair(app)
  const next = await mustRefresh(app, refreshToken)
  for (const seconds of [0, 4, 6]) {
    clock.seconds += seconds
    const again = await mustRefresh(app, refreshToken)
    t.equal(again.refresh_token, next.refresh_token, `after ${seconds} seconds more`)
    t.equal(await statusOf(app, again.token), 200)
  }
  t.equal(keptTokens(app).length, 2)
  t.notOk(events(app).includes('refresh_token_reused'))
})

t.test('a second use at the bound of the grace is a retry, and one after it ends the session', async t => {
  for (const [seconds, isRetry] of [
    [10, true],
    [10.001, false],
    [11, false]
  ] as const) {
    t.test(`after ${seconds} seconds`, async t => {
      const { app, clock } = await createRotatingApp(t)
      const first = await logInPair(app)
      const next = await mustRefresh(app, first.refresh_token)
      clock.seconds += seconds
      const again = await refresh(app, first.refresh_token)
      if (isRetry) return t.match(again, { status: 200, body: { refresh_token: next.refresh_token } })
      t.match(again, refusals.reused)
      t.ok(endOfSession(app))
      t.equal(await statusOf(app, next.token), 401, 'with the tokens that it handed out')
      t.match(await refresh(app, next.refresh_token), refusals.ended, 'and the newest refresh token')
    })
  }
})

t.test('once the successor was used there is no retry, however soon', async t => {
  const { app } = await createRotatingApp(t)
  const first = await logInPair(app)
  const second = await mustRefresh(app, first.refresh_token)
  const third = await mustRefresh(app, second.refresh_token)
  t.match(await refresh(app, first.refresh_token), refusals.reused)
  t.match(await refresh(app, third.refresh_token), refusals.ended)
  t.equal(await statusOf(app, third.token), 401)
})

t.test('with a grace of 0 a second use ends the session at once', async t => {
  const { app } = await createRotatingApp(t, { jwtRefreshGrace: 0 })
  const first = await logInPair(app)
  const next = await mustRefresh(app, first.refresh_token)
  t.match(await refresh(app, first.refresh_token), refusals.reused)
  t.match(await refresh(app, next.refresh_token), refusals.ended)
})

t.test('a shorter grace is as long as it says', async t => {
  const { app, clock } = await createRotatingApp(t, { jwtRefreshGrace: 3 })
  const { refresh_token: refreshToken } = await logInPair(app)
  await mustRefresh(app, refreshToken)
  clock.seconds += 3
  t.equal((await refresh(app, refreshToken)).status, 200)
  clock.seconds += 1
  t.match(await refresh(app, refreshToken), refusals.reused)
})

t.test('the retry of a server whose secret was changed meanwhile answers no other successor', async t => {
  const { app } = await createRotatingApp(t)
  const { refresh_token: refreshToken } = await logInPair(app)
  await mustRefresh(app, refreshToken)
  app.accounts.rotation?.secret.fill(0)
  t.match(await refresh(app, refreshToken), refusals.reused)
})

t.test('of the session of another login nothing ends', async t => {
  const { app } = await createRotatingApp(t, { jwtRefreshGrace: 0 })
  const [first, other] = [await logInPair(app), await logInPair(app)]
  await mustRefresh(app, first.refresh_token)
  await refresh(app, first.refresh_token)
  t.equal(await statusOf(app, other.token), 200)
  t.equal((await refresh(app, other.refresh_token)).status, 200)
})

t.test('a reuse is noted once: after that the session is over', async t => {
  const { app } = await createRotatingApp(t, { jwtRefreshGrace: 0 })
  const first = await logInPair(app)
  await mustRefresh(app, first.refresh_token)
  t.match(await refresh(app, first.refresh_token, { 'user-agent': 'thief' }), refusals.reused)
  t.match(await refresh(app, first.refresh_token), refusals.ended)
  const [session] = readRows(app, 'select id from rest_auth_session')
  t.match(readRows(app, "select * from rest_auth_event where event = 'refresh_token_reused'"), [
    { user_id: 1, ip_address: '127.0.0.1', user_agent: 'thief', session_id: session?.id, details: '{}' }
  ])
})

t.test('twenty at once within the grace get one successor', async t => {
  const { app } = await createRotatingApp(t)
  const { refresh_token: refreshToken } = await logInPair(app)
  const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(app, refreshToken)))
  t.same(new Set(answers.map(({ status }) => status)), new Set([200]))
  t.equal(new Set(answers.map(({ body }) => body.refresh_token)).size, 1)
  t.equal(keptTokens(app).length, 2)
  t.equal(endOfSession(app), null)
})

t.test('of twenty at once without a grace one wins, and the session ends', async t => {
  const { app } = await createRotatingApp(t, { jwtRefreshGrace: 0 })
  const { refresh_token: refreshToken } = await logInPair(app)
  const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(app, refreshToken)))
  const winners = answers.filter(({ status }) => status === 200)
  t.equal(winners.length, 1)
  t.equal(answers.filter(({ status }) => status === 400).length, 19)
  t.equal(keptTokens(app).length, 2)
  t.ok(endOfSession(app))
  const [won] = winners
  t.match(await refresh(app, won?.body.refresh_token), refusals.ended)
  t.equal(await statusOf(app, won?.body.token), 401)
  t.equal(events(app).filter(event => event === 'refresh_token_reused').length, 1)
})

t.test('a refresh that failed because the database was locked uses nothing up', async t => {
  const { app } = await createRotatingApp(t)
  const { refresh_token: refreshToken } = await logInPair(app)
  const other = openBeside(app)
  other.exec('begin immediate')
  const { status, headers } = await refresh(app, refreshToken)
  t.equal(status, 503)
  t.equal(headers['retry-after'], '5')
  other.exec('rollback')
  other.close()
  t.match(keptTokens(app), [{ used: null }])
  t.equal((await refresh(app, refreshToken)).status, 200)
})

t.test('one that fails after the use is taken back as a whole', async t => {
  const { app } = await createRotatingApp(t)
  const { refresh_token: refreshToken } = await logInPair(app)
  writeRows(
    app,
    "create trigger broken before update of last_used on rest_auth_session begin select raise(abort, 'no'); end"
  )
  t.equal((await refresh(app, refreshToken)).status, 500)
  t.match(keptTokens(app), [{ used: null }])
  writeRows(app, 'drop trigger broken')
  t.equal((await refresh(app, refreshToken)).status, 200)
})

t.test('a refresh token that was used, and a session that ended, stay so after a restart', async t => {
  const clock = createClock()
  const options: SuiteOptions = { now: clock.now, jwtRefreshGrace: 0 }
  const { app } = await createRotatingApp(t, options)
  const [first, other] = [await logInPair(app), await logInPair(app)]
  const next = await mustRefresh(app, first.refresh_token)
  await app.inject({ method: 'POST', url: '/rest-auth/logout/', headers: { authorization: `JWT ${other.token}` } })
  const { path } = app.database
  await app.close()
  const { app: again } = await createRotatingApp(t, { ...options, databaseUrl: `file:${path}` })
  t.match(await refresh(again, other.refresh_token), refusals.ended)
  t.equal(await statusOf(again, other.token), 401)
  t.equal(await statusOf(again, next.token), 200)
  t.match(await refresh(again, first.refresh_token), refusals.reused)
  t.match(await refresh(again, next.refresh_token), refusals.ended)
})

t.test('a session has an absolute end, however often it is refreshed', async t => {
  const { app, clock } = await createRotatingApp(t, { jwtRefreshExpirationDelta: 2 * day })
  const { refresh_token: first } = await logInPair(app)
  clock.seconds += day
  const { refresh_token: second } = await mustRefresh(app, first)
  clock.seconds += day - 0.001
  const { refresh_token: third } = await mustRefresh(app, second)
  clock.seconds += 0.001
  t.match(await refresh(app, third), refusals.expired)
  t.same(keptTokens(app).at(-1)?.used, null)
})

t.test('there is no idle limit before that', async t => {
  const { app, clock } = await createRotatingApp(t)
  const { refresh_token: refreshToken } = await logInPair(app)
  clock.seconds += 7 * day - 1
  t.equal((await refresh(app, refreshToken)).status, 200)
})

t.test('a login that was told a shorter end keeps it when the setting grows', async t => {
  const clock = createClock()
  const { app } = await createRotatingApp(t, { now: clock.now, jwtRefreshExpirationDelta: day })
  const { refresh_token: refreshToken } = await logInPair(app)
  const { path } = app.database
  await app.close()
  clock.seconds += 2 * day
  const { app: again } = await createRotatingApp(t, { now: clock.now, databaseUrl: `file:${path}` })
  t.match(await refresh(again, refreshToken), refusals.ended)
  t.match(keptTokens(again), [{ used: null }])
})

t.test('after a clock was put back a day, nothing is good that was used or ended', async t => {
  const { app, clock } = await createRotatingApp(t)
  const [first, ended] = [await logInPair(app), await logInPair(app)]
  const next = await mustRefresh(app, first.refresh_token)
  await app.inject({ method: 'POST', url: '/rest-auth/logout/', headers: { authorization: `JWT ${ended.token}` } })
  clock.seconds -= day
  t.match(await refresh(app, ended.refresh_token), refusals.ended)
  t.equal(await statusOf(app, ended.token), 401)
  t.match(await refresh(app, first.refresh_token), refusals.reused)
  t.match(await refresh(app, next.refresh_token), refusals.ended)
  t.equal(await statusOf(app, next.token), 401)
})

for (const [what, disable, refused] of [
  ['is disabled', 'update auth_user set is_active = 0 where id = 1', refusals.ended],
  ['is deleted', 'delete from auth_user where id = 1', refusals.invalid]
] as const) {
  t.test(`the refresh token of a user who ${what} outside is refused`, async t => {
    const { app } = await createRotatingApp(t)
    const { refresh_token: refreshToken } = await logInPair(app)
    writeRows(app, 'delete from authtoken_token')
    writeRows(app, 'delete from account_emailaddress where user_id = 1')
    writeRows(app, 'delete from auth_user_groups where user_id = 1')
    writeRows(app, disable)
    t.match(await refresh(app, refreshToken), refused)
  })
}

t.test('so is one of a user who is disabled, should their session be open all the same', async t => {
  const { app } = await createRotatingApp(t)
  const { refresh_token: refreshToken } = await logInPair(app)
  writeRows(app, 'update auth_user set is_active = 0 where id = 1')
  writeRows(app, 'update rest_auth_session set ended = null')
  t.match(await refresh(app, refreshToken), { status: 400, body: { non_field_errors: ['User account is disabled.'] } })
  t.match(keptTokens(app), [{ used: null }])
})

t.test('and one of a user whom somebody deleted without a look at what points there', async t => {
  const { app } = await createRotatingApp(t)
  const { refresh_token: refreshToken } = await logInPair(app)
  const other = openBeside(app)
  other.pragma('foreign_keys = OFF')
  other.exec('delete from auth_user where id = 1')
  other.close()
  t.match(await refresh(app, refreshToken), refusals.ended)
})
