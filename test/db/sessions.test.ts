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

const aDayLater = new Date('2026-11-24T13:00:00.500Z')

t.test('end ends a session that is there for a day more, and changes nothing else of it, nor of others', async t => {
  const database = await openDjango(t)
  await insert(database, session(), session({ id: 'sid-2' }))
  await end(database, { ...session({ userAgent: 'another', lastUsed: later }), ended: later })
  t.strictSame(await database.sessions.find('sid-1'), { ...session({ expires: aDayLater }), ended: later })
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

t.test('an ended session is kept no longer than it would have lasted', async t => {
  const database = await openDjango(t)
  const soon = new Date('2026-11-23T14:00:00Z')
  await insert(database, session({ expires: soon }))
  await end(database, { ...session(), ended: later })
  t.strictSame((await database.sessions.find('sid-1'))?.expires, soon)
})

t.test('one that Django began is kept as long as it would have lasted: its tokens do not name it', async t => {
  const database = await openDjango(t)
  await insert(database, session({ method: 'django' }))
  await end(database, { ...session({ method: 'django' }), ended: later })
  t.strictSame(await database.sessions.find('sid-1'), { ...session({ method: 'django' }), ended: later })
})

const endOne = (database: Database, userId: number, id: string, moment = later) =>
  database.transaction(({ sessions }) => sessions.endOne(userId, id, moment))

t.test('endOne ends an open session of the user, once, and no other', async t => {
  const database = await openDjango(t)
  await insert(database, session(), session({ id: 'sid-2' }))
  t.equal(await endOne(database, 1, 'sid-1'), true)
  t.equal(await endOne(database, 1, 'sid-1', new Date(later.getTime() + 1000)), false)
  t.strictSame(await database.sessions.find('sid-1'), { ...session({ expires: aDayLater }), ended: later })
  t.strictSame(await database.sessions.find('sid-2'), { ...session({ id: 'sid-2' }), ended: null })
})

t.test('endOne ends none that is another user’s, not there, or has expired', async t => {
  const database = await openDjango(t)
  await insert(database, session())
  t.equal(await endOne(database, 2, 'sid-1'), false)
  t.equal(await endOne(database, 1, 'sid-2'), false)
  t.equal(await endOne(database, 1, 'sid-1', expires), false)
  t.strictSame(usesOf(database), [unused])
})

t.test('openOfUser gives the sessions of a user that are not over, the one used last first', async t => {
  const database = await openDjango(t)
  await insert(
    database,
    session(),
    session({ id: 'sid-2', lastUsed: later }),
    session({ id: 'sid-3', ended: now }),
    session({ id: 'sid-4', userId: 2 }),
    session({ id: 'sid-5', expires: later })
  )
  const open = (moment: Date) => database.sessions.openOfUser(1, moment).then(all => all.map(({ id }) => id))
  t.strictSame(await open(now), ['sid-2', 'sid-5', 'sid-1'])
  t.strictSame(await open(later), ['sid-2', 'sid-1'])
  t.strictSame((await database.sessions.openOfUser(2, now))[0], { ...session({ id: 'sid-4', userId: 2 }), ended: null })
})

t.test('openOfUser gives a hundred at most', async t => {
  const database = await openDjango(t)
  await insert(database, ...Array.from({ length: 101 }, (_, i) => session({ id: `sid-${i}` })))
  t.equal((await database.sessions.openOfUser(1, now)).length, 100)
})

t.test('a new session takes twenty away that are over, the oldest first, and none that is open', async t => {
  const database = await openDjango(t)
  const over = (i: number) => new Date(now.getTime() + 1000 * i)
  const connection = connect(t, database)
  connection.transaction(() => {
    const statement = connection.prepare(
      `INSERT INTO rest_auth_session (id, user_id, created, last_used, expires, user_agent, ip_address, method)
       VALUES (?, 1, '2026-11-20', '2026-11-20', ?, '', '', 'password')`
    )
    for (let i = 50; i > 0; i--) {
      statement.run(`over-${i}`, `${over(i).toISOString().replace('T', ' ').slice(0, 19)}`)
    }
  })()
  const left = () =>
    rowsOf(database, "SELECT id FROM rest_auth_session WHERE id LIKE 'over-%' ORDER BY expires").map(({ id }) => id)
  await insert(database, session({ created: later }))
  t.strictSame(
    left(),
    Array.from({ length: 30 }, (_, i) => `over-${i + 21}`)
  )
  await insert(database, session({ id: 'sid-2', created: later }))
  t.equal(left().length, 10)
  await insert(database, session({ id: 'sid-3', created: later }))
  t.strictSame(
    usesOf(database).map(({ id }) => id),
    ['sid-1', 'sid-2', 'sid-3']
  )
})

t.test('a session that was ended goes a day later, and no earlier', async t => {
  const database = await openDjango(t)
  await insert(database, session())
  await endOne(database, 1, 'sid-1')
  const ids = () => usesOf(database).map(({ id }) => id)
  await insert(database, session({ id: 'sid-2', created: new Date(aDayLater.getTime() - 1) }))
  t.strictSame(ids(), ['sid-1', 'sid-2'])
  await insert(database, session({ id: 'sid-3', created: aDayLater }))
  t.strictSame(ids(), ['sid-2', 'sid-3'])
})

t.test('one that Django began goes a day after its own end: a clock that is put back gives nothing back', async t => {
  const database = await openDjango(t)
  await end(database, { ...session({ id: 'djangos', method: 'django' }), ended: now })
  const aDayAfter = new Date(expires.getTime() + 24 * 3600 * 1000)
  const later = new Date('2026-12-24T12:00:00Z')
  const isThere = async () => (await database.sessions.find('djangos')) !== undefined
  await insert(database, session({ created: expires, expires: later }))
  await insert(database, session({ id: 'sid-2', created: new Date(aDayAfter.getTime() - 1), expires: later }))
  t.equal(await isThere(), true)
  await insert(database, session({ id: 'sid-3', created: aDayAfter, expires: later }))
  t.equal(await isThere(), false)
})

t.test('the row that remembers the end of all sessions stays for good', async t => {
  const database = await openDjango(t)
  await database.transaction(({ sessions }) => sessions.endAll(1, now))
  await insert(database, session({ created: new Date('2099-01-01T00:00:00Z') }))
  t.equal(await database.sessions.haveAllEndedSince(1, now), true)
  t.strictSame(rowsOf(database, "SELECT expires FROM rest_auth_session WHERE id = 'end of all 1'"), [
    { expires: '9999-12-31 00:00:00' }
  ])
})

t.test('after a clock was put back, the end of all sessions is still the latest one', async t => {
  const database = await openDjango(t)
  const aDayBefore = new Date(later.getTime() - 24 * 3600 * 1000)
  for (const moment of [later, aDayBefore]) await database.transaction(({ sessions }) => sessions.endAll(1, moment))
  t.equal(await database.sessions.haveAllEndedSince(1, later), true)
  const evenLater = new Date(later.getTime() + 1)
  await database.transaction(({ sessions }) => sessions.endAll(1, evenLater))
  t.equal(await database.sessions.haveAllEndedSince(1, evenLater), true)
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
