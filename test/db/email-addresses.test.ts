import t from 'tap'
import { openDjango, rowsOf } from './opened.ts'

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
