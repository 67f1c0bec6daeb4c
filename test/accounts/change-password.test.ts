// What happens between the look at a password and its change.
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { Authentication } from '../../accounts/authenticate.ts'
import { changePassword } from '../../accounts/change-password.ts'
import { logOut } from '../../accounts/log-out.ts'
import type { SuiteOptions } from '../../app.ts'
import { obtain, password, readRows } from '../helper.ts'
import { as, createMailingApp, origin } from '../mailing-app.ts'
import { writeRows } from '../outside.ts'
import { djangoToken, keyLogin, loginOver } from './login-of.ts'
import { meanwhile } from './meanwhile.ts'
import { refusal, thrown } from './refusal.ts'

const passphrase = 'a brand new passphrase'
const change = { new_password1: passphrase, new_password2: passphrase }
const passwordOf = (app: FastifyInstance) => readRows(app, 'select password from auth_user where id = 1')[0]?.password

/** A server, and alice's authentication by a token of a login. */
async function logIn(t: Test, options: SuiteOptions = {}) {
  const { app, mails } = await createMailingApp(t, options)
  const token = await obtain(app)
  return { app, mails, token, alice: await app.jwtAuth.verify(token) }
}

t.test('the user is returned with the new hash', async t => {
  const { app, alice } = await logIn(t)
  const user = await changePassword(app.accounts, alice, change, origin)
  t.match(user, { id: 1, username: 'alice', password: /^argon2\$/ })
  t.equal(user.password, passwordOf(app))
})

t.test('a hash that a login rewrote meanwhile does not hinder a change', async t => {
  const { app, alice } = await logIn(t)
  const rehashed = await app.passwords.hash(password)
  const accounts = meanwhile(app, time => {
    if (time === 1) writeRows(app, 'update auth_user set password = ? where id = 1', rehashed)
  })
  await changePassword(accounts, alice, change, origin)
  t.equal(await app.passwords.verify(passphrase, String(passwordOf(app))), true)
})

t.test('where the old password is asked for, it has to be the old one still', async t => {
  const { app, alice, mails } = await logIn(t, { oldPasswordFieldEnabled: true })
  const others = await app.passwords.hash('a passphrase of somebody else')
  const accounts = meanwhile(app, time => {
    if (time === 1) writeRows(app, 'update auth_user set password = ? where id = 1', others)
  })
  t.same(await refusal(changePassword(accounts, alice, { old_password: password, ...change }, origin)), [
    ['old_password', ['Invalid password']]
  ])
  t.equal(passwordOf(app), others)
  await app.mailer.flush()
  t.same(await mails(), [])
})

t.test('the old password is needed by the act itself', async t => {
  const { app, alice } = await logIn(t, { oldPasswordFieldEnabled: true })
  const before = passwordOf(app)
  t.same(await refusal(changePassword(app.accounts, alice, change, origin)), [
    ['old_password', ['This field is required.']]
  ])
  t.equal(passwordOf(app), before)
})

t.test('a password that others change all the time is left to them', async t => {
  const { app, alice } = await logIn(t)
  let last = ''
  const accounts = meanwhile(app, time => {
    last = `!${time}`
    writeRows(app, 'update auth_user set password = ? where id = 1', last)
  })
  t.match(await thrown(changePassword(accounts, alice, change, origin)), { statusCode: 503, retryAfter: 5 })
  t.equal(last, '!3', 'after three tries')
  t.equal(passwordOf(app), last)
})

t.test('a user who was disabled or deleted since changes nothing', async t => {
  const { app, alice } = await logIn(t)
  const before = passwordOf(app)
  const refused = { statusCode: 401, detail: { name: 'userInactiveOrDeleted' } }
  writeRows(app, 'update auth_user set is_active = 0 where id = 1')
  t.match(await thrown(changePassword(app.accounts, alice, change, origin)), refused)
  t.equal(passwordOf(app), before)
  t.match(await thrown(changePassword(app.accounts, { user: { ...alice.user, id: 999 } }, change, origin)), refused)
})

const first = { new_password1: 'the first passphrase', new_password2: 'the first passphrase' }

/** Changes the password by another login. */
async function changeFirst(app: FastifyInstance): Promise<void> {
  const other = await app.jwtAuth.verify(await app.jwtAuth.issue({ id: 1 }))
  await changePassword(app.accounts, other, first, origin)
}

t.test('a login that ended meanwhile changes nothing any more', async t => {
  const cases: [what: string, end: (app: FastifyInstance, alice: Authentication) => void | Promise<void>][] = [
    ['by logout', (app, alice) => logOut(app.accounts, alice, origin)],
    ['by another change of the password', changeFirst],
    ['by the removal of its row', app => writeRows(app, 'delete from rest_auth_session')]
  ]
  for (const [what, end] of cases) {
    t.test(what, async t => {
      const { app, alice } = await logIn(t)
      let then: unknown
      const accounts = meanwhile(app, async time => {
        if (time > 1) return
        await end(app, alice)
        then = passwordOf(app)
      })
      t.match(await thrown(changePassword(accounts, alice, change, origin)), loginOver)
      t.equal(passwordOf(app), then)
    })
  }
})

t.test('nor does a login at Django, which has no session here', async t => {
  const { app } = await logIn(t)
  const django = await app.jwtAuth.verify(djangoToken(app))
  const accounts = meanwhile(app, time => (time === 1 ? changeFirst(app) : undefined))
  t.match(await thrown(changePassword(accounts, django, change, origin)), loginOver)
  t.equal(await app.passwords.verify(first.new_password1, String(passwordOf(app))), true)
})

t.test('nor does a key that was removed meanwhile', async t => {
  const { app } = await logIn(t)
  const key = await keyLogin(app)
  const accounts = meanwhile(app, time => (time === 1 ? changeFirst(app) : undefined))
  t.match(await thrown(changePassword(accounts, key, change, origin)), loginOver)
  t.equal(await app.passwords.verify(first.new_password1, String(passwordOf(app))), true)
  t.same(readRows(app, 'select * from authtoken_token'), [])
})

/** Twenty changes at once, each to another password: their statuses, and whose password it is in the end. */
async function changeAtOnce(app: FastifyInstance, tokens: string[]) {
  const passphrases = tokens.map((_token, i) => `a brand new passphrase ${i}`)
  const answers = await Promise.all(
    tokens.map((token, i) => {
      const payload = { new_password1: passphrases[i], new_password2: passphrases[i] }
      return as(app, token)('POST', '/rest-auth/password/change/', payload)
    })
  )
  const stored = String(passwordOf(app))
  const isStored = await Promise.all(passphrases.map(passphrase => app.passwords.verify(passphrase, stored)))
  return answers.map(({ status }, i) => ({ status, isStored: isStored[i] }))
}

t.test('of twenty changes at once by twenty logins one wins, and ends the others', async t => {
  const { app } = await createMailingApp(t)
  const tokens = await Promise.all(Array.from({ length: 20 }, () => app.jwtAuth.issue({ id: 1 })))
  const answers = await changeAtOnce(app, tokens)
  t.same(
    answers.filter(({ isStored }) => isStored),
    [{ status: 200, isStored: true }]
  )
  t.same(
    answers.filter(({ isStored }) => !isStored),
    Array(19).fill({ status: 401, isStored: false })
  )
})

t.test('of twenty changes at once by one login the last one stands; who had no turn is told so', async t => {
  const { app } = await createMailingApp(t)
  const token = await app.jwtAuth.issue({ id: 1 })
  const answers = await changeAtOnce(app, Array(20).fill(token))
  t.same(
    answers.filter(({ isStored }) => isStored),
    [{ status: 200, isStored: true }]
  )
  t.same(
    answers.filter(({ status }) => status !== 200 && status !== 503),
    []
  )
  t.match(await as(app, token)('GET', '/whoami'), { status: 200 })
})
