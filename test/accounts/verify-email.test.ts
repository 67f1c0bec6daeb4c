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
  t.match(await verifyEmail(app.accounts, app.accounts.links.emailKey(id)), {
    user: { id: 8, email: 'hash_argon2@example.com' },
    email: 'hash_argon2@example.com'
  })
})

t.test('a user whose address it becomes is returned with it', async t => {
  const { app } = await createMailingApp(t)
  writeRows(app, "update auth_user set email = 'old@example.com' where id = 8")
  writeRows(app, `update account_emailaddress set "primary" = 0 where id = ${id}`)
  t.match(await verifyEmail(app.accounts, app.accounts.links.emailKey(id)), {
    user: { id: 8, email: 'hash_argon2@example.com' }
  })
  t.same(readRows(app, 'select email from auth_user where id = 8'), [{ email: 'hash_argon2@example.com' }])
})

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
      await thrown(verifyEmail(accounts, app.accounts.links.emailKey(id))),
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
