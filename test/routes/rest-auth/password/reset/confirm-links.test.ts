// How long the link of a reset mail holds.
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../../../../app.ts'
import { bobsPassword, obtain, password, post, readRows } from '../../../../helper.ts'
import { as, createMailingApp, resetLinkIn, told } from '../../../../mailing-app.ts'
import { writeRows } from '../../../../outside.ts'

const passphrase = 'another fine passphrase'
const twice = (password: string) => ({ new_password1: password, new_password2: password })
const reset = { status: 200, body: { detail: 'Password has been reset with the new password.' } }
const dead = { status: 400, body: { token: ['Invalid value'] } }

interface Link {
  uid: string
  token: string
}

/** Uses a link, and returns what is told. */
const use = (app: FastifyInstance, link: Link, password = passphrase) =>
  told(post(app, '/rest-auth/password/reset/confirm/', { ...link, ...twice(password) }))

/** A server with its clock, and how to get the link of one more mail to bob. */
async function createAsker(t: Test, options: SuiteOptions = {}) {
  const mailing = await createMailingApp(t, options)
  async function ask(email = 'bob@example.com'): Promise<Link> {
    await post(mailing.app, '/rest-auth/password/reset/', { email })
    const mail = (await mailing.mails()).at(-1)
    if (mail?.to !== email) throw new Error(`no mail to ${email}`)
    return resetLinkIn(mail)
  }
  return { ...mailing, ask }
}

t.test('a link works once', async t => {
  const { app, ask } = await createAsker(t)
  const link = await ask()
  t.same(await use(app, link), reset)
  t.same(await use(app, link, 'yet another passphrase'), dead)
  t.match(await post(app, '/api-jwt-auth/', { username: 'bob', password: passphrase }), { status: 200 })
})

t.test('of twenty uses at once one wins', async t => {
  const { app, ask } = await createAsker(t)
  const link = await ask()
  const passphrases = Array.from({ length: 20 }, (_, i) => `another fine passphrase ${i}`)
  const answers = await Promise.all(passphrases.map(passphrase => use(app, link, passphrase)))
  const winner = answers.findIndex(({ status }) => status === 200)
  t.same(answers[winner], reset)
  t.same(
    answers.filter((_answer, i) => i !== winner),
    Array(19).fill(dead)
  )
  t.match(await post(app, '/api-jwt-auth/', { username: 'bob', password: passphrases[winner] }), { status: 200 })
})

t.test('looking at the link, or asking for another, uses nothing up', async t => {
  const { app, clock, ask } = await createAsker(t)
  const first = await ask()
  clock.seconds += 60
  const second = await ask()
  t.not(second.token, first.token)
  t.same(await use(app, first, '1234'), {
    status: 400,
    body: {
      new_password2: [
        'This password is too short. It must contain at least 8 characters.',
        'This password is too common.',
        'This password is entirely numeric.'
      ]
    }
  })
  t.same(await use(app, first), reset)
  t.same(await use(app, second), dead, 'a reset ends the other links')
})

t.test('a link dies by a login', async t => {
  const { app, ask } = await createAsker(t)
  const link = await ask()
  await obtain(app, 'bob', bobsPassword)
  t.same(await use(app, link), dead)
})

t.test('a link dies by a change of the password', async t => {
  const { app, ask } = await createAsker(t)
  const bob = as(app, await obtain(app, 'bob', bobsPassword))
  const link = await ask()
  t.match(await bob('POST', '/rest-auth/password/change/', twice(bobsPassword)), { status: 200 })
  t.same(await use(app, link), dead)
})

t.test('a link dies by a change of the e-mail address', async t => {
  const { app, ask } = await createAsker(t)
  const bob = as(app, await obtain(app, 'bob', bobsPassword))
  writeRows(app, "insert into account_emailaddress values (90, 1, 0, 2, 'second@example.com')")
  const link = await ask()
  t.match(await bob('POST', '/rest-auth/emails/90/primary/'), { status: 200 })
  t.same(await use(app, link), dead)
})

t.test('a link holds for three days', async t => {
  const { app, clock, ask } = await createAsker(t)
  const link = await ask()
  clock.seconds += 259_201
  t.same(await use(app, link), dead)
  clock.seconds -= 1
  t.same(await use(app, link), reset)
})

t.test('or for PASSWORD_RESET_TIMEOUT seconds', async t => {
  const { app, clock, ask } = await createAsker(t, { passwordResetTimeout: 60 })
  const link = await ask()
  clock.seconds += 61
  t.same(await use(app, link), dead)
  clock.seconds -= 1
  t.same(await use(app, link), reset)
})

t.test('the link of a user who was disabled since is nobody’s', async t => {
  const { app, ask } = await createAsker(t)
  const link = await ask()
  writeRows(app, 'update auth_user set is_active = 0 where id = 2')
  t.same(await use(app, link), { status: 400, body: { uid: ['Invalid value'] } })
  writeRows(app, 'update auth_user set is_active = 1 where id = 2')
  t.same(await use(app, link), reset)
})

t.test('a link is for one user', async t => {
  const { app, ask } = await createAsker(t)
  const alice = await ask('alice@example.com')
  const bob = await ask('bob@example.com')
  t.same(await use(app, { uid: alice.uid, token: bob.token }), dead)
  t.same(await use(app, { uid: bob.uid, token: alice.token }), dead)
  t.match(await post(app, '/api-jwt-auth/', { username: 'bob', password: bobsPassword }), { status: 200 })
})

t.test('a link of a server with another SECRET_KEY is none', async t => {
  const other = await createAsker(t, { secretKey: 'another secret of the tests, 32 bytes or more' })
  const link = await other.ask()
  t.test('here', async t => {
    const { app } = await createAsker(t)
    t.same(await use(app, link), dead)
  })
})

t.test('a link that Django mailed before the move works', async t => {
  // Made by Django 3.2 with the tests' SECRET_KEY at 2026-11-23T14:00:00Z.
  const link = { uid: 'MQ', token: 'dii1k0-b4026afcac3b609f4a7f39dbf81d5ef7' }
  const options = { jwtSecretKey: 'a secret of its own for tokens, 32 bytes' }
  const { app, clock } = await createAsker(t, options)
  clock.seconds = Date.parse('2026-11-23T14:00:00Z') / 1000
  writeRows(
    app,
    "update auth_user set password = ?, last_login = '2026-11-23 13:54:43.007123' where id = 1",
    'argon2$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA'
  )
  t.same(readRows(app, 'select username, email from auth_user where id = 1'), [
    { username: 'alice', email: 'alice@example.com' }
  ])
  clock.seconds += 259_201
  t.same(await use(app, link), dead)
  clock.seconds -= 1
  t.same(await use(app, link), reset)
  t.match(await post(app, '/api-jwt-auth/', { username: 'alice', password: passphrase }), { status: 200 })
  t.match(await post(app, '/api-jwt-auth/', { username: 'alice', password }), { status: 400 })
})
