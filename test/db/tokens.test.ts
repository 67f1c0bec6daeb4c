import t from 'tap'
import type { Database } from '../../db/open.ts'
import { openDjango, rowsOf } from './opened.ts'

const key = '8df73dafbde4c669dc37a9ea7620434515b2cc43'

t.test("findUser gives the user of Django REST Framework's token, and when it was made", async t => {
  const database = await openDjango(t)
  t.strictSame(rowsOf(database, 'SELECT created FROM authtoken_token'), [{ created: '2026-11-23 13:54:43.344448' }])
  t.strictSame(await database.tokens.findUser(key), {
    user: await database.users.find(1),
    created: new Date('2026-11-23T13:54:43.344Z')
  })
})

t.test('findUser gives nobody for another key, of whatever case', async t => {
  const { tokens } = await openDjango(t)
  t.equal(await tokens.findUser('0'.repeat(40)), undefined)
  t.equal(await tokens.findUser(key.toUpperCase()), undefined)
  t.equal(await tokens.findUser(''), undefined)
})

const created = new Date('2026-11-23T12:00:00.500Z')
const fresh = '0123456789abcdef'.repeat(2).padEnd(40, '0')

const getOrInsert = (database: Database, userId: number) =>
  database.transaction(({ tokens }) => tokens.getOrInsert({ key: fresh, created, userId }))

t.test('findCreated says when a user’s key was made, and nothing where there is none', async t => {
  const database = await openDjango(t)
  await getOrInsert(database, 2)
  t.strictSame(await database.tokens.findCreated(2), created)
  t.strictSame(await database.tokens.findCreated(1), new Date('2026-11-23T13:54:43.344Z'))
  t.equal(await database.tokens.findCreated(4), undefined)
})

t.test('getOrInsert gives a user the key that is there', async t => {
  const database = await openDjango(t)
  const before = rowsOf(database, 'SELECT * FROM authtoken_token')
  t.equal(await getOrInsert(database, 1), key)
  t.strictSame(rowsOf(database, 'SELECT * FROM authtoken_token'), before)
})

t.test('getOrInsert gives a user who has none the key that is given, and the same again', async t => {
  const database = await openDjango(t)
  t.equal(await getOrInsert(database, 2), fresh)
  t.equal(await getOrInsert(database, 2), fresh)
  t.strictSame(rowsOf(database, 'SELECT * FROM authtoken_token WHERE user_id = 2'), [
    { key: fresh, created: '2026-11-23 12:00:00.500000', user_id: 2 }
  ])
  t.match(await database.tokens.findUser(fresh), { user: { username: 'bob' }, created })
})

t.test('a key that is somebody else’s is nobody’s second', async t => {
  const database = await openDjango(t)
  await getOrInsert(database, 2)
  await t.rejects(getOrInsert(database, 4), new RangeError('a statement returned no row'))
  t.match(await database.tokens.findUser(fresh), { user: { username: 'bob' }, created })
})

t.test('a key is of a user who exists', async t => {
  const database = await openDjango(t)
  await t.rejects(getOrInsert(database, 99), { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' })
  t.equal(await database.tokens.findUser(fresh), undefined)
})

t.test('remove ends the key of one user', async t => {
  const database = await openDjango(t)
  await getOrInsert(database, 2)
  await database.transaction(({ tokens }) => tokens.remove(1))
  t.equal(await database.tokens.findUser(key), undefined)
  t.strictSame(rowsOf(database, 'SELECT user_id FROM authtoken_token'), [{ user_id: 2 }])
})

t.test('remove leaves in peace who has no key', async t => {
  const database = await openDjango(t)
  await database.transaction(({ tokens }) => tokens.remove(2))
  t.strictSame(rowsOf(database, 'SELECT user_id FROM authtoken_token'), [{ user_id: 1 }])
})
