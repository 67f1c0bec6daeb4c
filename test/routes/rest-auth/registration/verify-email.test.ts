import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../../../app.ts'
import { createApp, newDatabase, post, readRows } from '../../../helper.ts'
import { createMailingApp, emailKeyIn, korean, submit, told } from '../../../mailing-app.ts'
import { writeRows } from '../../../outside.ts'

const url = '/rest-auth/registration/verify-email/'
const passwords = { password1: 'a lovely passphrase', password2: 'a lovely passphrase' }
const verified = { status: 200, body: { detail: 'ok' } }
const notFound = { status: 404, body: { detail: 'Not found.' } }

/** A new server at which somebody has registered, and the key that was mailed to them. */
async function registerNewbie(t: Test, options: SuiteOptions = {}) {
  const mailing = await createMailingApp(t, { databaseUrl: newDatabase(t), ...options })
  await post(mailing.app, '/rest-auth/registration/', { username: 'newbie', email: 'newbie@example.com', ...passwords })
  const [mail] = await mailing.mails()
  if (mail === undefined) throw new Error('no mail')
  const verify = (key: unknown = emailKeyIn(mail)) => told(post(mailing.app, url, { key }))
  return { ...mailing, key: emailKeyIn(mail), verify }
}

const rows = (app: FastifyInstance) =>
  readRows(app, 'select id, user_id, email, verified, "primary" from account_emailaddress order by id')
const newbie = { id: 1, user_id: 1, email: 'newbie@example.com', verified: 0, primary: 1 }

t.test('the key that was mailed verifies the address, once', async t => {
  const { app, verify } = await registerNewbie(t)
  t.same(rows(app), [newbie])
  t.same(await verify(), verified)
  t.same(rows(app), [{ ...newbie, verified: 1 }])
  t.same(await verify(), notFound)
  t.same(rows(app), [{ ...newbie, verified: 1 }])
})

t.test('whoever has the key may be logged out, or use an HTML form', async t => {
  const { app, key } = await registerNewbie(t)
  t.same(await submit(app, url, { key }), verified)
  t.same(rows(app), [{ ...newbie, verified: 1 }])
})

t.test('verifying logs nobody in', async t => {
  const { app, key } = await registerNewbie(t, { accountEmailVerification: 'mandatory', jwtAuthCookie: 'jwt' })
  const { status, headers } = await post(app, url, { key })
  t.equal(status, 200)
  t.equal(headers['set-cookie'], undefined)
  t.equal(headers['cache-control'], 'no-store')
  t.equal(headers.vary, 'Accept-Language')
  t.same(readRows(app, 'select * from rest_auth_session'), [])
})

t.test('of twenty uses at once one wins', async t => {
  const { verify } = await registerNewbie(t)
  const answers = await Promise.all(Array.from({ length: 20 }, () => verify()))
  t.equal(answers.filter(({ status }) => status === 200).length, 1)
  t.same(
    answers.filter(({ status }) => status !== 200),
    Array(19).fill(notFound)
  )
})

t.test('what is no key is told, and verifies nothing', async t => {
  const { app, key } = await registerNewbie(t)
  const cases: [what: string, payload: object, status: number, answer: object][] = [
    ['nothing', {}, 400, { key: ['This field is required.'] }],
    ['a blank', { key: '' }, 400, { key: ['This field may not be blank.'] }],
    ['null', { key: null }, 400, { key: ['This field may not be null.'] }],
    ['a list', { key: [key] }, 400, { key: ['Not a valid string.'] }],
    ['a word', { key: 'nope' }, 404, notFound.body],
    ['a number', { key: 1 }, 404, notFound.body],
    ['a long text', { key: 'a'.repeat(10_000) }, 404, notFound.body],
    ['a key with another signature', { key: key.replace(/.$/, end => (end === 'A' ? 'B' : 'A')) }, 404, notFound.body],
    ['a key to another row', { key: key.replace(/^MQ/, 'Mg') }, 404, notFound.body],
    ['a key of another time', { key: key.replace(/:1x/, ':1y') }, 404, notFound.body],
    ['half a key', { key: key.split(':').slice(0, 2).join(':') }, 404, notFound.body]
  ]
  for (const [what, payload, status, answer] of cases) {
    t.same(await told(post(app, url, payload)), { status, body: answer }, what)
  }
  t.same(rows(app), [newbie])
})

t.test('a key of a server with another SECRET_KEY is none', async t => {
  const { key } = await registerNewbie(t, { secretKey: 'another secret of the tests, 32 bytes or more' })
  t.test('here', async t => {
    const { app, verify } = await registerNewbie(t)
    t.same(await verify(key), notFound)
    t.same(rows(app), [newbie])
  })
})

t.test('a key holds for three days', async t => {
  const { app, clock, verify } = await registerNewbie(t)
  clock.seconds += 259_201
  t.same(await verify(), notFound)
  t.same(rows(app), [newbie])
  clock.seconds -= 1
  t.same(await verify(), verified)
})

t.test('or for ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS', async t => {
  const { clock, verify, mails } = await registerNewbie(t, { accountEmailConfirmationExpireDays: 1 })
  t.match((await mails())[0]?.text, 'The link works for 24 hours.')
  clock.seconds += 86_401
  t.same(await verify(), notFound)
  clock.seconds -= 1
  t.same(await verify(), verified)
})

t.test('a key to an address that was removed since is none', async t => {
  const { app, verify } = await registerNewbie(t)
  writeRows(app, 'delete from account_emailaddress')
  t.same(await verify(), notFound)
})

t.test('nor is it one to the address that was added after it', async t => {
  const { app, verify } = await registerNewbie(t)
  const { id } = await app.database.transaction(async ({ emailAddresses }) => {
    await emailAddresses.remove(1)
    return emailAddresses.insert({ userId: 1, email: 'other@example.com', primary: false, verified: false })
  })
  t.same(await verify(), notFound)
  t.same(rows(app), [{ id, user_id: 1, email: 'other@example.com', verified: 0, primary: 0 }])
})

t.test('in Korean for who asks for it', async t => {
  const { app, key } = await registerNewbie(t)
  const say = async (payload: object) => (await post(app, url, payload, korean)).body
  t.same(await say({ key: 'nope' }), { detail: '찾을 수 없습니다.' })
  t.same(await say({}), { key: ['필수 입력 항목입니다.'] })
  t.same(await say({ key }), { detail: '이메일 주소가 인증되었습니다.' })
})

t.test('verifying is POST alone, though Allow names HEAD as the original’s does', async t => {
  const app = await createApp(t)
  for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'] as const) {
    const response = await app.inject({ method, url })
    t.equal(response.statusCode, 405, method)
    t.equal(response.headers.allow, 'POST, HEAD, OPTIONS', method)
    t.equal(response.body, method === 'HEAD' ? '' : `{"detail":"Method \\"${method}\\" not allowed."}`, method)
  }
})
