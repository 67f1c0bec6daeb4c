// Keys that were mailed by Django, and whose address it becomes.
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../../../app.ts'
import { post, readRows } from '../../../helper.ts'
import { as, createMailingApp, emailKeyIn, told } from '../../../mailing-app.ts'
import { claimsOf, writeRows } from '../../../outside.ts'

const url = '/rest-auth/registration/verify-email/'
const verified = { status: 200, body: { detail: 'ok' } }
const notFound = { status: 404, body: { detail: 'Not found.' } }

/** Made by Django 3.2 with the tests' SECRET_KEY: signing.dumps(5, salt='account') at 1795442400.5. */
const djangoKey = 'NQ:1xVUaO:7k1hJEZ4nxZRZoc6MP3FoM5Srt_0fvO1YCawCG6IjYM'
const djangoTime = 1_795_442_400

/** A server at which address 5 is not verified yet. */
async function createVerifier(t: Test, options: SuiteOptions = {}) {
  const mailing = await createMailingApp(t, options)
  writeRows(mailing.app, 'update account_emailaddress set verified = 0 where id = 5')
  return { ...mailing, verify: (key: string) => told(post(mailing.app, url, { key })) }
}

const isVerified = (app: FastifyInstance, id = 5) =>
  readRows(app, 'select verified from account_emailaddress where id = ?', id)[0]?.verified === 1

/** A key that allauth kept in its own table. */
const storedKey = 'k3y0f4ll4uth'.padEnd(64, 'x')
const storeKey = (app: FastifyInstance, sent: string | null) =>
  writeRows(
    app,
    "insert into account_emailconfirmation (created, sent, key, email_address_id) values ('2026-11-01', ?, ?, 5)",
    sent,
    storedKey
  )

t.test('a key that Django signed before the move verifies the address', async t => {
  const { app, clock, verify } = await createVerifier(t, { jwtSecretKey: 'a secret of its own for tokens, 32 bytes' })
  clock.seconds = djangoTime + 259_201
  t.same(await verify(djangoKey), notFound)
  t.equal(isVerified(app), false)
  clock.seconds -= 1
  t.same(await verify(djangoKey), verified)
  t.equal(isVerified(app), true)
  t.same(await verify(djangoKey), notFound)
})

t.test('so does one that allauth kept in its table, in any case, and it is used up with it', async t => {
  const { app, verify } = await createVerifier(t)
  storeKey(app, '2026-11-23 18:00:00.123456')
  t.same(await verify(storedKey.toUpperCase()), verified)
  t.equal(isVerified(app), true)
  t.same(readRows(app, 'select * from account_emailconfirmation'), [])
  t.same(await verify(storedKey), notFound)
})

t.test('but none that was sent longer ago than keys hold', async t => {
  const { app, clock, verify } = await createVerifier(t)
  storeKey(app, '2026-11-20 18:53:19')
  t.same(await verify(storedKey), notFound)
  t.equal(isVerified(app), false)
  clock.seconds -= 2
  t.same(await verify(storedKey), verified)
})

t.test('nor one that was never sent', async t => {
  const { app, verify } = await createVerifier(t)
  storeKey(app, null)
  t.same(await verify(storedKey), notFound)
  t.equal(isVerified(app), false)
})

t.test('nor one to an address that is verified already', async t => {
  const { app, verify } = await createVerifier(t)
  writeRows(app, 'update account_emailaddress set verified = 1 where id = 5')
  storeKey(app, '2026-11-23 18:00:00')
  t.same(await verify(storedKey), notFound)
})

t.test('a verified address becomes the user’s own when they have none', async t => {
  const { app, verify, mails } = await createVerifier(t)
  const token = await app.jwtAuth.issue({ id: 7 })
  writeRows(app, "update auth_user set email = '' where id = 7")
  writeRows(app, 'delete from account_emailaddress where user_id = 7')
  t.match(await as(app, token)('POST', '/rest-auth/emails/', { email: 'new@example.com' }), { status: 201 })
  const [mail, ...rest] = await mails()
  t.same(rest, [], 'there is no old address to tell')
  t.same(await verify(mail ? emailKeyIn(mail) : ''), verified)
  t.same(readRows(app, 'select email, verified, "primary" from account_emailaddress where user_id = 7'), [
    { email: 'new@example.com', verified: 1, primary: 1 }
  ])
  t.same(readRows(app, 'select email from auth_user where id = 7'), [{ email: 'new@example.com' }])
  t.equal(claimsOf(await app.jwtAuth.issue({ id: 7 })).email, 'new@example.com')
})

t.test('and stays one among others when they have one', async t => {
  const { app, verify } = await createVerifier(t)
  writeRows(app, 'update account_emailaddress set user_id = 1, "primary" = 0 where id = 5')
  storeKey(app, '2026-11-23 18:00:00')
  t.same(await verify(storedKey), verified)
  t.same(readRows(app, 'select email, verified, "primary" from account_emailaddress where user_id = 1 order by id'), [
    { email: 'alice@example.com', verified: 1, primary: 1 },
    { email: 'jiyun@kakao.example', verified: 1, primary: 0 }
  ])
  t.same(readRows(app, 'select email from auth_user where id = 1'), [{ email: 'alice@example.com' }])
})
