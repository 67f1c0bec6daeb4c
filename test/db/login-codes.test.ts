import t, { type Test } from 'tap'
import type { Database } from '../../db/open.ts'
import { insertPerson, openNew, rowsOf } from './opened.ts'

const created = new Date('2026-11-23T12:00:00Z')
const after = (seconds: number) => new Date(created.getTime() + 1000 * seconds)

/** A database with a user in it. */
async function openWithUser(t: Test): Promise<Database> {
  const database = await openNew(t)
  await insertPerson(database)
  return database
}

function insert(database: Database, hash: string, { at = created, seconds = 60 } = {}): Promise<void> {
  const expires = new Date(at.getTime() + 1000 * seconds)
  const values = { hash, userId: 1, provider: 'kakao', challenge: null, missingScopes: '[]', created: at, expires }
  return database.transaction(({ loginCodes }) => loginCodes.insert(values))
}

const take = (database: Database, hash: string, now: Date) =>
  database.transaction(({ loginCodes }) => loginCodes.take(hash, now))

const hashes = (database: Database) =>
  rowsOf(database, 'select hash from rest_auth_login_code order by hash').map(({ hash }) => hash)

t.test('a code is kept as it is given', async t => {
  const database = await openWithUser(t)
  const values = { hash: 'h', userId: 1, provider: 'kakao', challenge: 'c', missingScopes: '["account_email"]' }
  await database.transaction(({ loginCodes }) => loginCodes.insert({ ...values, created, expires: after(60) }))
  t.strictSame(rowsOf(database, 'select * from rest_auth_login_code'), [
    {
      hash: 'h',
      user_id: 1,
      provider: 'kakao',
      challenge: 'c',
      missing_scopes: '["account_email"]',
      created: '2026-11-23 12:00:00',
      expires: '2026-11-23 12:01:00'
    }
  ])
  t.strictSame(await take(database, 'h', after(59)), { ...values, created, expires: after(60) })
})

t.test('it is taken once', async t => {
  const database = await openWithUser(t)
  await insert(database, 'h')
  t.match(await take(database, 'h', created), { hash: 'h', challenge: null })
  t.equal(await take(database, 'h', created), undefined)
  t.strictSame(hashes(database), [])
})

t.test('of several who take it at once one gets it', async t => {
  const database = await openWithUser(t)
  await insert(database, 'h')
  const taken = await Promise.all(Array.from({ length: 8 }, () => take(database, 'h', created)))
  t.equal(taken.filter(code => code !== undefined).length, 1)
})

t.test('it holds until it expires', async t => {
  const database = await openWithUser(t)
  await insert(database, 'a')
  await insert(database, 'b')
  t.ok(await take(database, 'a', after(59.999)))
  t.equal(await take(database, 'b', after(60)), undefined)
  t.strictSame(hashes(database), ['b'], 'and goes with the next one')
})

t.test('another code is not taken by its name', async t => {
  const database = await openWithUser(t)
  await insert(database, 'h')
  for (const hash of ['H', 'h ', '', '%']) t.equal(await take(database, hash, created), undefined)
  t.strictSame(hashes(database), ['h'])
})

t.test('a new one takes away those that are over, 20 at most, the oldest first', async t => {
  const database = await openWithUser(t)
  const names = Array.from({ length: 25 }, (_, i) => `old${String(i).padStart(2, '0')}`)
  for (const [i, hash] of names.entries()) await insert(database, hash, { at: after(i - 1000), seconds: 2000 })
  await insert(database, 'holds', { at: created, seconds: 3600 })
  t.equal(hashes(database).length, 26, 'nothing is over as yet')
  await insert(database, 'new', { at: after(1900) })
  t.strictSame(hashes(database), ['holds', 'new', ...names.slice(20)])
  await insert(database, 'newer', { at: after(1900) })
  t.strictSame(hashes(database), ['holds', 'new', 'newer'])
})

t.test('a code that is there already is not overwritten', async t => {
  const database = await openWithUser(t)
  await insert(database, 'h')
  await t.rejects(insert(database, 'h'), { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' })
})

t.test('it goes with its user, and is of one who exists', async t => {
  const database = await openWithUser(t)
  await insert(database, 'h')
  await database.transaction(queries => queries.removeUser(1))
  t.strictSame(hashes(database), [])
  await t.rejects(insert(database, 'h'), { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' })
})
