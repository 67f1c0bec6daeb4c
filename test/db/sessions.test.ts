import t from 'tap'
import type { Database } from '../../db/open.ts'
import type { NewSession } from '../../db/sessions.ts'
import { connect, openDjango, rowsOf } from './opened.ts'

const now = new Date('2026-11-23T12:00:00Z')
const later = new Date('2026-11-23T13:00:00.500Z')
const expires = new Date('2026-11-30T12:00:00Z')

function session(values: Partial<NewSession> = {}): NewSession {
  return {
    id: 'sid-1',
    userId: 1,
    created: now,
    lastUsed: now,
    expires,
    userAgent: 'tests',
    ipAddress: '127.0.0.1',
    method: 'password',
    ...values
  }
}

const insert = (database: Database, ...sessions: NewSession[]) =>
  database.transaction(async queries => {
    for (const values of sessions) await queries.sessions.insert(values)
  })

const touch = (database: Database, values: Parameters<Database['sessions']['touch']>[0]) =>
  database.transaction(({ sessions }) => sessions.touch(values))

const usesOf = (database: Database) =>
  rowsOf(database, 'SELECT id, last_used, ended FROM rest_auth_session ORDER BY id')

const unused = { id: 'sid-1', last_used: '2026-11-23 12:00:00', ended: null }

t.test('insert writes a session', async t => {
  const database = await openDjango(t)
  await insert(database, session())
  t.strictSame(rowsOf(database, 'SELECT * FROM rest_auth_session'), [
    {
      id: 'sid-1',
      user_id: 1,
      created: '2026-11-23 12:00:00',
      last_used: '2026-11-23 12:00:00',
      expires: '2026-11-30 12:00:00',
      ended: null,
      user_agent: 'tests',
      ip_address: '127.0.0.1',
      method: 'password'
    }
  ])
})

t.test('insert refuses a session that is there', async t => {
  const database = await openDjango(t)
  await insert(database, session())
  await t.rejects(insert(database, session({ userId: 2 })), { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' })
  t.strictSame(rowsOf(database, 'SELECT user_id FROM rest_auth_session'), [{ user_id: 1 }])
})

t.test('adopt writes a session that is not there', async t => {
  const database = await openDjango(t)
  await database.transaction(({ sessions }) => sessions.adopt(session()))
  t.strictSame(usesOf(database), [unused])
})

t.test('adopt leaves a session that is there as it is', async t => {
  const database = await openDjango(t)
  await insert(database, session())
  await database.transaction(({ sessions }) => sessions.adopt(session({ userId: 2, lastUsed: later })))
  t.strictSame(usesOf(database), [unused])
  t.strictSame(rowsOf(database, 'SELECT user_id FROM rest_auth_session'), [{ user_id: 1 }])
})

t.test('touch marks a session as used and gives it', async t => {
  const database = await openDjango(t)
  await insert(database, session())
  t.strictSame(await touch(database, { id: 'sid-1', userId: 1, now: later }), {
    ...session({ lastUsed: later }),
    ended: null
  })
  t.strictSame(usesOf(database), [{ ...unused, last_used: '2026-11-23 13:00:00.500000' }])
})

t.test('touch moves the end of a session when it is given one', async t => {
  const database = await openDjango(t)
  await insert(database, session())
  const moved = new Date('2026-12-24T12:00:00Z')
  t.match(await touch(database, { id: 'sid-1', userId: 1, now: later, expires: moved }), { expires: moved })
  t.strictSame(rowsOf(database, 'SELECT last_used, expires FROM rest_auth_session'), [
    { last_used: '2026-11-23 13:00:00.500000', expires: '2026-12-24 12:00:00' }
  ])
})

t.test('touch moves the end of no session that is over', async t => {
  const database = await openDjango(t)
  await insert(database, session())
  const moved = new Date('2026-12-24T12:00:00Z')
  t.equal(await touch(database, { id: 'sid-1', userId: 1, now: expires, expires: moved }), undefined)
  t.strictSame(rowsOf(database, 'SELECT expires FROM rest_auth_session'), [{ expires: '2026-11-30 12:00:00' }])
})

t.test('touch refuses the session of another user', async t => {
  const database = await openDjango(t)
  await insert(database, session())
  t.equal(await touch(database, { id: 'sid-1', userId: 2, now: later }), undefined)
  t.strictSame(usesOf(database), [unused])
})

t.test('touch refuses a session that does not exist', async t => {
  const database = await openDjango(t)
  await insert(database, session())
  t.equal(await touch(database, { id: 'sid-2', userId: 1, now: later }), undefined)
  t.strictSame(usesOf(database), [unused])
})

t.test('touch refuses a session that was ended', async t => {
  const database = await openDjango(t)
  await insert(database, session({ ended: now }))
  t.equal(await touch(database, { id: 'sid-1', userId: 1, now: later }), undefined)
  t.strictSame(usesOf(database), [{ ...unused, ended: '2026-11-23 12:00:00' }])
})

t.test('touch refuses a session from the moment at which it expires', async t => {
  const database = await openDjango(t)
  await insert(database, session())
  t.equal(await touch(database, { id: 'sid-1', userId: 1, now: expires }), undefined)
  t.strictSame(usesOf(database), [unused])
  t.ok(await touch(database, { id: 'sid-1', userId: 1, now: new Date(expires.getTime() - 1) }))
})

t.test('touch compares moments with and without a fraction of a second', async t => {
  const database = await openDjango(t)
  await insert(database, session({ expires: later }))
  t.ok(await touch(database, { id: 'sid-1', userId: 1, now: new Date('2026-11-23T13:00:00Z') }))
  t.equal(await touch(database, { id: 'sid-1', userId: 1, now: new Date('2026-11-23T13:00:01Z') }), undefined)
})

t.test('endAll ends every session of a user that is not over, and of nobody else', async t => {
  const database = await openDjango(t)
  await insert(
    database,
    session(),
    session({ id: 'sid-2' }),
    session({ id: 'sid-3', ended: now }),
    session({ id: 'sid-4', userId: 2 })
  )
  await database.transaction(({ sessions }) => sessions.endAll(1, later))
  t.strictSame(
    usesOf(database).map(row => [row.id, row.ended]),
    [
      ['end of all 1', '2026-11-23 13:00:00.500000'],
      ['sid-1', '2026-11-23 13:00:00.500000'],
      ['sid-2', '2026-11-23 13:00:00.500000'],
      ['sid-3', '2026-11-23 12:00:00'],
      ['sid-4', null]
    ]
  )
})

t.test('endAll keeps the session that is to stay', async t => {
  const database = await openDjango(t)
  await insert(database, session(), session({ id: 'sid-2' }))
  await database.transaction(({ sessions }) => sessions.endAll(1, later, 'sid-2'))
  t.strictSame(
    usesOf(database).map(row => [row.id, row.ended]),
    [
      ['end of all 1', '2026-11-23 13:00:00.500000'],
      ['sid-1', '2026-11-23 13:00:00.500000'],
      ['sid-2', null]
    ]
  )
})

t.test('endAllBy ends the sessions of a user that began in one way and are not over, and no others', async t => {
  const database = await openDjango(t)
  await insert(
    database,
    session({ method: 'kakao' }),
    session({ id: 'sid-2', method: 'kakao' }),
    session({ id: 'sid-3', method: 'kakao', ended: now }),
    session({ id: 'sid-4' }),
    session({ id: 'sid-5', method: 'kakao connect' }),
    session({ id: 'sid-6', method: 'kakao', userId: 2 })
  )
  await database.transaction(({ sessions }) => sessions.endAllBy(1, 'kakao', later))
  t.strictSame(
    usesOf(database).map(row => [row.id, row.ended]),
    [
      ['sid-1', '2026-11-23 13:00:00.500000'],
      ['sid-2', '2026-11-23 13:00:00.500000'],
      ['sid-3', '2026-11-23 12:00:00'],
      ['sid-4', null],
      ['sid-5', null],
      ['sid-6', null]
    ]
  )
  t.equal(await database.sessions.haveAllEndedSince(1, now), false, 'and tokens without a session hold')
})

t.test('endAllBy keeps the session that is to stay', async t => {
  const database = await openDjango(t)
  await insert(database, session({ method: 'kakao' }), session({ id: 'sid-2', method: 'kakao' }))
  await database.transaction(({ sessions }) => sessions.endAllBy(1, 'kakao', later, 'sid-2'))
  t.strictSame(
    usesOf(database).map(row => [row.id, row.ended]),
    [
      ['sid-1', '2026-11-23 13:00:00.500000'],
      ['sid-2', null]
    ]
  )
})

t.test('find gives a session as it is, also when it is over', async t => {
  const database = await openDjango(t)
  await insert(database, session({ ended: later }), session({ id: 'sid-2' }))
  t.strictSame(await database.sessions.find('sid-1'), { ...session(), ended: later })
  t.strictSame(await database.sessions.find('sid-2'), { ...session({ id: 'sid-2' }), ended: null })
})

t.test('find gives nothing for an id that is no session’s', async t => {
  const database = await openDjango(t)
  await insert(database, session())
  for (const id of ['', 'SID-1', 'sid-']) t.equal(await database.sessions.find(id), undefined, id)
})

const end = (database: Database, values: NewSession & { ended: Date }) =>
  database.transaction(({ sessions }) => sessions.end(values))

t.test('end ends a session that is there, and changes nothing else of it, nor of others', async t => {
  const database = await openDjango(t)
  await insert(database, session(), session({ id: 'sid-2' }))
  await end(database, { ...session({ userAgent: 'another', lastUsed: later }), ended: later })
  t.strictSame(await database.sessions.find('sid-1'), { ...session(), ended: later })
  t.equal((await database.sessions.find('sid-2'))?.ended, null)
})

t.test('end keeps a session that is not there yet as one that is over', async t => {
  const database = await openDjango(t)
  await end(database, { ...session({ method: 'django' }), ended: later })
  t.strictSame(await database.sessions.find('sid-1'), { ...session({ method: 'django' }), ended: later })
})

t.test('end does not move the end of a session that is over', async t => {
  const database = await openDjango(t)
  await insert(database, session({ ended: now }))
  await end(database, { ...session(), ended: later })
  t.strictSame((await database.sessions.find('sid-1'))?.ended, now)
})

t.test('haveAllEndedSince knows the moment at which all sessions of a user were ended', async t => {
  const database = await openDjango(t)
  t.equal(await database.sessions.haveAllEndedSince(1, now), false)
  await database.transaction(({ sessions }) => sessions.endAll(1, later))
  t.equal(await database.sessions.haveAllEndedSince(1, later), true)
  t.equal(await database.sessions.haveAllEndedSince(1, now), true)
  t.equal(await database.sessions.haveAllEndedSince(1, new Date(later.getTime() + 1)), false)
  t.equal(await database.sessions.haveAllEndedSince(2, now), false)
})

t.test('sessions go with a user whom Django deletes', async t => {
  const database = await openDjango(t)
  await insert(database, session({ userId: 5 }), session({ id: 'sid-2' }))
  const django = connect(t, database)
  django.pragma('foreign_keys = ON')
  django.exec('DELETE FROM auth_user WHERE id = 5')
  t.strictSame(rowsOf(database, 'SELECT id FROM rest_auth_session'), [{ id: 'sid-2' }])
})
