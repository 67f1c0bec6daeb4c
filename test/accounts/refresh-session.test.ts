import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { refreshSession } from '../../accounts/refresh-session.ts'
import { createApp, djangoDatabase, obtain, readRows } from '../helper.ts'

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
