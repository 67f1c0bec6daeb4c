import t from 'tap'
import { openDjango, rowsOf } from './opened.ts'

t.test('ofUser gives the addresses of a user, oldest first', async t => {
  const database = await openDjango(t)
  await database.transaction(async ({ emailAddresses }) => {
    await emailAddresses.insert({ userId: 1, email: 'z@example.com', primary: false, verified: false })
    await emailAddresses.insert({ userId: 2, email: 'bobby@example.com', primary: false, verified: false })
    await emailAddresses.insert({ userId: 1, email: 'a@example.com', primary: false, verified: false })
  })
  const addresses = await database.emailAddresses.ofUser(1)
  t.strictSame(
    addresses.map(({ email }) => email),
    ['alice@example.com', 'z@example.com', 'a@example.com']
  )
  t.strictSame(addresses[0], { id: 1, userId: 1, email: 'alice@example.com', primary: true, verified: true })
})

t.test('ofUser gives nothing for a user without an address', async t => {
  const { emailAddresses } = await openDjango(t)
  t.strictSame(await emailAddresses.ofUser(5), [])
})

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
