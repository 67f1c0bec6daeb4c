import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { bobsPassword, obtain, password, post, readRows } from '../../helper.ts'
import { createMailingApp, emailKeyIn } from '../../mailing-app.ts'
import { claimsOf, writeRows } from '../../outside.ts'

const url = '/rest-auth/login/'
const badCredentials = { non_field_errors: ['Unable to log in with provided credentials.'] }
const notVerified = { non_field_errors: ['E-mail is not verified.'] }
const mandatory = { accountEmailVerification: 'mandatory' } as const

/** User 8 of Django's database, whose address is not verified. */
const unverified = { username: 'hash_argon2', password }

function rowsOf(app: FastifyInstance) {
  return [readRows(app, 'select * from auth_user'), readRows(app, 'select * from rest_auth_session')]
}

t.test('where verification is mandatory, a login waits for it, and writes nothing', async t => {
  const { app } = await createMailingApp(t, mandatory)
  const before = rowsOf(app)
  const { status, body } = await post(app, url, unverified)
  t.equal(status, 400)
  t.same(body, notVerified)
  t.same(rowsOf(app), before)
})

t.test('in Korean for who asks for it', async t => {
  const { app } = await createMailingApp(t, mandatory)
  const { body } = await post(app, url, unverified, { 'accept-language': 'ko' })
  t.same(body, { non_field_errors: ['이메일 인증이 필요합니다. 메일함을 확인해 주세요.'] })
})

t.test('a wrong password is told as ever, and says nothing of the address', async t => {
  const { app } = await createMailingApp(t, mandatory)
  for (const username of ['hash_argon2', 'alice', 'nobody']) {
    const { status, body } = await post(app, url, { username, password: 'wrong password' })
    t.equal(status, 400, username)
    t.same(body, badCredentials, username)
  }
})

t.test('by e-mail address it waits as well', async t => {
  const { app } = await createMailingApp(t, { ...mandatory, accountAuthenticationMethod: 'email' })
  const email = 'hash_argon2@example.com'
  t.match(await post(app, url, { email, password }), { status: 400, body: notVerified })
  t.match(await post(app, url, { email, password: 'wrong password' }), { status: 400, body: badCredentials })
})

t.test('/api-jwt-auth/ does not wait', async t => {
  const { app } = await createMailingApp(t, mandatory)
  t.equal(claimsOf(await obtain(app, 'hash_argon2')).user_id, 8)
})

t.test('who has verified the address logs in', async t => {
  const { app, mails } = await createMailingApp(t, mandatory)
  const passphrase = 'a lovely passphrase'
  const registration = { username: 'newbie', email: 'newbie@example.com', password1: passphrase, password2: passphrase }
  await post(app, '/rest-auth/registration/', registration)
  const credentials = { username: 'newbie', password: passphrase }
  t.match(await post(app, url, credentials), { status: 400, body: notVerified })
  const [mail] = await mails()
  if (mail === undefined) return t.fail('a link was sent')
  await post(app, '/rest-auth/registration/verify-email/', { key: emailKeyIn(mail) })
  t.match(await post(app, url, credentials), { status: 200, body: { user: { username: 'newbie' } } })
})

t.test('who had verified it at Django logs in, whatever the case', async t => {
  const { app } = await createMailingApp(t, mandatory)
  t.match(await post(app, url, { username: 'alice', password }), { status: 200, body: { user: { pk: 1 } } })
  writeRows(app, "update auth_user set email = 'BOB@Example.com' where id = 2")
  t.match(await post(app, url, { username: 'bob', password: bobsPassword }), { status: 200, body: { user: { pk: 2 } } })
})

t.test('who has no verified address of their own does not log in', async t => {
  for (const [what, change] of Object.entries({
    'no address': "update auth_user set email = '' where id = 1",
    'an address that nobody has entered': 'delete from account_emailaddress where user_id = 1',
    "an address that is another user's": 'update account_emailaddress set user_id = 2 where user_id = 1',
    'another address that is verified': "update account_emailaddress set email = 'other@example.com' where user_id = 1"
  })) {
    t.test(what, async t => {
      const { app } = await createMailingApp(t, mandatory)
      writeRows(app, change)
      const { status, body } = await post(app, url, { username: 'alice', password })
      t.equal(status, 400)
      t.same(body, notVerified)
    })
  }
})

t.test('an address that another user has in another case, as Django allows, is in nobody’s way', async t => {
  const { app } = await createMailingApp(t, mandatory)
  writeRows(app, "update account_emailaddress set user_id = 2, email = 'Alice@example.com' where user_id = 1")
  writeRows(app, "insert into account_emailaddress values (90, 1, 1, 1, 'alice@example.com')")
  t.match(await post(app, url, { username: 'alice', password }), { status: 200, body: { user: { pk: 1 } } })
})

t.test('where verification is optional or none, a login does not wait', async t => {
  for (const accountEmailVerification of ['optional', 'none'] as const) {
    t.test(accountEmailVerification, async t => {
      const { app } = await createMailingApp(t, { accountEmailVerification })
      t.match(await post(app, url, unverified), { status: 200, body: { user: { pk: 8 } } })
    })
  }
})
