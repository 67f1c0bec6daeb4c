// One of a user's e-mail addresses: making it the primary one, and removing it.
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../../app.ts'
import { obtain, password, post, readRows } from '../../helper.ts'
import { as, countQueuedMails, createMailingApp, emailKeyIn, korean, told } from '../../mailing-app.ts'
import { claimsOf, writeRows } from '../../outside.ts'

const notFound = { status: 404, body: { detail: 'Not found.' } }

/** A server at which alice has a verified second address (90) and one that waits (91). */
async function logIn(t: Test, options: SuiteOptions = {}) {
  const mailing = await createMailingApp(t, options)
  const token = await obtain(mailing.app)
  writeRows(mailing.app, "insert into account_emailaddress values (90, 1, 0, 1, 'second@example.com')")
  writeRows(mailing.app, "insert into account_emailaddress values (91, 0, 0, 1, 'waiting@example.com')")
  const ask = as(mailing.app, token)
  return {
    ...mailing,
    token,
    ask,
    makePrimary: (id: number | string) => told(ask('POST', `/rest-auth/emails/${id}/primary/`)),
    remove: (id: number | string) => told(ask('DELETE', `/rest-auth/emails/${id}/`))
  }
}

const rows = (app: FastifyInstance) =>
  readRows(app, 'select id, verified, "primary" from account_emailaddress where user_id = 1 order by id')
const before = [
  { id: 1, verified: 1, primary: 1 },
  { id: 90, verified: 1, primary: 0 },
  { id: 91, verified: 0, primary: 0 }
]
const emailOf = (app: FastifyInstance) => readRows(app, 'select email from auth_user where id = 1')[0]?.email

t.test('a verified address becomes the primary one, and the user’s own', async t => {
  const { app, token, makePrimary } = await logIn(t)
  t.same(await makePrimary(90), {
    status: 200,
    body: { id: 90, email: 'second@example.com', verified: true, primary: true }
  })
  t.same(rows(app), [
    { id: 1, verified: 1, primary: 0 },
    { id: 90, verified: 1, primary: 1 },
    { id: 91, verified: 0, primary: 0 }
  ])
  t.equal(emailOf(app), 'second@example.com')
  t.same(
    readRows(app, 'select id from account_emailaddress where user_id <> 1 and "primary" = 0'),
    [],
    "nobody else's changes"
  )
  t.match((await as(app, token)('GET', '/rest-auth/user/')).body, { email: 'second@example.com' })
})

t.test('later tokens name it', async t => {
  const { app, token, makePrimary } = await logIn(t)
  await makePrimary(90)
  t.equal(claimsOf(await obtain(app)).email, 'second@example.com')
  const { body } = await post(app, '/api-jwt-auth/refresh/', { token })
  t.equal(claimsOf(body.token).email, 'second@example.com')
  t.match(await as(app, token)('GET', '/whoami'), { status: 200 }, 'and the one that was there holds on')
})

t.test('the address before is told', async t => {
  const { makePrimary, mails } = await logIn(t)
  await makePrimary(90)
  const [mail, ...rest] = await mails()
  t.same(rest, [])
  t.equal(mail?.to, 'alice@example.com')
  t.equal(mail?.subject, '[example.com] Your primary e-mail address was changed')
  t.match(mail?.text, 'The primary e-mail address of your account at example.com is second@example.com now.')
})

t.test('the one that is it already stays, and nobody is told', async t => {
  const { app, makePrimary } = await logIn(t)
  const alices = { id: 1, email: 'alice@example.com', verified: true, primary: true }
  t.same(await makePrimary(1), { status: 200, body: alices })
  t.same(rows(app), before)
  t.equal(countQueuedMails(app), 0)
})

t.test('a primary one that is not the user’s own, as the Django admin can leave it, becomes it', async t => {
  const { app, makePrimary, mails } = await logIn(t)
  writeRows(app, "update auth_user set email = 'old@example.com' where id = 1")
  t.match(await makePrimary(1), { status: 200 })
  t.equal(emailOf(app), 'alice@example.com')
  t.same(
    (await mails()).map(({ to }) => to),
    ['old@example.com']
  )
})

t.test('one that is not verified does not', async t => {
  const { app, makePrimary } = await logIn(t)
  t.same(await makePrimary(91), {
    status: 400,
    body: { non_field_errors: ['Your primary e-mail address must be verified.'] }
  })
  t.same(rows(app), before)
  t.equal(emailOf(app), 'alice@example.com')
  t.equal(countQueuedMails(app), 0)
})

t.test('an address that is not primary is removed, and the primary one told', async t => {
  const { app, remove, mails } = await logIn(t)
  t.same(await remove(90), { status: 204, body: undefined })
  t.same(
    rows(app),
    before.filter(({ id }) => id !== 90)
  )
  const [mail, ...rest] = await mails()
  t.same(rest, [])
  t.equal(mail?.to, 'alice@example.com')
  t.equal(mail?.subject, '[example.com] An e-mail address was removed')
  t.match(mail?.text, 'second@example.com was removed from your account at example.com.')
  t.same(await remove(90), notFound)
})

t.test('one that waits is removed with the keys to it', async t => {
  const { app, remove, mails } = await logIn(t)
  writeRows(app, "insert into account_emailconfirmation values (1, '2026-11-23', '2026-11-23', 'stored-key', 91)")
  await post(app, '/rest-auth/registration/resend-email/', { email: 'waiting@example.com' })
  const [mail] = await mails()
  t.match(await remove(91), { status: 204 })
  t.same(readRows(app, 'select * from account_emailconfirmation'), [])
  for (const key of ['stored-key', mail && emailKeyIn(mail)]) {
    t.same(await told(post(app, '/rest-auth/registration/verify-email/', { key })), notFound)
  }
})

t.test('the primary one stays', async t => {
  const { app, remove } = await logIn(t)
  t.same(await remove(1), {
    status: 400,
    body: { non_field_errors: ['You cannot remove your primary e-mail address (alice@example.com).'] }
  })
  t.same(rows(app), before)
  t.equal(countQueuedMails(app), 0)
})

t.test('so does the last verified one', async t => {
  const { app, remove } = await logIn(t)
  writeRows(app, 'update account_emailaddress set verified = 0 where id = 1')
  t.same(await remove(90), {
    status: 400,
    body: { non_field_errors: ['You cannot remove your last verified e-mail address (second@example.com).'] }
  })
  t.equal(rows(app).length, 3)
})

t.test('of two that leave at once, the last verified one stays', async t => {
  const { app, remove } = await logIn(t)
  writeRows(app, 'update account_emailaddress set verified = 0 where id = 1')
  writeRows(app, 'update account_emailaddress set verified = 1 where id = 91')
  const statuses = (await Promise.all([remove(90), remove(91)])).map(({ status }) => status)
  t.same(statuses.toSorted(), [204, 400])
  t.equal(rows(app).filter(({ verified }) => verified === 1).length, 1)
})

t.test('another user’s address, and a number that is none, are not found', async t => {
  const { app, makePrimary, remove } = await logIn(t)
  const all = readRows(app, 'select * from account_emailaddress')
  const ids = [2, 3, 99_999, 0, -1, '1.0', '1e0', '0x1', 'abc', '%20', '1%20', '9007199254740993', '٩٠', '1;2', '%00']
  for (const id of ids) {
    t.same(await makePrimary(encodeURI(String(id)).replaceAll('%25', '%')), notFound, String(id))
    t.same(await remove(encodeURI(String(id)).replaceAll('%25', '%')), notFound, String(id))
  }
  t.same(readRows(app, 'select * from account_emailaddress'), all)
})

t.test('without a token nothing is changed', async t => {
  const { app } = await logIn(t)
  for (const [method, url] of [
    ['POST', '/rest-auth/emails/90/primary/'],
    ['DELETE', '/rest-auth/emails/90/'],
    ['DELETE', '/rest-auth/emails/abc/']
  ] as const) {
    const response = await app.inject({ method, url })
    t.equal(response.statusCode, 401, url)
    t.same(response.json(), { detail: 'Authentication credentials were not provided.' }, url)
  }
  t.same(rows(app), before)
})

t.test('in Korean for who asks for it, the mails as well', async t => {
  const { app, ask, mails } = await logIn(t)
  const say = async (method: 'POST' | 'DELETE', path: string) =>
    (await ask(method, `/rest-auth/emails/${path}`, undefined, korean)).body
  t.same(await say('POST', '91/primary/'), {
    non_field_errors: ['인증된 이메일 주소만 대표 이메일로 지정할 수 있습니다.']
  })
  t.same(await say('POST', '2/primary/'), { detail: '찾을 수 없습니다.' })
  t.same(await say('DELETE', '1/'), {
    non_field_errors: ['대표 이메일 주소(alice@example.com)는 삭제할 수 없습니다.']
  })
  await say('POST', '90/primary/')
  await say('DELETE', '1/')
  t.same((await mails()).map(({ subject }) => subject).toSorted(), [
    '[example.com] 대표 이메일 주소가 변경되었습니다',
    '[example.com] 이메일 주소가 삭제되었습니다'
  ])
  writeRows(app, 'update account_emailaddress set "primary" = 0 where id = 90')
  t.same(await say('DELETE', '90/'), {
    non_field_errors: ['마지막으로 남은 인증된 이메일 주소(second@example.com)는 삭제할 수 없습니다.']
  })
})

t.test('other methods are refused', async t => {
  const { ask } = await logIn(t)
  for (const [method, url, allow] of [
    ['GET', '/rest-auth/emails/1/', 'DELETE, OPTIONS'],
    ['POST', '/rest-auth/emails/1/', 'DELETE, OPTIONS'],
    ['GET', '/rest-auth/emails/1/primary/', 'POST, OPTIONS'],
    ['DELETE', '/rest-auth/emails/1/primary/', 'POST, OPTIONS']
  ] as const) {
    const { status, headers } = await ask(method, url)
    t.equal(status, 405, `${method} ${url}`)
    t.equal(headers.allow, allow, `${method} ${url}`)
  }
})

t.test('who logs in by address does so by the new one, the old one staying good while it is theirs', async t => {
  const { app, makePrimary, remove } = await logIn(t, { accountAuthenticationMethod: 'email' })
  const login = async (email: string) => (await post(app, '/rest-auth/login/', { email, password })).status
  t.same([await login('alice@example.com'), await login('second@example.com')], [200, 200])
  await makePrimary(90)
  t.same([await login('alice@example.com'), await login('second@example.com')], [200, 200])
  await remove(1)
  t.same([await login('alice@example.com'), await login('second@example.com')], [400, 200])
})
