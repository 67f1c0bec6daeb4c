// What ends a session of refresh tokens besides their reuse, and what does not.
import t from 'tap'
import type { SuiteOptions } from '../../app.ts'
import { createClock, openBeside, writeRows } from '../outside.ts'
import { createRotatingApp, keptTokens, logInPair, mustRefresh, refresh, refusals, statusOf } from '../rotating-app.ts'

const day = 24 * 3600

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
