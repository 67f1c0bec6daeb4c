import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../../app.ts'
import { bobsPassword, obtain, password, post, readRows } from '../../helper.ts'
import { as, countQueuedMails, createMailingApp, emailKeyIn, korean, submit, told } from '../../mailing-app.ts'
import { linkIn } from '../../mails.ts'
import { writeRows } from '../../outside.ts'

const url = '/rest-auth/emails/'
const alices = { id: 1, email: 'alice@example.com', verified: true, primary: true }
const taken = { status: 400, body: { email: ['A user is already registered with this e-mail address.'] } }
const isYours = {
  status: 400,
  body: { email: ['This e-mail address is already associated with this account.'] }
}
const tooMany = { status: 400, body: { email: ['You cannot add more than 10 e-mail addresses.'] } }

/** A server, and how alice asks it for her addresses. */
async function logIn(t: Test, options: SuiteOptions = {}) {
  const mailing = await createMailingApp(t, options)
  const token = await obtain(mailing.app)
  const ask = as(mailing.app, token)
  return { ...mailing, token, ask, add: (email: unknown) => told(ask('POST', url, { email })) }
}

const addresses = (app: FastifyInstance, userId = 1) =>
  readRows(app, 'select email, verified, "primary" from account_emailaddress where user_id = ? order by id', userId)
const aliceRow = { email: 'alice@example.com', verified: 1, primary: 1 }

t.test('GET answers the user’s own addresses, oldest first', async t => {
  const { app, ask } = await logIn(t)
  writeRows(app, "insert into account_emailaddress values (91, 0, 0, 1, 'a@example.com')")
  writeRows(app, "insert into account_emailaddress values (90, 1, 0, 1, 'z@example.com')")
  const { status, body, headers } = await ask('GET', url)
  t.equal(status, 200)
  t.same(body, [
    alices,
    { id: 90, email: 'z@example.com', verified: true, primary: false },
    { id: 91, email: 'a@example.com', verified: false, primary: false }
  ])
  t.equal(headers['cache-control'], 'no-store')
  t.equal(headers.allow, 'GET, POST, HEAD, OPTIONS')
})

t.test('who has none gets an empty list', async t => {
  const { app } = await createMailingApp(t)
  t.same(await told(as(app, await app.jwtAuth.issue({ id: 5 }))('GET', url)), { status: 200, body: [] })
})

t.test('POST adds one that waits for its confirmation', async t => {
  const { app, ask } = await logIn(t)
  const { status, body } = await ask('POST', url, { email: 'New@example.com', verified: true, primary: true, user: 2 })
  t.equal(status, 201)
  t.same(body, { id: body.id, email: 'New@example.com', verified: false, primary: false })
  t.same(addresses(app), [aliceRow, { email: 'New@example.com', verified: 0, primary: 0 }])
  t.same(readRows(app, 'select email from auth_user where id = 1'), [{ email: 'alice@example.com' }])
  t.same((await ask('GET', url)).body, [alices, body])
})

t.test('the new address is mailed its link, and the old one a notice without any', async t => {
  const { add, mails } = await logIn(t)
  await add('new@example.com')
  const [link, notice, ...rest] = (await mails()).toSorted((a, b) => (a.to > b.to ? -1 : 1))
  t.same(rest, [])
  t.equal(link?.to, 'new@example.com')
  t.equal(link?.subject, '[example.com] Confirm your e-mail address')
  t.match(link && linkIn(link), /^https:\/\/example\.com\/account-confirm-email\//)
  t.equal(notice?.to, 'alice@example.com')
  t.equal(notice?.subject, '[example.com] An e-mail address was added')
  t.match(notice?.text, 'new@example.com was added to your account at example.com.')
  t.notMatch(notice?.text, '://')
})

t.test('the key of that mail verifies it, and the own address stays', async t => {
  const { app, add, mails } = await logIn(t)
  await add('new@example.com')
  const mail = (await mails()).find(({ to }) => to === 'new@example.com')
  t.match(await post(app, '/rest-auth/registration/verify-email/', { key: mail && emailKeyIn(mail) }), { status: 200 })
  t.same(addresses(app), [aliceRow, { email: 'new@example.com', verified: 1, primary: 0 }])
})

t.test('an HTML form adds one as well', async t => {
  const { app, token } = await logIn(t)
  t.match(await submit(app, url, { email: 'new@example.com' }, { authorization: `JWT ${token}` }), { status: 201 })
  t.equal(addresses(app).length, 2)
})

t.test('what cannot be added is told, and nobody is mailed', async t => {
  const { app, add } = await logIn(t)
  writeRows(app, "insert into account_emailaddress values (90, 1, 0, 2, 'bobs-second@example.com')")
  writeRows(app, "insert into account_emailaddress values (91, 0, 0, 1, 'mine@example.com')")
  const before = addresses(app)
  const invalid = { status: 400, body: { email: ['Enter a valid email address.'] } }
  for (const [what, email, answer] of [
    ['nothing', undefined, { status: 400, body: { email: ['This field is required.'] } }],
    ['a blank', '', { status: 400, body: { email: ['This field may not be blank.'] } }],
    ['no address', 'nope', invalid],
    ['two addresses', 'a@example.com,b@example.com', invalid],
    ['a list', ['a@example.com'], invalid],
    [
      'a long one',
      `${'a'.repeat(250)}@example.com`,
      { status: 400, body: { email: ['Ensure this field has no more than 254 characters.'] } }
    ],
    ['the own one', 'alice@example.com', isYours],
    ['the own one in another case', 'ALICE@Example.com', isYours],
    ['one that waits already', 'Mine@example.com', isYours],
    ['another user’s', 'bob@example.com', taken],
    ['another user’s in another case', 'BOB@EXAMPLE.COM', taken],
    ['another user’s among the others', 'Bobs-Second@example.com', taken],
    ['one that a user has without a row', 'ADMIN@example.com', taken],
    ['a disabled user’s', 'gone@example.com', taken]
  ] as const) {
    t.same(await add(email), answer, what)
  }
  t.same(addresses(app), before)
  t.equal(countQueuedMails(app), 0)
})

t.test('the own address that has no row gets one', async t => {
  const { app, mails } = await createMailingApp(t)
  const admin = as(app, await app.jwtAuth.issue({ id: 5 }))
  t.match(await admin('POST', url, { email: 'Admin@example.com' }), { status: 201 })
  t.same(addresses(app, 5), [{ email: 'Admin@example.com', verified: 0, primary: 0 }])
  t.ok((await mails()).some(({ to }) => to === 'Admin@example.com'))
})

t.test('the eleventh is refused', async t => {
  const { app, add } = await logIn(t)
  for (let i = 2; i <= 10; i++) t.match(await add(`number${i}@example.com`), { status: 201 })
  t.same(await add('number11@example.com'), tooMany)
  t.equal(addresses(app).length, 10)
})

t.test('also when twenty are added at once', async t => {
  const { app, add } = await logIn(t)
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => add(`number${i}@example.com`)))
  t.equal(answers.filter(({ status }) => status === 201).length, 9)
  t.same(
    answers.filter(({ status }) => status !== 201),
    Array(11).fill(tooMany)
  )
  t.equal(addresses(app).length, 10)
})

t.test('one that waits with somebody else keeps nobody from it, and leaves them', async t => {
  const { app, add, mails } = await logIn(t)
  const bob = as(app, await obtain(app, 'bob', bobsPassword))
  const answer = await told(bob('POST', url, { email: 'new@example.com' }))
  const [bobsMail] = (await mails()).filter(({ to }) => to === 'new@example.com')
  t.match(await add('NEW@example.com'), { status: 201 })
  t.same(addresses(app), [aliceRow, { email: 'NEW@example.com', verified: 0, primary: 0 }])
  t.notMatch((await bob('GET', url)).body, [{ id: answer.body.id }])
  t.match(await post(app, '/rest-auth/registration/verify-email/', { key: bobsMail && emailKeyIn(bobsMail) }), {
    status: 404
  })
})

t.test('of two users who add an address at once it waits with one', async t => {
  const { app, ask } = await logIn(t)
  const bob = as(app, await obtain(app, 'bob', bobsPassword))
  const answers = await Promise.all([
    told(ask('POST', url, { email: 'new@example.com' })),
    told(bob('POST', url, { email: 'NEW@example.com' }))
  ])
  t.match(answers, [{ status: 201 }, { status: 201 }])
  t.equal(readRows(app, "select * from account_emailaddress where lower(email) = 'new@example.com'").length, 1)
})

t.test('and of one who adds it and one who registers with it the latter gets it', async t => {
  const { app, add } = await logIn(t)
  const registration = { username: 'newbie', email: 'NEW@example.com', password1: password, password2: password }
  const [, registered] = await Promise.all([
    add('new@example.com'),
    told(post(app, '/rest-auth/registration/', registration))
  ])
  t.equal(registered.status, 201)
  t.same(readRows(app, "select email, user_id from account_emailaddress where lower(email) = 'new@example.com'"), [
    { email: 'NEW@example.com', user_id: registered.body.user.pk }
  ])
})

t.test('an address that waits opens no door', async t => {
  const { app, add, mails } = await logIn(t, { accountAuthenticationMethod: 'username_email' })
  await add('new@example.com')
  const before = (await mails()).length
  const login = () => post(app, '/rest-auth/login/', { email: 'new@example.com', password })
  const reset = () => post(app, '/rest-auth/password/reset/', { email: 'new@example.com' })
  t.same(await told(login()), {
    status: 400,
    body: { non_field_errors: ['Unable to log in with provided credentials.'] }
  })
  t.match(await reset(), { status: 200 })
  t.equal((await mails()).length, before)

  writeRows(app, "update account_emailaddress set verified = 1 where email = 'new@example.com'")
  t.match(await login(), { status: 200 }, 'once it is verified it does')
  await reset()
  t.equal((await mails()).length, before, 'but a reset is mailed to the own address alone')
})

t.test('without a token nothing is told and nothing added', async t => {
  const { app } = await createMailingApp(t)
  for (const method of ['GET', 'POST', 'OPTIONS'] as const) {
    const response = await app.inject({ method, url, payload: { email: 'new@example.com' } })
    t.equal(response.statusCode, 401, method)
    t.same(response.json(), { detail: 'Authentication credentials were not provided.' }, method)
    t.equal(response.headers['www-authenticate'], 'JWT realm="api"', method)
  }
  t.equal(readRows(app, "select * from account_emailaddress where email = 'new@example.com'").length, 0)
})

t.test('in Korean for who asks for it, the mails as well', async t => {
  const { app, ask, mails } = await logIn(t)
  const say = async (email: string) => (await ask('POST', url, { email }, korean)).body
  t.same(await say('nope'), { email: ['올바른 이메일 주소를 입력해 주세요.'] })
  t.same(await say('alice@example.com'), { email: ['이미 이 계정에 등록된 이메일 주소입니다.'] })
  t.same(await say('bob@example.com'), { email: ['이미 가입된 이메일 주소입니다.'] })
  await say('new@example.com')
  t.same((await mails()).map(({ subject }) => subject).toSorted(), [
    '[example.com] 이메일 주소가 추가되었습니다',
    '[example.com] 이메일 주소를 인증해 주세요'
  ])
  for (let i = 3; i <= 10; i++) {
    writeRows(app, `insert into account_emailaddress values (${90 + i}, 0, 0, 1, 'number${i}@example.com')`)
  }
  t.same(await say('number11@example.com'), { email: ['이메일 주소는 10개까지 등록할 수 있습니다.'] })
})

t.test('other methods are refused', async t => {
  const { ask } = await logIn(t)
  for (const method of ['PUT', 'PATCH', 'DELETE'] as const) {
    const { status, body, headers } = await ask(method, url)
    t.equal(status, 405, method)
    t.same(body, { detail: `Method "${method}" not allowed.` }, method)
    t.equal(headers.allow, 'GET, POST, HEAD, OPTIONS', method)
  }
})
