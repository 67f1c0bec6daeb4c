import t, { type Test } from 'tap'
import { removeEmailAddress } from '../../accounts/remove-email-address.ts'
import { readRows } from '../helper.ts'
import { createMailingApp, origin } from '../mailing-app.ts'
import { writeRows } from '../outside.ts'
import { loginOf, userGone } from './login-of.ts'
import { refusal, thrown } from './refusal.ts'

/** A server at which alice has a verified second address (90) and one that waits (91). */
async function createApp(t: Test) {
  const { app } = await createMailingApp(t)
  writeRows(app, "insert into account_emailaddress values (90, 1, 0, 1, 'second@example.com')")
  writeRows(app, "insert into account_emailaddress values (91, 0, 0, 1, 'waiting@example.com')")
  const ids = () =>
    readRows(app, 'select id from account_emailaddress where user_id = 1 order by id').map(({ id }) => id)
  return { app, ids }
}

t.test('an address goes, and the primary one is told which', async t => {
  const { app, ids } = await createApp(t)
  await removeEmailAddress(app.accounts, await loginOf(app, 1), 90, origin)
  t.same(ids(), [1, 91])
  t.same(readRows(app, 'select kind, recipient, details from rest_auth_mail'), [
    {
      kind: 'email removed',
      recipient: 'alice@example.com',
      details: '{"email":"second@example.com","username":"alice"}'
    }
  ])
})

t.test('the primary one stays, verified or not', async t => {
  const { app, ids } = await createApp(t)
  const refused = [['non_field_errors', ['You cannot remove your primary e-mail address (alice@example.com).']]]
  t.same(await refusal(removeEmailAddress(app.accounts, await loginOf(app, 1), 1, origin)), refused)
  writeRows(app, 'update account_emailaddress set verified = 0 where id = 1')
  t.same(await refusal(removeEmailAddress(app.accounts, await loginOf(app, 1), 1, origin)), refused)
  t.same(ids(), [1, 90, 91])
})

t.test('the last verified one stays, and one that waits may go', async t => {
  const { app, ids } = await createApp(t)
  writeRows(app, 'update account_emailaddress set verified = 0 where id = 1')
  t.same(await refusal(removeEmailAddress(app.accounts, await loginOf(app, 1), 90, origin)), [
    ['non_field_errors', ['You cannot remove your last verified e-mail address (second@example.com).']]
  ])
  await removeEmailAddress(app.accounts, await loginOf(app, 1), 91, origin)
  t.same(ids(), [1, 90])
})

t.test('where none is verified, one that waits may go all the same', async t => {
  const { app, ids } = await createApp(t)
  writeRows(app, 'update account_emailaddress set verified = 0 where user_id = 1')
  await removeEmailAddress(app.accounts, await loginOf(app, 1), 90, origin)
  t.same(ids(), [1, 91])
})

t.test('a user who was disabled or deleted since removes nothing', async t => {
  const { app, ids } = await createApp(t)
  const alice = await loginOf(app, 1)
  writeRows(app, 'update auth_user set is_active = 0 where id = 1')
  for (const id of [1, 999]) {
    const somebody = { ...alice, user: { ...alice.user, id } }
    t.match(await thrown(removeEmailAddress(app.accounts, somebody, 90, origin)), userGone)
  }
  t.same(ids(), [1, 90, 91])
})
