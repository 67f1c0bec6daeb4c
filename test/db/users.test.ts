import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import type { Database } from '../../db/open.ts'
import { connect, insertPerson, openDjango, openNew, person, rowsOf } from './opened.ts'

/** As Django does, which takes names that differ in case alone. */
function insertPeople(t: Test, database: Database, ...names: string[]): void {
  const insert = connect(t, database).prepare(
    `INSERT INTO auth_user (username, password, email, first_name, last_name, is_staff, is_superuser, is_active, date_joined)
     VALUES (?, '!', '', '', '', 0, 0, 1, '2026-11-23 12:00:00')`
  )
  for (const name of names) insert.run(name)
}

const now = new Date('2026-11-23T12:00:00.500Z')
const later = (milliseconds: number) => new Date(now.getTime() + milliseconds)

/** A session of alice. */
function insertSession(database: Database, values: { ended?: Date; expires?: Date } = {}): Promise<void> {
  const session = { id: 'sid-1', userId: 1, userAgent: '', ipAddress: '', method: 'password', created: now }
  return database.transaction(({ sessions }) =>
    sessions.insert({ ...session, lastUsed: now, expires: later(60_000), ...values })
  )
}

t.test('find gives the user of a number, as Django wrote them', async t => {
  const { users } = await openDjango(t)
  t.strictSame(await users.find(2), {
    id: 2,
    username: 'bob',
    password: 'pbkdf2_sha256$260000$k8gMdDuvLgxuQdiiH5Gzpg$JHy4y/rfIPAHFQ7ig10ZBH+IfWWEHbI/EIhU1TTm0Ys=',
    firstName: '길동',
    lastName: '홍',
    email: 'bob@example.com',
    isActive: true,
    isStaff: false,
    isSuperuser: false,
    dateJoined: new Date('2026-11-23T13:54:43.072Z'),
    lastLogin: new Date('2026-11-23T13:54:43.741Z')
  })
})

t.test('find gives nobody for a number that is nobody’s', async t => {
  const { users } = await openDjango(t)
  t.equal(await users.find(99), undefined)
})

t.test('findByUsername gives the user of exactly this name before one of another case', async t => {
  const database = await openNew(t)
  insertPeople(t, database, 'Dora', 'dora', 'DORA')
  t.match(await database.users.findByUsername('Dora'), { id: 1 })
  t.match(await database.users.findByUsername('dora'), { id: 2 })
  t.match(await database.users.findByUsername('DORA'), { id: 3 })
})

t.test('findByUsername gives the only user of the name in another case', async t => {
  const { users } = await openDjango(t)
  t.match(await users.findByUsername('ALICE'), { id: 1, username: 'alice' })
})

t.test('findByUsername gives nobody when the name in any case is that of several', async t => {
  const database = await openNew(t)
  insertPeople(t, database, 'Dora', 'dora')
  t.equal(await database.users.findByUsername('DORA'), undefined)
})

t.test('findByUsername gives nobody for an unknown name', async t => {
  const { users } = await openDjango(t)
  t.equal(await users.findByUsername('nobody'), undefined)
})

t.test('findByUsername takes no name for a pattern', async t => {
  const { users } = await openDjango(t)
  t.equal(await users.findByUsername('a%'), undefined)
  t.equal(await users.findByUsername('_lice'), undefined)
})

t.test('findWithSession gives the user, and says that the session is open', async t => {
  const database = await openDjango(t)
  await insertSession(database)
  const found = await database.users.findWithSession('alice', 'sid-1', now)
  t.strictSame(found?.user, await database.users.find(1))
  t.equal(found?.sessionIsOpen, true)
})

t.test('findWithSession says that the session of another user is not open', async t => {
  const database = await openDjango(t)
  await insertSession(database)
  t.match(await database.users.findWithSession('bob', 'sid-1', now), { user: { id: 2 }, sessionIsOpen: false })
})

t.test('findWithSession says that a session that was ended is not open', async t => {
  const database = await openDjango(t)
  await insertSession(database, { ended: now })
  t.match(await database.users.findWithSession('alice', 'sid-1', now), { user: { id: 1 }, sessionIsOpen: false })
})

t.test('findWithSession says that a session is open until it expires', async t => {
  const database = await openDjango(t)
  await insertSession(database, { expires: later(1000) })
  t.match(await database.users.findWithSession('alice', 'sid-1', later(999)), { sessionIsOpen: true })
  t.match(await database.users.findWithSession('alice', 'sid-1', later(1000)), { sessionIsOpen: false })
  t.match(await database.users.findWithSession('alice', 'sid-1', later(1001)), { sessionIsOpen: false })
})

t.test('findWithSession gives the user alone when there is no such session', async t => {
  const { users } = await openDjango(t)
  const found = await users.findWithSession('alice', 'sid-1', now)
  t.match(found?.user, { id: 1 })
  t.equal(found?.sessionIsOpen, undefined)
})

t.test('findWithSession takes exactly the name', async t => {
  const { users } = await openDjango(t)
  t.equal(await users.findWithSession('ALICE', 'sid-1', now), undefined)
})

t.test('hasUsername finds a name in any case', async t => {
  const { users } = await openDjango(t)
  t.equal(await users.hasUsername('alice'), true)
  t.equal(await users.hasUsername('Alice'), true)
  t.equal(await users.hasUsername('alice2'), false)
  t.equal(await users.hasUsername('_lice'), false)
})

t.test('hasUsername finds letters beyond ASCII in any case', async t => {
  const database = await openNew(t)
  insertPeople(t, database, 'Ångström', 'МИР_1')
  t.equal(await database.users.hasUsername('ångström'), true)
  t.equal(await database.users.hasUsername('ÅNGSTRÖM'), true)
  t.equal(await database.users.hasUsername('мир_1'), true)
  t.equal(await database.users.hasUsername('Ängström'), false)
  t.equal(await database.users.hasUsername('мирa1'), false)
})

t.test('hasUsername knows names in scripts without case', async t => {
  const { users } = await openDjango(t)
  t.equal(await users.hasUsername('지윤'), true)
  t.equal(await users.hasUsername('지훈'), false)
})

t.test('hasUsername does not count the user who is excepted', async t => {
  const database = await openNew(t)
  insertPeople(t, database, 'dora', 'Ångström')
  t.equal(await database.users.hasUsername('Dora', 1), false)
  t.equal(await database.users.hasUsername('Dora', 2), true)
  t.equal(await database.users.hasUsername('ångström', 2), false)
  t.equal(await database.users.hasUsername('ångström', 1), true)
})

t.test('hasUsername finds another user beside the one who is excepted', async t => {
  const database = await openNew(t)
  insertPeople(t, database, 'dora', 'DORA', 'Ångström', 'ångström')
  t.equal(await database.users.hasUsername('Dora', 1), true)
  t.equal(await database.users.hasUsername('Dora', 2), true)
  t.equal(await database.users.hasUsername('ÅNGSTRÖM', 3), true)
})

t.test('hasUsername takes no letter for a pattern', async t => {
  const database = await openNew(t)
  insertPeople(t, database, 'axÅ', 'b_Å', 'b%Å', 'b\\Å')
  t.equal(await database.users.hasUsername('a_å'), false)
  t.equal(await database.users.hasUsername('a%å'), false)
  t.equal(await database.users.hasUsername('a\\å'), false)
  for (const username of ['axå', 'b_å', 'b%å', 'b\\å']) {
    t.equal(await database.users.hasUsername(username), true, username)
  }
})

t.test('hasEmail finds the address of a user in any case', async t => {
  const database = await openDjango(t)
  t.strictSame(rowsOf(database, "SELECT id FROM account_emailaddress WHERE email = 'admin@example.com'"), [])
  t.equal(await database.users.hasEmail('admin@example.com'), true)
  t.equal(await database.users.hasEmail('Admin@Example.com'), true)
})

t.test('hasEmail finds no address that is nobody’s', async t => {
  const { users } = await openDjango(t)
  for (const email of ['nobody@example.com', 'a_ice@example.com', '%', 'mi\u212ae@example.com']) {
    t.equal(await users.hasEmail(email), false, email)
  }
})

const findByEmail = async ({ users }: Database, email: string) => (await users.findByEmail(email)).map(({ id }) => id)

/** As Django does, whose addresses are unique by their spelling alone. */
function insertAddress(t: Test, database: Database, userId: number, email: string, verified = true): void {
  connect(t, database)
    .prepare('INSERT INTO account_emailaddress (user_id, email, verified, "primary") VALUES (?, ?, ?, 0)')
    .run(userId, email, Number(verified))
}

t.test('hasEmail finds a further address that a user has verified, in any case', async t => {
  const database = await openDjango(t)
  insertAddress(t, database, 1, 'alice@work.example')
  t.equal(await database.users.hasEmail('alice@work.example'), true)
  t.equal(await database.users.hasEmail('ALICE@work.example'), true)
})

t.test('hasEmail finds a primary address that is not verified', async t => {
  const database = await openDjango(t)
  await database.transaction(({ users }) => users.update(8, { email: '' }))
  t.match(await database.emailAddresses.find(7), { userId: 8, primary: true, verified: false })
  t.equal(await database.users.hasEmail('HASH_argon2@example.com'), true)
})

t.test('hasEmail finds no further address that waits for its confirmation', async t => {
  const database = await openDjango(t)
  insertAddress(t, database, 1, 'alice@work.example', false)
  t.equal(await database.users.hasEmail('alice@work.example'), false)
})

t.test('hasEmail does not count the user who is excepted, by neither way', async t => {
  const database = await openDjango(t)
  insertAddress(t, database, 1, 'alice@work.example')
  for (const email of ['Alice@example.com', 'Alice@Work.example']) {
    t.equal(await database.users.hasEmail(email, 1), false, email)
    t.equal(await database.users.hasEmail(email, 2), true, email)
  }
})

t.test('hasEmail finds another user beside the one who is excepted', async t => {
  const database = await openDjango(t)
  await insertPerson(database, { username: 'twin', email: 'ALICE@example.com' })
  insertAddress(t, database, 2, 'Bob@Example.com')
  await database.transaction(({ users }) => users.update(4, { email: 'Work@example.com' }))
  insertAddress(t, database, 5, 'work@example.com')
  for (const user of [1, 10]) t.equal(await database.users.hasEmail('alice@example.com', user), true)
  for (const user of [4, 5]) t.equal(await database.users.hasEmail('work@example.com', user), true)
  t.equal(await database.users.hasEmail('bob@example.com', 2), false)
})

const findByOwnEmail = async ({ users }: Database, email: string) =>
  (await users.findByOwnEmail(email)).map(({ id }) => id)

t.test('findByOwnEmail gives everybody who has the address as their own, in any case, as they are', async t => {
  const database = await openDjango(t)
  t.strictSame(await database.users.findByOwnEmail('ALICE@Example.COM'), [await database.users.find(1)])
  await insertPerson(database, { username: 'twin', email: 'Alice@example.com' })
  t.strictSame(await findByOwnEmail(database, 'alice@example.com'), [1, 10])
  for (const email of ['nobody@example.com', 'a_ice@example.com', '%', 'mi\u212ae@example.com']) {
    t.strictSame(await findByOwnEmail(database, email), [], email)
  }
})

t.test('findByOwnEmail gives nobody who has verified the address among others', async t => {
  const database = await openDjango(t)
  insertAddress(t, database, 1, 'alice@work.example')
  insertAddress(t, database, 1, 'Bob@example.com')
  t.strictSame(await findByOwnEmail(database, 'alice@work.example'), [])
  t.strictSame(await findByOwnEmail(database, 'bob@example.com'), [2])
})

t.test('findByOwnEmail gives four users at most', async t => {
  const database = await openNew(t)
  for (const number of [1, 2, 3, 4, 5]) {
    await insertPerson(database, { username: `dora${number}`, email: 'many@example.com' })
  }
  t.strictSame(await findByOwnEmail(database, 'many@example.com'), [1, 2, 3, 4])
})

t.test('findByEmail gives the user of an address in any case, as they are', async t => {
  const database = await openDjango(t)
  t.strictSame(await database.users.findByEmail('alice@example.com'), [await database.users.find(1)])
  t.strictSame(await findByEmail(database, 'ALICE@Example.COM'), [1])
})

t.test('findByEmail gives nobody for an address that is nobody’s', async t => {
  const database = await openDjango(t)
  for (const email of ['nobody@example.com', 'alice@example', '%', 'a_ice@example.com']) {
    t.strictSame(await findByEmail(database, email), [], email)
  }
})

t.test('findByEmail gives the user who has verified the address among others', async t => {
  const database = await openDjango(t)
  insertAddress(t, database, 1, 'alice@work.example')
  t.strictSame(await findByEmail(database, 'Alice@Work.example'), [1])
})

t.test('findByEmail gives no user who has not verified the further address', async t => {
  const database = await openDjango(t)
  insertAddress(t, database, 1, 'alice@work.example', false)
  t.strictSame(await findByEmail(database, 'alice@work.example'), [])
})

t.test('findByEmail gives everybody who shares an address, each once', async t => {
  const database = await openDjango(t)
  await insertPerson(database, { username: 'twin', email: 'ALICE@example.com' })
  insertAddress(t, database, 10, 'Alice@Example.com')
  t.strictSame(await findByEmail(database, 'alice@example.com'), [1, 10])
  insertAddress(t, database, 2, 'shared@example.com')
  await database.transaction(({ users }) => users.update(4, { email: 'Shared@example.com' }))
  t.strictSame(await findByEmail(database, 'shared@example.com'), [4, 2])
})

t.test('findByEmail gives five users at most, who have the address as their own or verified it', async t => {
  const database = await openNew(t)
  for (const number of [1, 2, 3, 4, 5, 6]) {
    await insertPerson(database, { username: `dora${number}`, email: number === 6 ? '' : 'many@example.com' })
  }
  insertAddress(t, database, 6, 'many@example.com')
  t.strictSame(await findByEmail(database, 'many@example.com'), [1, 2, 3, 4, 6])
})

t.test('findByEmail folds no letter that only looks like another, or becomes it', async t => {
  const database = await openNew(t)
  await insertPerson(database, { username: 'mike', email: 'mike@example.com' })
  t.strictSame(await findByEmail(database, 'MIKE@EXAMPLE.COM'), [1])
  const lookalikes = [
    'mıke@example.com',
    'MİKE@example.com',
    'mi\u212ae@example.com',
    'mike@example.ｃom',
    'mike@eхample.com'
  ]
  for (const email of lookalikes) t.strictSame(await findByEmail(database, email), [], email)
})

t.test('changePassword writes the new hash for the old one, and gives the user', async t => {
  const database = await openDjango(t)
  const { password = '' } = (await database.users.find(1)) ?? {}
  const [before] = rowsOf(database, 'SELECT * FROM auth_user WHERE id = 1')
  const others = rowsOf(database, 'SELECT * FROM auth_user WHERE id <> 1')
  const user = await database.transaction(({ users }) => users.changePassword(1, password, 'argon2$new'))
  t.match(user, { id: 1, username: 'alice', password: 'argon2$new' })
  t.strictSame(rowsOf(database, 'SELECT * FROM auth_user WHERE id = 1'), [{ ...before, password: 'argon2$new' }])
  t.strictSame(rowsOf(database, 'SELECT * FROM auth_user WHERE id <> 1'), others)
})

t.test('changePassword changes nothing when the hash is another one meanwhile', async t => {
  const database = await openDjango(t)
  const before = rowsOf(database, 'SELECT password FROM auth_user')
  for (const [id, from] of [
    [1, 'argon2$old'],
    [1, ''],
    [99, '']
  ] as const) {
    const user = await database.transaction(({ users }) => users.changePassword(id, from, 'argon2$new'))
    t.equal(user, undefined, `${id} ${from}`)
  }
  t.strictSame(rowsOf(database, 'SELECT password FROM auth_user'), before)
})

t.test('insert gives the new user with their number', async t => {
  const database = await openDjango(t)
  const user = await insertPerson(database, { username: 'dora', email: 'dora@example.com' })
  t.match(user, { id: 10, username: 'dora', lastLogin: null })
  t.strictSame(rowsOf(database, 'SELECT username, email, is_active, last_login FROM auth_user WHERE id = 10'), [
    { username: 'dora', email: 'dora@example.com', is_active: 1, last_login: null }
  ])
})

t.test('insert gives nobody when the name is taken in any case', async t => {
  const database = await openDjango(t)
  for (const username of ['alice', 'ALICE', '지윤']) {
    const user = await database.transaction(({ users }) => users.insert(person({ username })))
    t.equal(user, undefined, username)
  }
  t.strictSame(rowsOf(database, 'SELECT count(*) AS people FROM auth_user'), [{ people: 9 }])
})

t.test('update writes what is given and nothing else', async t => {
  const database = await openDjango(t)
  const [before] = rowsOf(database, 'SELECT * FROM auth_user WHERE id = 1')
  const others = rowsOf(database, 'SELECT * FROM auth_user WHERE id <> 1')
  const user = await database.transaction(({ users }) => users.update(1, { firstName: 'Alice' }))
  t.match(user, { id: 1, firstName: 'Alice', username: 'alice' })
  t.strictSame(rowsOf(database, 'SELECT * FROM auth_user WHERE id = 1'), [{ ...before, first_name: 'Alice' }])
  t.strictSame(rowsOf(database, 'SELECT * FROM auth_user WHERE id <> 1'), others)
})

t.test('update of nobody gives nobody', async t => {
  const database = await openDjango(t)
  t.equal(await database.transaction(({ users }) => users.update(99, { firstName: 'Nobody' })), undefined)
})

t.test(
  'samplePasswords gives hashes of the oldest users, of the newest and of some between, however many there are',
  async t => {
    const database = await openNew(t)
    const insert = connect(t, database).prepare(
      `INSERT INTO auth_user (id, username, password, email, first_name, last_name, is_staff, is_superuser, is_active, date_joined)
     VALUES (?, ?, ?, '', '', '', 0, 0, 1, '2026-11-23 12:00:00')`
    )
    t.strictSame(await database.users.samplePasswords(2), [])
    insert.run(7, 'seven', 'hash 7')
    t.same(new Set(await database.users.samplePasswords(2)), new Set(['hash 7']))
    for (let id = 8; id <= 107; id++) insert.run(id, `name ${id}`, `hash ${id}`)
    const sample = await database.users.samplePasswords(4)
    t.ok(sample.length <= 12)
    for (const id of [7, 8, 9, 10, 33, 57, 80, 104, 105, 106, 107]) t.ok(sample.includes(`hash ${id}`), `${id}`)
  }
)

t.test('every lookup that is prepared searches an index, and reads no whole table', async t => {
  const prepared = t.capture(Sqlite.prototype, 'prepare', Sqlite.prototype.prepare)
  const database = await openNew(t)
  const lookups = new Set(
    prepared
      .args()
      .map(([sql]) => sql)
      .filter(sql => sql.includes(' where '))
  )
  t.ok(lookups.size >= 7)
  for (const sql of lookups) {
    const parameters = Array.from(sql.matchAll(/\?/g), () => null)
    const plan = rowsOf(database, `EXPLAIN QUERY PLAN ${sql}`, ...parameters).map(row => String(row.detail))
    t.ok(
      plan.some(step => /^SEARCH .* USING .*(INDEX|PRIMARY KEY)/.test(step)),
      sql
    )
    t.notOk(
      plan.some(step => step.startsWith('SCAN')),
      sql
    )
  }
})
