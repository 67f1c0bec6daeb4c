import t from 'tap'
import { askForConfirmation, readEmailKey, verifyEmail } from '../../accounts/verify-email.ts'
import { readRows } from '../helper.ts'
import { createMailingApp, origin } from '../mailing-app.ts'
import { writeRows } from '../outside.ts'
import { thrown } from './refusal.ts'

/** Of user 8, not verified. */
const id = 7

t.test('a key says which address it is to', async t => {
  const { app } = await createMailingApp(t)
  const key = app.accounts.links.emailKey(id)
  t.same(await readEmailKey(app.accounts, key), {
    id,
    userId: 8,
    email: 'hash_argon2@example.com',
    verified: false,
    primary: true
  })
  t.equal(await readEmailKey(app.accounts, 'nope'), undefined)
  t.equal(await readEmailKey(app.accounts, app.accounts.links.emailKey(1)), undefined, 'one to a verified one is none')
})

t.test('verifying returns the user and the address', async t => {
  const { app } = await createMailingApp(t)
  t.match(await verifyEmail(app.accounts, app.accounts.links.emailKey(id), origin), {
    user: { id: 8, email: 'hash_argon2@example.com' },
    email: 'hash_argon2@example.com'
  })
})

t.test('a user whose address it becomes is returned with it', async t => {
  const { app } = await createMailingApp(t)
  writeRows(app, "update auth_user set email = 'old@example.com' where id = 8")
  writeRows(app, `update account_emailaddress set "primary" = 0 where id = ${id}`)
  t.match(await verifyEmail(app.accounts, app.accounts.links.emailKey(id), origin), {
    user: { id: 8, email: 'hash_argon2@example.com' }
  })
  t.same(readRows(app, 'select email from auth_user where id = 8'), [{ email: 'hash_argon2@example.com' }])
  t.same(readRows(app, 'select "primary", verified from account_emailaddress where user_id = 8'), [
    { primary: 1, verified: 1 }
  ])
})

const noPrimary = `update account_emailaddress set "primary" = 0 where id = ${id}`
const mails = 'select kind, recipient, details, language from rest_auth_mail'

t.test('the address before is told of the one that takes its place', async t => {
  const { app } = await createMailingApp(t)
  writeRows(app, "update auth_user set email = 'old@example.com' where id = 8")
  writeRows(app, noPrimary)
  await verifyEmail(app.accounts, app.accounts.links.emailKey(id), { ...origin, language: 'ko' })
  t.same(readRows(app, mails), [
    {
      kind: 'email primary',
      recipient: 'old@example.com',
      details: '{"email":"hash_argon2@example.com","username":"hash_argon2"}',
      language: 'ko'
    }
  ])
})

t.test('one before that was never verified is told in words that nobody chose', async t => {
  const { app } = await createMailingApp(t)
  writeRows(app, "update auth_user set email = 'old@example.com' where id = 8")
  writeRows(app, noPrimary)
  writeRows(app, "insert into account_emailaddress values (90, 0, 0, 8, 'old@example.com')")
  await verifyEmail(app.accounts, app.accounts.links.emailKey(id), origin)
  t.same(readRows(app, mails), [
    { kind: 'emails changed', recipient: 'old@example.com', details: '{"email":""}', language: 'en' }
  ])
})

t.test(
  'nobody is told where the address was the user’s own already, or there was none, or stays the primary one',
  async t => {
    const cases = [
      [noPrimary],
      [noPrimary, "update auth_user set email = '' where id = 8"],
      ["insert into account_emailaddress values (90, 1, 1, 8, 'old@example.com')", noPrimary]
    ]
    for (const statements of cases) {
      const { app } = await createMailingApp(t)
      for (const sql of statements) writeRows(app, sql)
      await verifyEmail(app.accounts, app.accounts.links.emailKey(id), origin)
      t.same(readRows(app, `select verified from account_emailaddress where id = ${id}`), [{ verified: 1 }])
      t.same(readRows(app, mails), [])
    }
  }
)

t.test('an address that was verified or removed between the look and the act is not found', async t => {
  for (const [what, sql] of [
    ['verified', `update account_emailaddress set verified = 1 where id = ${id}`],
    ['removed', `delete from account_emailaddress where id = ${id}`]
  ] as const) {
    const { app } = await createMailingApp(t)
    const { database } = app.accounts
    const transaction: typeof database.transaction = work => {
      writeRows(app, sql)
      return database.transaction(work)
    }
    const accounts = { ...app.accounts, database: { ...database, transaction } }
    t.match(
      await thrown(verifyEmail(accounts, app.accounts.links.emailKey(id), origin)),
      { statusCode: 404, detail: { name: 'notFound' } },
      what
    )
  }
})

t.test('asking takes note of the address as it was typed, and of no secret', async t => {
  const { app } = await createMailingApp(t)
  await askForConfirmation(app.accounts, 'Nobody@example.com', { ...origin, language: 'ko' })
  t.same(readRows(app, 'select kind, recipient, details, language, site_id, attempts from rest_auth_mail'), [
    {
      kind: 'confirmation asked',
      recipient: 'Nobody@example.com',
      details: '{}',
      language: 'ko',
      site_id: 1,
      attempts: 0
    }
  ])
})
