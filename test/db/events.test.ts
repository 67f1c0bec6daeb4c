import t from 'tap'
import type { NewEvent } from '../../db/events.ts'
import type { Database } from '../../db/open.ts'
import { connect, openDjango, rowsOf } from './opened.ts'

const created = new Date('2026-11-23T12:00:00Z')
const event: NewEvent = {
  created,
  event: 'login',
  userId: 1,
  ipAddress: '192.0.2.7',
  userAgent: 'tests',
  sessionId: 'sid-1',
  details: '{"method":"password"}'
}

const insert = (database: Database, values: NewEvent, oldest: Date) =>
  database.transaction(({ events }) => events.insert(values, oldest))

t.test('insert writes an event', async t => {
  const database = await openDjango(t)
  await insert(database, event, new Date(0))
  await insert(database, { ...event, userId: null, sessionId: null }, new Date(0))
  const row = {
    created: '2026-11-23 12:00:00',
    event: 'login',
    user_id: 1,
    ip_address: '192.0.2.7',
    user_agent: 'tests',
    session_id: 'sid-1',
    details: '{"method":"password"}'
  }
  t.strictSame(rowsOf(database, 'SELECT * FROM rest_auth_event'), [
    { id: 1, ...row },
    { id: 2, ...row, user_id: null, session_id: null }
  ])
})

t.test('an event outlives its user and its session', async t => {
  const database = await openDjango(t)
  await insert(database, { ...event, userId: 5 }, new Date(0))
  const django = connect(t, database)
  django.pragma('foreign_keys = ON')
  django.exec('DELETE FROM auth_user WHERE id = 5')
  t.match(rowsOf(database, 'SELECT user_id FROM rest_auth_event'), [{ user_id: 5 }])
})

t.test('a new event takes twenty away that are too old, the oldest first', async t => {
  const database = await openDjango(t)
  const connection = connect(t, database)
  const statement = connection.prepare("INSERT INTO rest_auth_event VALUES (?, ?, 'login', 1, '', '', NULL, '{}')")
  connection.transaction(() => {
    for (let i = 50; i > 0; i--) statement.run(i, `2026-08-01 12:00:${String(i).padStart(2, '0')}`)
  })()
  const ids = () => rowsOf(database, 'SELECT id FROM rest_auth_event ORDER BY id').map(({ id }) => Number(id))
  const from = (first: number) => Array.from({ length: 50 - first + 1 }, (_, i) => first + i)
  await insert(database, event, new Date('2026-08-01T12:00:45Z'))
  t.strictSame(ids(), [...from(21), 51])
  await insert(database, event, new Date('2026-08-01T12:00:45Z'))
  await insert(database, event, new Date('2026-08-01T12:00:45Z'))
  t.strictSame(ids(), [...from(46), 51, 52, 53], 'and none that is not')
})
