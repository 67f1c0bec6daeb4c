import t, { type Test } from 'tap'
import { makeEmailPrimary } from '../../accounts/make-email-primary.ts'
import { readRows } from '../helper.ts'
import { createMailingApp, origin } from '../mailing-app.ts'
import { writeRows } from '../outside.ts'
import { refusal, thrown } from './refusal.ts'

/** A server at which alice has a verified second address, 90. */
async function createApp(t: Test) {
  const { app } = await createMailingApp(t)
  writeRows(app, "insert into account_emailaddress values (90, 1, 0, 1, 'second@example.com')")
  return app
}

t.test('the address is returned as the primary one, and the one before is told', async t => {
  const app = await createApp(t)
  t.same(await makeEmailPrimary(app.accounts, 1, 90, origin), {
    id: 90,
    userId: 1,
    email: 'second@example.com',
    verified: true,
    primary: true
  })
  t.same(readRows(app, 'select kind, recipient, details from rest_auth_mail'), [
    {
      kind: 'email primary',
      recipient: 'alice@example.com',
      details: '{"username":"alice","email":"second@example.com"}'
    }
  ])
})

t.test('one that is not verified is refused', async t => {
  const app = await createApp(t)
  writeRows(app, 'update account_emailaddress set verified = 0 where id = 90')
  t.same(await refusal(makeEmailPrimary(app.accounts, 1, 90, origin)), [
    ['non_field_errors', ['Your primary e-mail address must be verified.']]
  ])
})

t.test('a user who was disabled or deleted since changes nothing', async t => {
  const app = await createApp(t)
  writeRows(app, 'update account_emailaddress set user_id = 3 where id = 90')
  const refused = { statusCode: 401, detail: { name: 'userInactiveOrDeleted' } }
  for (const id of [3, 999]) t.match(await thrown(makeEmailPrimary(app.accounts, id, 90, origin)), refused)
  t.same(readRows(app, 'select "primary" from account_emailaddress where id = 90'), [{ primary: 0 }])
})

t.test('of two that are made primary at once one is', async t => {
  const app = await createApp(t)
  await Promise.all([90, 1, 90, 1, 90].map(id => makeEmailPrimary(app.accounts, 1, id, origin)))
  const rows = readRows(app, 'select email from account_emailaddress where user_id = 1 and "primary" = 1')
  t.equal(rows.length, 1)
  t.same(readRows(app, 'select email from auth_user where id = 1'), rows)
})
