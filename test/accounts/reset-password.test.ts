import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { askForReset, readResetLink, resetPassword } from '../../accounts/reset-password.ts'
import { encodeUid } from '../../core/links.ts'
import { bobsPassword, obtain, readRows } from '../helper.ts'
import { createMailingApp, origin } from '../mailing-app.ts'
import { writeRows } from '../outside.ts'
import { meanwhile } from './meanwhile.ts'
import { refusal } from './refusal.ts'

const passphrase = 'another fine passphrase'
const twice = { new_password1: passphrase, new_password2: passphrase }
const dead = [['token', ['Invalid value']]]

/** A server, and a link of bob's. */
async function createLink(t: Test) {
  const { app } = await createMailingApp(t)
  const bob = await app.database.users.find(2)
  if (bob === undefined) throw new Error('bob is gone')
  return { app, link: { uid: encodeUid(2), token: app.accounts.links.resetToken(bob) } }
}

const passwordOf = (app: FastifyInstance) => readRows(app, 'select password from auth_user where id = 2')[0]?.password

t.test('asking takes note of the address as it was typed, and of no secret', async t => {
  const { app } = await createMailingApp(t)
  await askForReset(app.accounts, 'BOB@example.com', { ...origin, language: 'ko' })
  await askForReset(app.accounts, 'nobody@example.com', origin)
  const row = { kind: 'password reset', details: '{}', site_id: 1, created: '2026-11-23 18:53:20', attempts: 0 }
  t.same(
    readRows(
      app,
      'select kind, details, site_id, created, attempts, recipient, language from rest_auth_mail order by id'
    ),
    [
      { ...row, recipient: 'BOB@example.com', language: 'ko' },
      { ...row, recipient: 'nobody@example.com', language: 'en' }
    ]
  )
})

t.test('a link says whose it is', async t => {
  const { app, link } = await createLink(t)
  t.match(await readResetLink(app.accounts, link), { id: 2, username: 'bob' })
})

t.test('a link that does not hold says what is wrong with it', async t => {
  const { app, link } = await createLink(t)
  t.same(await refusal(readResetLink(app.accounts, { ...link, uid: '' })), [['uid', ['Invalid value']]])
  t.same(await refusal(readResetLink(app.accounts, { ...link, token: '' })), dead)
})

t.test('a reset returns the user with the new hash', async t => {
  const { app, link } = await createLink(t)
  const user = await resetPassword(app.accounts, { ...link, ...twice }, origin)
  t.equal(user.id, 2)
  t.equal(user.password, passwordOf(app))
  t.equal(await app.passwords.verify(passphrase, user.password), true)
})

t.test('a link that dies while the new password is hashed changes nothing', async t => {
  const cases: [what: string, die: (app: FastifyInstance) => unknown][] = [
    ['by a login', app => obtain(app, 'bob', bobsPassword)],
    ['by another password', app => writeRows(app, "update auth_user set password = '!' where id = 2")],
    ['with its user disabled', app => writeRows(app, 'update auth_user set is_active = 0 where id = 2')],
    ['with its user gone', app => app.database.transaction(queries => queries.removeUser(2))]
  ]
  for (const [what, die] of cases) {
    t.test(what, async t => {
      const { app, link } = await createLink(t)
      let then: unknown
      const accounts = meanwhile(app, async () => {
        await die(app)
        then = passwordOf(app)
      })
      t.same(await refusal(resetPassword(accounts, { ...link, ...twice }, origin)), dead)
      t.equal(passwordOf(app), then)
      t.same(readRows(app, 'select * from rest_auth_mail'), [])
    })
  }
})

t.test('a dead link is told before anything is hashed', async t => {
  const { app, link } = await createLink(t)
  let hashed = 0
  const accounts = meanwhile(app, times => {
    hashed = times
  })
  t.same(await refusal(resetPassword(accounts, { ...link, token: 'abc-def', ...twice }, origin)), dead)
  t.equal(hashed, 0)
})

/** Gives a user a verified address (90), one that waits (91), and a social account with a token. */
function writeWaysBack(app: FastifyInstance, userId: number): void {
  writeRows(app, 'insert into account_emailaddress values (90, 1, 0, ?, ?)', userId, 'second@example.com')
  writeRows(app, 'insert into account_emailaddress values (91, 0, 0, ?, ?)', userId, 'waiting@example.com')
  writeRows(
    app,
    `insert into socialaccount_socialaccount (id, provider, uid, last_login, date_joined, extra_data, user_id)
     values (50, 'kakao', '50', '2026-11-23', '2026-11-23', '{}', ?)`,
    userId
  )
  writeRows(
    app,
    `insert into socialaccount_socialtoken (id, token, token_secret, account_id, app_id)
     values (50, 'tok', '', 50, 1)`
  )
}

/** What is left of them, beside the social account that Django wrote for somebody else. */
function waysBack(app: FastifyInstance, userId: number) {
  const addresses = readRows(app, 'select id, verified from account_emailaddress where user_id = ? order by id', userId)
  const ids = (table: string) => readRows(app, `select id from ${table} order by id`).map(({ id }) => id)
  return {
    addresses: Object.fromEntries(addresses.map(({ id, verified }) => [id, verified])),
    accounts: ids('socialaccount_socialaccount'),
    tokens: ids('socialaccount_socialtoken')
  }
}

/** Resets the password of a user by a link of theirs. */
async function reset(app: FastifyInstance, userId: number): Promise<void> {
  const user = await app.database.users.find(userId)
  if (user === undefined) throw new Error('the user is gone')
  const link = { uid: encodeUid(userId), token: app.accounts.links.resetToken(user) }
  await resetPassword(app.accounts, { ...link, ...twice }, origin)
}

t.test('an address that was not verified is so by a reset, and what somebody else prepared goes', async t => {
  const { app } = await createMailingApp(t)
  writeWaysBack(app, 8)
  await reset(app, 8)
  t.same(waysBack(app, 8), { addresses: { 7: 1 }, accounts: [1], tokens: [1] })
  t.same(readRows(app, 'select kind, recipient from rest_auth_mail'), [
    { kind: 'password changed', recipient: 'hash_argon2@example.com' }
  ])
})

t.test('so it is when the address is written in another case', async t => {
  const { app } = await createMailingApp(t)
  writeRows(app, "update auth_user set email = 'Hash_Argon2@example.com' where id = 8")
  writeWaysBack(app, 8)
  await reset(app, 8)
  t.same(waysBack(app, 8), { addresses: { 7: 1 }, accounts: [1], tokens: [1] })
})

t.test('where it was verified, social accounts and verified addresses stay', async t => {
  const { app } = await createMailingApp(t)
  writeWaysBack(app, 2)
  await reset(app, 2)
  t.same(waysBack(app, 2), { addresses: { 2: 1, 90: 1 }, accounts: [1, 50], tokens: [1, 50] })
})

t.test('where it has no row, they stay as well', async t => {
  const { app } = await createMailingApp(t)
  writeWaysBack(app, 5)
  await reset(app, 5)
  t.same(waysBack(app, 5), { addresses: { 90: 1 }, accounts: [1, 50], tokens: [1, 50] })
})

t.test('a reset ends the logins and the key of its user', async t => {
  const { app } = await createMailingApp(t)
  await app.jwtAuth.issue({ id: 1 })
  await reset(app, 1)
  t.same(readRows(app, 'select * from rest_auth_session where ended is null'), [])
  t.same(readRows(app, 'select * from authtoken_token'), [])
})

t.test('a link goes to a user’s own address alone, and not to others that they have verified', async t => {
  const { app, mails } = await createMailingApp(t)
  writeRows(app, "insert into account_emailaddress values (90, 1, 0, 2, 'second@example.com')")
  await askForReset(app.accounts, 'second@example.com', origin)
  await app.mailer.flush()
  t.same(await mails(), [])
  await askForReset(app.accounts, 'BOB@example.com', origin)
  await app.mailer.flush()
  t.same(
    (await mails()).map(({ to }) => to),
    ['bob@example.com']
  )
  t.same(readRows(app, 'select * from rest_auth_mail'), [], 'nothing waits')
})
