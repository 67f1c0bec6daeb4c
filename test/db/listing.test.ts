import { sql } from 'drizzle-orm'
import t from 'tap'
import { beginsWith, countLimit, type Listing, pageOf, withIds } from '../../db/listing.ts'
import { sessions, users } from '../../db/schema.ts'
import { insertMany } from './many-users.ts'
import { insertPerson, openNew, rowsOf } from './opened.ts'

const listing = (values: Partial<Listing> = {}): Listing => ({
  offset: 0,
  limit: 25,
  by: 'id',
  isDescending: false,
  filters: {},
  ...values
})
const facts = { table: users, key: users.id, by: users.id, where: undefined }

t.test('pages put one after the other are the whole list, whatever it is sorted by', async t => {
  const database = await openNew(t)
  insertMany(database, 103)
  const orders = { id: users.id, username: users.username, date_joined: users.dateJoined, last_login: users.lastLogin }
  const conditions = { true: undefined, is_active: sql`${users.isActive}`, 'id <= 7': sql`${users.id} <= 7` }
  for (const [name, by] of Object.entries(orders)) {
    for (const direction of ['asc', 'desc']) {
      for (const [condition, where] of Object.entries(conditions)) {
        const order = `where ${condition} order by ${name} ${direction}, id ${direction}`
        const expected = rowsOf(database, `select id from auth_user ${order}`).map(({ id }) => id)
        const found: number[] = []
        for (let offset = 0; offset < 120; offset += 10) {
          const asked = listing({ offset, limit: 10, isDescending: direction === 'desc' })
          const { count, keys } = await pageOf(database.drizzle, asked, { ...facts, by, where })
          if (count !== expected.length) t.fail(`${count} of ${expected.length} ${order}`)
          found.push(...keys)
        }
        t.same(found, expected, order)
      }
    }
  }
})

t.test('the rows are fetched in the order of their keys', async t => {
  const database = await openNew(t)
  insertMany(database, 9)
  const { keys, order } = await pageOf(database.drizzle, listing({ isDescending: true }), {
    ...facts,
    by: users.username
  })
  const rows = await database.drizzle
    .select()
    .from(users)
    .orderBy(...order)
  t.same(
    rows.map(({ id }) => id),
    keys
  )
})

t.test('after the last page there is nothing, and nothing is read', async t => {
  const database = await openNew(t)
  insertMany(database, 9)
  for (const offset of [9, 10, 99_999_900]) {
    const { count, keys } = await pageOf(database.drizzle, listing({ offset }), facts)
    t.same({ count, keys }, { count: 9, keys: [] })
  }
  const nobody = await pageOf(database.drizzle, listing(), { ...facts, where: sql`false` })
  t.same([nobody.count, nobody.keys], [0, []])
})

t.test('a whole table is counted to the last row; of rows that are asked something, a limit is', async t => {
  const database = await openNew(t)
  insertMany(database, 2 * countLimit + 10)
  const all = await pageOf(database.drizzle, listing({ offset: 2 * countLimit }), facts)
  t.equal(all.count, 2 * countLimit + 10)
  t.equal(all.keys.at(-1), 2 * countLimit + 10)
  const where = sql`${users.isActive}`
  const by = users.username
  const some = await pageOf(database.drizzle, listing({ offset: countLimit - 2 }), { ...facts, by, where })
  t.equal(some.count, countLimit)
  const active = rowsOf(database, 'select id from auth_user where is_active order by username limit 2 offset 9998')
  t.same(
    some.keys,
    active.map(({ id }) => id),
    'two are left of them'
  )
})

t.test('equal values are sorted by what is said, the number of a row for example', async t => {
  const database = await openNew(t)
  const { id: userId } = await insertPerson(database)
  const time = new Date('2026-11-23T12:00:00Z')
  const session = { userId, created: time, lastUsed: time, expires: time, userAgent: '', ipAddress: '', method: '' }
  await database.transaction(async queries => {
    for (const id of ['b', 'c', 'a']) await queries.drizzle.insert(sessions).values({ id, ...session })
  })
  const tie = sql`rest_auth_session.rowid`
  const { keys } = await pageOf(database.drizzle, listing({ isDescending: true }), {
    table: sessions,
    key: sessions.id,
    by: sessions.created,
    tie,
    where: undefined
  })
  t.same(keys, ['a', 'c', 'b'])
})

t.test('a text begins with another in any case of ASCII, and nothing in it is a pattern', async t => {
  const database = await openNew(t)
  for (const username of ['Minsu', 'minsu2', 'min%', 'min_su', '민수', '민수2', 'zoe'])
    await insertPerson(database, { username })
  const found = async (text: string) => {
    const rows = await database.drizzle.select().from(users).where(beginsWith(users.username, text)).orderBy(users.id)
    return rows.map(({ username }) => username)
  }
  t.same(await found('MIN'), ['Minsu', 'minsu2', 'min%', 'min_su'])
  t.same(await found('min%'), ['min%'])
  t.same(await found('min_'), ['min_su'])
  t.same(await found('민'), ['민수', '민수2'])
  for (const nobody of ["' or 1 = 1 --", '\u{10FFFF}', '\ud800', '\0', 'insu']) {
    t.same(await found(nobody), [], JSON.stringify(nobody))
  }
})

t.test('rows are found by their numbers; texts that are none are nobody’s', async t => {
  const database = await openNew(t)
  insertMany(database, 9)
  const found = async (ids?: string[]) => {
    const rows = await database.drizzle.select().from(users).where(withIds(users.id, ids)).orderBy(users.id)
    return rows.map(({ id }) => id)
  }
  t.same(await found(['3', '1', 'x', '99', '1.5', '']), [1, 3])
  t.same(await found(['x', '9999999999999999', '-1']), [])
  t.equal((await found()).length, 9, 'unless nobody asks for any')
})
