import t from 'tap'
import { listEmailAddresses } from '../../accounts/list-email-addresses.ts'
import { ownEmailAddress } from '../../accounts/own-email-address.ts'
import { createMailingApp } from '../mailing-app.ts'
import { thrown } from './refusal.ts'

t.test('a user finds their own address by its number', async t => {
  const { app } = await createMailingApp(t)
  const own = await app.database.transaction(queries => ownEmailAddress(queries, 1, 1))
  t.same(own, { id: 1, userId: 1, email: 'alice@example.com', verified: true, primary: true })
})

t.test('one of another user is as unknown as one that is not there', async t => {
  const { app } = await createMailingApp(t)
  for (const id of [2, 999]) {
    t.match(await thrown(app.database.transaction(queries => ownEmailAddress(queries, 1, id))), {
      statusCode: 404,
      detail: { name: 'notFound' }
    })
  }
})

t.test('the list of a user holds theirs alone', async t => {
  const { app } = await createMailingApp(t)
  t.same(await listEmailAddresses(app.accounts, { id: 2 }), [
    { id: 2, userId: 2, email: 'bob@example.com', verified: true, primary: true }
  ])
  t.same(await listEmailAddresses(app.accounts, { id: 5 }), [])
})
