import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { addEmailAddress, maxEmailAddresses } from '../../accounts/add-email-address.ts'
import { readEmailKey } from '../../accounts/verify-email.ts'
import { readRows } from '../helper.ts'
import { createMailingApp, origin } from '../mailing-app.ts'
import { openBeside, writeRows } from '../outside.ts'
import { loginOf, userGone } from './login-of.ts'
import { refusal, thrown } from './refusal.ts'

const email = 'new@example.com'
const taken = [['email', ['A user is already registered with this e-mail address.']]]

t.test('the address is returned, and its mails wait in the outbox with it', async t => {
  const { app } = await createMailingApp(t)
  const address = await addEmailAddress(app.accounts, await loginOf(app, 1), email, { ...origin, language: 'ko' })
  t.match(address, { userId: 1, email, verified: false, primary: false })
  t.same(readRows(app, 'select kind, recipient, details, language from rest_auth_mail order by id'), [
    { kind: 'confirmation', recipient: email, details: `{"id":${address.id}}`, language: 'ko' },
    {
      kind: 'email added',
      recipient: 'alice@example.com',
      details: `{"email":"${email}","username":"alice"}`,
      language: 'ko'
    }
  ])
})

t.test('who has no address yet is told of the new one alone', async t => {
  const { app } = await createMailingApp(t)
  writeRows(app, "update auth_user set email = '' where id = 5")
  await addEmailAddress(app.accounts, await loginOf(app, 5), email, origin)
  t.same(readRows(app, 'select kind from rest_auth_mail'), [{ kind: 'confirmation' }])
})

t.test('a user who was disabled or deleted since adds nothing', async t => {
  const { app } = await createMailingApp(t)
  const alice = await loginOf(app, 1)
  for (const id of [3, 999]) {
    const somebody = { ...alice, user: { ...alice.user, id } }
    t.match(await thrown(addEmailAddress(app.accounts, somebody, email, origin)), userGone)
  }
  t.same(readRows(app, 'select * from account_emailaddress where email = ?', email), [])
})

t.test('an address is added without its mail never', async t => {
  const { app } = await createMailingApp(t)
  const beside = openBeside(app)
  beside.exec(`create trigger full before insert on rest_auth_mail when new.kind = 'email added'
    begin select raise(abort, 'no room'); end`)
  beside.close()
  t.match(await thrown(addEmailAddress(app.accounts, await loginOf(app, 1), email, origin)), Error)
  t.same(readRows(app, 'select * from account_emailaddress where email = ?', email), [])
  t.same(readRows(app, 'select * from rest_auth_mail'), [])
})

t.test('a user has ten addresses at most, those that wait among them', async t => {
  const { app } = await createMailingApp(t)
  for (let i = 2; i <= maxEmailAddresses; i++) {
    await addEmailAddress(app.accounts, await loginOf(app, 1), `number${i}@example.com`, origin)
  }
  t.same(await refusal(addEmailAddress(app.accounts, await loginOf(app, 1), email, origin)), [
    ['email', ['You cannot add more than 10 e-mail addresses.']]
  ])
  t.match(
    await addEmailAddress(app.accounts, await loginOf(app, 2), email, origin),
    { userId: 2 },
    'another user has room'
  )
})

t.test('of two who claim an address at once, in any case, the second has it', async t => {
  const { app } = await createMailingApp(t)
  const [alice, bob] = [await loginOf(app, 1), await loginOf(app, 2)]
  await Promise.all([
    addEmailAddress(app.accounts, alice, email, origin),
    addEmailAddress(app.accounts, bob, email.toUpperCase(), origin)
  ])
  t.same(readRows(app, 'select user_id, email from account_emailaddress where lower(email) = ?', email), [
    { user_id: 2, email: email.toUpperCase() }
  ])
})

/** Writes a row of bob's that waits (90), with a key of allauth's own, unless it is said to be more. */
function writeClaim(app: FastifyInstance, claimed: string, { verified = 0, primary = 0 } = {}): void {
  writeRows(app, 'insert into account_emailaddress values (90, ?, ?, 2, ?)', verified, primary, claimed)
  writeRows(app, "insert into account_emailconfirmation values (1, '2026-11-23', '2026-11-23 18:00:00', 'abc', 90)")
}

const rowsOf = (app: FastifyInstance, address: string) =>
  readRows(app, 'select user_id, email, verified from account_emailaddress where lower(email) = ?', address)

t.test('what another user claims without having verified it keeps nobody away, and is dropped', async t => {
  const { app } = await createMailingApp(t)
  writeClaim(app, 'New@Example.com')
  const key = app.accounts.links.emailKey(90)
  t.match(await readEmailKey(app.accounts, key), { id: 90 })
  t.match(await readEmailKey(app.accounts, 'abc'), { id: 90 })
  t.match(await addEmailAddress(app.accounts, await loginOf(app, 1), email, origin), { userId: 1, email })
  t.same(rowsOf(app, email), [{ user_id: 1, email, verified: 0 }])
  t.equal(await readEmailKey(app.accounts, key), undefined, 'the key to it is dead')
  t.equal(await readEmailKey(app.accounts, 'abc'), undefined, 'and so is allauth’s')
  t.same(readRows(app, 'select * from account_emailconfirmation'), [])
})

for (const [what, more] of [
  ['has verified', { verified: 1 }],
  ['has as the primary one', { primary: 1 }]
] as const) {
  t.test(`an address that another user ${what} is refused, in any case`, async t => {
    const { app } = await createMailingApp(t)
    writeClaim(app, 'New@Example.com', more)
    const before = rowsOf(app, email)
    t.same(await refusal(addEmailAddress(app.accounts, await loginOf(app, 1), email, origin)), taken)
    t.same(rowsOf(app, email), before)
    t.same(readRows(app, 'select * from rest_auth_mail'), [])
  })

  t.test(`the user’s own address, which has no row, is refused when another user ${what}`, async t => {
    for (const claimed of ['admin@example.com', 'Admin@Example.com']) {
      const { app } = await createMailingApp(t)
      writeClaim(app, claimed, more)
      const before = rowsOf(app, 'admin@example.com')
      t.same(await refusal(addEmailAddress(app.accounts, await loginOf(app, 5), 'admin@example.com', origin)), taken)
      t.same(rowsOf(app, 'admin@example.com'), before)
    }
  })
}

t.test('the user’s own address that has no row is added, whoever else claims it', async t => {
  const { app } = await createMailingApp(t)
  writeClaim(app, 'admin@example.com')
  await addEmailAddress(app.accounts, await loginOf(app, 5), 'admin@example.com', origin)
  t.same(rowsOf(app, 'admin@example.com'), [{ user_id: 5, email: 'admin@example.com', verified: 0 }])
})

t.test('the own address of another user is refused, with a row or without', async t => {
  const { app } = await createMailingApp(t)
  const alice = await loginOf(app, 1)
  for (const others of ['BOB@example.com', 'admin@example.com']) {
    t.same(await refusal(addEmailAddress(app.accounts, alice, others, origin)), taken)
  }
})

t.test('an address that is the user’s already is refused, and its key goes on', async t => {
  const { app } = await createMailingApp(t)
  const alice = await loginOf(app, 1)
  const { id } = await addEmailAddress(app.accounts, alice, email, origin)
  t.same(await refusal(addEmailAddress(app.accounts, alice, email.toUpperCase(), origin)), [
    ['email', ['This e-mail address is already associated with this account.']]
  ])
  t.match(await readEmailKey(app.accounts, app.accounts.links.emailKey(id)), { id, userId: 1 })
})
