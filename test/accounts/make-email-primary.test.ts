import t, { type Test } from 'tap'
import { makeEmailPrimary } from '../../accounts/make-email-primary.ts'
import { readRows } from '../helper.ts'
import { createMailingApp, origin } from '../mailing-app.ts'
import { writeRows } from '../outside.ts'
import { loginOf, userGone } from './login-of.ts'
import { refusal, thrown } from './refusal.ts'

/** A server at which alice has a verified second address, 90. */
async function createApp(t: Test) {
  const { app } = await createMailingApp(t)
  writeRows(app, "insert into account_emailaddress values (90, 1, 0, 1, 'second@example.com')")
  return app
}

t.test('the address is returned as the primary one, and the one before is told', async t => {
  const app = await createApp(t)
  t.same(await makeEmailPrimary(app.accounts, await loginOf(app, 1), 90, origin), {
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
      details: '{"email":"second@example.com","username":"alice"}'
    }
  ])
})

t.test('one that is not verified is refused', async t => {
  const app = await createApp(t)
  writeRows(app, 'update account_emailaddress set verified = 0 where id = 90')
  t.same(await refusal(makeEmailPrimary(app.accounts, await loginOf(app, 1), 90, origin)), [
    ['non_field_errors', ['Your primary e-mail address must be verified.']]
  ])
})

t.test('a user who was disabled or deleted since changes nothing', async t => {
  const app = await createApp(t)
  const alice = await loginOf(app, 1)
  writeRows(app, 'update auth_user set is_active = 0 where id = 1')
  for (const id of [1, 999]) {
    const somebody = { ...alice, user: { ...alice.user, id } }
    t.match(await thrown(makeEmailPrimary(app.accounts, somebody, 90, origin)), userGone)
  }
  t.same(readRows(app, 'select "primary" from account_emailaddress where id = 90'), [{ primary: 0 }])
})

t.test('of two that are made primary at once one is', async t => {
  const app = await createApp(t)
  const alice = await loginOf(app, 1)
  await Promise.all([90, 1, 90, 1, 90].map(id => makeEmailPrimary(app.accounts, alice, id, origin)))
  const rows = readRows(app, 'select email from account_emailaddress where user_id = 1 and "primary" = 1')
  t.equal(rows.length, 1)
  t.same(readRows(app, 'select email from auth_user where id = 1'), rows)
})
