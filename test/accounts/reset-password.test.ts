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
