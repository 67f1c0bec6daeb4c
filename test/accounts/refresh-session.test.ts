import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { refreshSession } from '../../accounts/refresh-session.ts'
import type { Transaction } from '../../db/open.ts'
import { createApp, djangoDatabase, obtain, readRows } from '../helper.ts'
import { createMailingApp } from '../mailing-app.ts'
import { writeRows } from '../outside.ts'
import { djangoToken } from './login-of.ts'
import { thrown } from './refusal.ts'

const origin = { ipAddress: '192.0.2.7', userAgent: 'tests', language: 'en' as const }

t.test('a session that is ended while a refresh waits for its turn is not refreshed', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const token = await obtain(app)
  const ended = new Date(app.accounts.now())
  const { refreshing } = await app.database.transaction(async ({ sessions }) => {
    const refreshing = refreshSession(app.accounts, token, 604_800, origin).catch((error: unknown) => error)
    await setImmediate() // by now it has found the session open, and waits for the writer
    await sessions.endAll(1, ended)
    return { refreshing }
  })
  t.match(await refreshing, { fields: { non_field_errors: [{ name: 'sessionEnded' }] } })
  const [session] = readRows(app, 'select created, last_used, ended from rest_auth_session')
  t.equal(session?.last_used, session?.created)
  t.ok(session?.ended)
})

const ends: [what: string, end: (queries: Transaction, now: Date) => Promise<unknown>, left: string[]][] = [
  ['whose logins all ended', ({ sessions }, now) => sessions.endAll(1, now), ['end of all 1']],
  ['whose user is disabled', ({ users }) => users.update(1, { isActive: false }), ['end of all 1']],
  ['whose user is deleted', queries => queries.removeUser(1), []]
]
for (const [what, end, left] of ends) {
  t.test(`a token of Django’s ${what} while its refresh waits begins no session`, async t => {
    const { app } = await createMailingApp(t)
    const token = djangoToken(app)
    const { refreshing } = await app.database.transaction(async queries => {
      const refreshing = refreshSession(app.accounts, token, 604_800, origin).catch((error: unknown) => error)
      await setImmediate()
      await end(queries, new Date(app.accounts.now()))
      return { refreshing }
    })
    t.match(await refreshing, { fields: { non_field_errors: [{ name: 'sessionEnded' }] } })
    t.same(
      readRows(app, 'select id from rest_auth_session').map(({ id }) => id),
      left
    )
  })
}

t.test('a session that expires between the look at its token and the refresh is not refreshed', async t => {
  const { app, clock } = await createMailingApp(t)
  const token = await obtain(app)
  writeRows(app, "update rest_auth_session set expires = '2026-11-23 18:53:21'")
  const times = [clock.seconds, clock.seconds + 1]
  const accounts = { ...app.accounts, now: () => 1000 * (times.shift() ?? clock.seconds + 1) }
  t.match(await thrown(refreshSession(accounts, token, 604_800, origin)), {
    fields: { non_field_errors: [{ name: 'sessionEnded' }] }
  })
  t.match(readRows(app, 'select last_used, expires from rest_auth_session'), [
    { last_used: '2026-11-23 18:53:20', expires: '2026-11-23 18:53:21' }
  ])
})

t.test('one that holds begins the session of its login', async t => {
  const { app, clock } = await createMailingApp(t)
  const { token: next } = await refreshSession(app.accounts, djangoToken(app, 10), 604_800, origin)
  t.match((await app.jwtAuth.verify(next)).claims, { orig_iat: clock.seconds - 10 })
  t.match(readRows(app, 'select user_id, method, ended from rest_auth_session'), [
    { user_id: 1, method: 'django', ended: null }
  ])
})
