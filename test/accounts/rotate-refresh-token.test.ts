import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { refreshTokenHash } from '../../accounts/refresh-token.ts'
import { readRows } from '../helper.ts'
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
