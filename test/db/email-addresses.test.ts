import t from 'tap'
import type { Database } from '../../db/open.ts'
import { connect, openDjango, rowsOf } from './opened.ts'

const sent = new Date('2026-11-23T12:00:00Z')

const insert = (database: Database, userId: number, email: string, verified = false) =>
  database.transaction(({ emailAddresses }) => emailAddresses.insert({ userId, email, primary: false, verified }))

/** A key to an address, as allauth keeps them; `unsent` was never sent. */
function insertKey(t: Parameters<typeof connect>[0], database: Database, emailAddressId: number, key: string) {
  connect(t, database)
    .prepare('INSERT INTO account_emailconfirmation (created, sent, key, email_address_id) VALUES (?, ?, ?, ?)')
    .run('2026-11-23 12:00:00', key === 'unsent' ? null : '2026-11-23 12:00:00', key, emailAddressId)
}

const keysIn = (database: Database) =>
  rowsOf(database, 'SELECT key FROM account_emailconfirmation ORDER BY key').map(row => row.key)

t.test('insert gives the new address and writes it', async t => {
  const database = await openDjango(t)
  const address = await database.transaction(({ emailAddresses }) =>
    emailAddresses.insert({ userId: 5, email: 'admin@example.com', primary: true, verified: false })
  )
  t.strictSame(address, { id: 9, userId: 5, email: 'admin@example.com', primary: true, verified: false })
  t.strictSame(rowsOf(database, 'SELECT * FROM account_emailaddress WHERE user_id = 5'), [
    { id: 9, verified: 0, primary: 1, user_id: 5, email: 'admin@example.com' }
  ])
})

t.test('an address that is somebody’s is refused', async t => {
  const database = await openDjango(t)
  const insert = database.transaction(({ emailAddresses }) =>
    emailAddresses.insert({ userId: 5, email: 'alice@example.com', primary: true, verified: false })
  )
  await t.rejects(insert, { code: 'SQLITE_CONSTRAINT_UNIQUE' })
  t.strictSame(rowsOf(database, "SELECT user_id FROM account_emailaddress WHERE email = 'alice@example.com'"), [
    { user_id: 1 }
  ])
})

t.test('find gives an address by its number', async t => {
  const { emailAddresses } = await openDjango(t)
  t.strictSame(await emailAddresses.find(7), {
    id: 7,
    userId: 8,
    email: 'hash_argon2@example.com',
    primary: true,
    verified: false
  })
  t.equal(await emailAddresses.find(99), undefined)
})

t.test('ofUser gives the addresses of a user alone, oldest first', async t => {
  const database = await openDjango(t)
  await insert(database, 1, 'b@example.com')
  await insert(database, 2, 'c@example.com')
  await insert(database, 1, 'a@example.com')
  const addresses = await database.emailAddresses.ofUser(1)
  t.strictSame(
    addresses.map(({ email }) => email),
    ['alice@example.com', 'b@example.com', 'a@example.com']
  )
  t.strictSame(await database.emailAddresses.ofUser(5), [])
})

t.test('findByEmail gives an address in any case of ASCII, and no other', async t => {
  const database = await openDjango(t)
  await insert(database, 5, 'mike@example.com')
  const find = async (email: string) => (await database.emailAddresses.findByEmail(email))?.email
  t.equal(await find('mike@example.com'), 'mike@example.com')
  t.equal(await find('MIKE@EXAMPLE.COM'), 'mike@example.com')
  for (const email of ['mıke@example.com', 'mi\u212ae@example.com', 'm_ke@example.com', '%', '']) {
    t.equal(await find(email), undefined, email)
  }
})

t.test('verify marks an address as verified, gives it, and forgets the keys to it', async t => {
  const database = await openDjango(t)
  insertKey(t, database, 7, 'one')
  insertKey(t, database, 7, 'two')
  insertKey(t, database, 8, 'another')
  const verify = () => database.transaction(({ emailAddresses }) => emailAddresses.verify(7))
  t.match(await verify(), { id: 7, userId: 8, verified: true, primary: true })
  t.strictSame(rowsOf(database, 'SELECT id FROM account_emailaddress WHERE verified = 0'), [{ id: 6 }, { id: 8 }])
  t.strictSame(keysIn(database), ['another'])
})

t.test('verify gives nothing for an address that is verified, or gone, and leaves its keys', async t => {
  const database = await openDjango(t)
  insertKey(t, database, 1, 'alice')
  const verify = (id: number) => database.transaction(({ emailAddresses }) => emailAddresses.verify(id))
  t.equal(await verify(1), undefined)
  t.equal(await verify(99), undefined)
  t.strictSame(keysIn(database), ['alice'])
})

t.test('findByConfirmationKey gives the address of a key that was sent after a moment', async t => {
  const database = await openDjango(t)
  insertKey(t, database, 7, 'abc')
  const find = (key: string, moment: Date) => database.emailAddresses.findByConfirmationKey(key, moment)
  t.equal(await find('abc', new Date(sent.getTime() - 1)), 7)
  t.equal(await find('abc', sent), undefined)
  t.equal(await find('ABC', new Date(0)), undefined)
  t.equal(await find('', new Date(0)), undefined)
})

t.test('findByConfirmationKey gives nothing for a key that was never sent', async t => {
  const database = await openDjango(t)
  insertKey(t, database, 7, 'unsent')
  t.equal(await database.emailAddresses.findByConfirmationKey('unsent', new Date(0)), undefined)
})

t.test('makePrimary leaves a user one primary address, and others theirs', async t => {
  const database = await openDjango(t)
  const added = await insert(database, 1, 'alice@work.example', true)
  await database.transaction(({ emailAddresses }) => emailAddresses.makePrimary(added))
  t.strictSame(rowsOf(database, 'SELECT id FROM account_emailaddress WHERE "primary" = 0'), [{ id: 1 }])
  t.match(await database.emailAddresses.find(added.id), { primary: true, verified: true })
})

t.test('remove removes an address with the keys to it, and no other', async t => {
  const database = await openDjango(t)
  insertKey(t, database, 7, 'one')
  insertKey(t, database, 8, 'another')
  await database.transaction(({ emailAddresses }) => emailAddresses.remove(7))
  t.equal(await database.emailAddresses.find(7), undefined)
  t.strictSame(keysIn(database), ['another'])
  t.strictSame(rowsOf(database, 'SELECT count(*) AS addresses FROM account_emailaddress'), [{ addresses: 7 }])
})

t.test(
  'dropClaims drops what was claimed of an address in any case and never verified, with the keys to it',
  async t => {
    const database = await openDjango(t)
    const claims = [
      await insert(database, 1, 'claimed@example.com'),
      await insert(database, 2, 'Claimed@Example.com'),
      await insert(database, 5, 'CLAIMED@EXAMPLE.COM')
    ]
    for (const { id, email } of claims) insertKey(t, database, id, email)
    insertKey(t, database, 7, 'another')
    const others = rowsOf(database, 'SELECT * FROM account_emailaddress WHERE id <= 8')
    await database.transaction(({ emailAddresses }) => emailAddresses.dropClaims('claimed@EXAMPLE.com'))
    t.strictSame(rowsOf(database, 'SELECT * FROM account_emailaddress'), others)
    t.strictSame(keysIn(database), ['another'])
  }
)

t.test('dropClaims leaves an address that is verified or primary, and any other', async t => {
  const database = await openDjango(t)
  const verified = await insert(database, 1, 'work@example.com', true)
  const other = await insert(database, 1, 'wor@example.com')
  for (const { id, email } of [verified, other]) insertKey(t, database, id, email)
  insertKey(t, database, 7, 'primary')
  const rows = rowsOf(database, 'SELECT * FROM account_emailaddress')
  const keys = keysIn(database)
  for (const email of [
    'Work@example.com',
    'hash_argon2@example.com',
    'w_r@example.com',
    '%',
    '',
    'wor\u212a@example.com'
  ]) {
    await database.transaction(({ emailAddresses }) => emailAddresses.dropClaims(email))
    t.strictSame(rowsOf(database, 'SELECT * FROM account_emailaddress'), rows, email)
    t.strictSame(keysIn(database), keys, email)
  }
})
