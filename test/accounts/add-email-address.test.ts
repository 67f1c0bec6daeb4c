import t from 'tap'
import { addEmailAddress, maxEmailAddresses } from '../../accounts/add-email-address.ts'
import { readRows } from '../helper.ts'
import { createMailingApp, origin } from '../mailing-app.ts'
import { openBeside, writeRows } from '../outside.ts'
import { refusal, thrown } from './refusal.ts'

const email = 'new@example.com'

t.test('the address is returned, and its mails wait in the outbox with it', async t => {
  const { app } = await createMailingApp(t)
  const address = await addEmailAddress(app.accounts, 1, email, { ...origin, language: 'ko' })
  t.match(address, { userId: 1, email, verified: false, primary: false })
  t.same(readRows(app, 'select kind, recipient, details, language from rest_auth_mail order by id'), [
    { kind: 'confirmation', recipient: email, details: `{"id":${address.id}}`, language: 'ko' },
    {
      kind: 'email added',
      recipient: 'alice@example.com',
      details: `{"username":"alice","email":"${email}"}`,
      language: 'ko'
    }
  ])
})

t.test('who has no address yet is told of the new one alone', async t => {
  const { app } = await createMailingApp(t)
  writeRows(app, "update auth_user set email = '' where id = 5")
  await addEmailAddress(app.accounts, 5, email, origin)
  t.same(readRows(app, 'select kind from rest_auth_mail'), [{ kind: 'confirmation' }])
})

t.test('a user who was disabled or deleted since adds nothing', async t => {
  const { app } = await createMailingApp(t)
  const refused = { statusCode: 401, detail: { name: 'userInactiveOrDeleted' } }
  for (const id of [3, 999]) t.match(await thrown(addEmailAddress(app.accounts, id, email, origin)), refused)
  t.same(readRows(app, 'select * from account_emailaddress where email = ?', email), [])
})

t.test('an address is added without its mail never', async t => {
  const { app } = await createMailingApp(t)
  const beside = openBeside(app)
  beside.exec(`create trigger full before insert on rest_auth_mail when new.kind = 'email added'
    begin select raise(abort, 'no room'); end`)
  beside.close()
  t.match(await thrown(addEmailAddress(app.accounts, 1, email, origin)), Error)
  t.same(readRows(app, 'select * from account_emailaddress where email = ?', email), [])
  t.same(readRows(app, 'select * from rest_auth_mail'), [])
})

t.test('a user has ten addresses at most, those that wait among them', async t => {
  const { app } = await createMailingApp(t)
  for (let i = 2; i <= maxEmailAddresses; i++) {
    await addEmailAddress(app.accounts, 1, `number${i}@example.com`, origin)
  }
  t.same(await refusal(addEmailAddress(app.accounts, 1, email, origin)), [
    ['email', ['You cannot add more than 10 e-mail addresses.']]
  ])
  t.match(await addEmailAddress(app.accounts, 2, email, origin), { userId: 2 }, 'another user has room')
})

t.test('of two who add an address at once, in any case, the second is refused', async t => {
  const { app } = await createMailingApp(t)
  const [first, second] = await Promise.allSettled([
    addEmailAddress(app.accounts, 1, email, origin),
    addEmailAddress(app.accounts, 2, email.toUpperCase(), origin)
  ])
  t.equal(first.status, 'fulfilled')
  t.match(second, { status: 'rejected', reason: { fields: { email: [{ name: 'emailTaken' }] } } })
})
