import t from 'tap'
import type { Database } from '../../db/open.ts'
import { connect, openDjango, rowsOf } from './opened.ts'

const now = new Date('2026-11-23T12:00:00Z')
const later = new Date('2026-11-23T13:00:00Z')

/** Sessions of alice, by the moments at which they end. */
async function begin(database: Database, sessions: Record<string, Date>): Promise<void> {
  await database.transaction(async queries => {
    for (const [id, expires] of Object.entries(sessions)) {
      const values = { created: now, lastUsed: now, expires, userAgent: '', ipAddress: '', method: 'password' }
      await queries.sessions.insert({ id, userId: 1, ...values })
    }
  })
}

const insert = (database: Database, hash: string, sessionId: string, created = now) =>
  database.transaction(({ refreshTokens }) => refreshTokens.insert({ hash, sessionId, created }))
const use = (database: Database, hash: string, moment = later) =>
  database.transaction(({ refreshTokens }) => refreshTokens.use(hash, moment))

const nextWeek = new Date('2026-11-30T12:00:00Z')
const hashes = (database: Database) =>
  rowsOf(database, 'SELECT hash FROM rest_auth_refresh_token ORDER BY hash').map(({ hash }) => hash)

t.test('insert writes an unused token, and find gives it with its session', async t => {
  const database = await openDjango(t)
  await begin(database, { one: nextWeek })
  await insert(database, 'a', 'one')
  t.strictSame(rowsOf(database, 'SELECT * FROM rest_auth_refresh_token'), [
    { hash: 'a', session_id: 'one', created: '2026-11-23 12:00:00', used: null }
  ])
  t.match(await database.refreshTokens.find('a'), {
    refreshToken: { hash: 'a', sessionId: 'one', created: now, used: null },
    session: { id: 'one', userId: 1 }
  })
  for (const hash of ['A', '', 'b']) t.equal(await database.refreshTokens.find(hash), undefined, hash)
})

t.test('a token belongs to a session that is there, and goes with it', async t => {
  const database = await openDjango(t)
  await t.rejects(insert(database, 'a', 'one'), { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' })
  await begin(database, { one: nextWeek })
  await insert(database, 'a', 'one')
  connect(t, database).exec("DELETE FROM rest_auth_session WHERE id = 'one'")
  t.strictSame(hashes(database), [])
})

t.test('use uses a token up once, and no other', async t => {
  const database = await openDjango(t)
  await begin(database, { one: nextWeek })
  for (const hash of ['a', 'b']) await insert(database, hash, 'one')
  t.equal(await use(database, 'a'), true)
  t.equal(await use(database, 'a', nextWeek), false)
  t.equal(await use(database, 'c'), false)
  t.strictSame(rowsOf(database, 'SELECT hash, used FROM rest_auth_refresh_token ORDER BY hash'), [
    { hash: 'a', used: '2026-11-23 13:00:00' },
    { hash: 'b', used: null }
  ])
})

t.test('areThereOf knows whether a session has handed any out, used ones included', async t => {
  const database = await openDjango(t)
  await begin(database, { one: nextWeek, two: nextWeek })
  await insert(database, 'a', 'one')
  await use(database, 'a')
  t.equal(await database.refreshTokens.areThereOf('one'), true)
  t.equal(await database.refreshTokens.areThereOf('two'), false)
})

t.test('a new token takes a hundred away of sessions that are over, and none of an open one', async t => {
  const database = await openDjango(t)
  await begin(database, { over: later, open: nextWeek })
  const connection = connect(t, database)
  const statement = connection.prepare("INSERT INTO rest_auth_refresh_token VALUES (?, ?, '2026-11-23 12:00:00', NULL)")
  connection.transaction(() => {
    for (let i = 0; i < 150; i++) for (const id of ['over', 'open']) statement.run(`${id} ${i}`, id)
  })()
  const count = (id: string) => hashes(database).filter(hash => String(hash).startsWith(`${id} `)).length
  await insert(database, 'early', 'open', new Date(later.getTime() - 1))
  t.strictSame([count('over'), count('open')], [150, 150], 'it is not over yet')
  await insert(database, 'first', 'open', later)
  t.strictSame([count('over'), count('open')], [50, 150])
  await insert(database, 'second', 'open', later)
  t.strictSame([count('over'), count('open')], [0, 150])
})

t.test('a session that is over goes once its refresh tokens have gone', async t => {
  const database = await openDjango(t)
  await begin(database, { over: later })
  await insert(database, 'a', 'over')
  const ids = () => rowsOf(database, 'SELECT id FROM rest_auth_session ORDER BY id').map(({ id }) => id)
  const login = (id: string) =>
    database.transaction(({ sessions }) =>
      sessions.insert({
        ...{ id, userId: 1, created: later, lastUsed: later, expires: nextWeek },
        ...{ userAgent: '', ipAddress: '', method: 'password' }
      })
    )
  await login('first')
  t.strictSame(ids(), ['first', 'over'])
  await insert(database, 'b', 'first', later)
  t.strictSame(hashes(database), ['b'])
  await login('second')
  t.strictSame(ids(), ['first', 'second'])
})
