import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../../../app.ts'
import { createApp, djangoDatabase, obtain, password, post, readRows } from '../../../helper.ts'
import { as, countQueuedMails, createMailingApp, korean, submit, told } from '../../../mailing-app.ts'
import { writeRows } from '../../../outside.ts'

const url = '/rest-auth/password/change/'
const passphrase = 'a brand new passphrase'
const twice = (password: unknown) => ({ new_password1: password, new_password2: password })
const saved = { detail: 'New password has been saved.' }

/** A server, and how alice asks it to change her password. */
async function logIn(t: Test, options: SuiteOptions = {}) {
  const mailing = await createMailingApp(t, options)
  const token = await obtain(mailing.app)
  const ask = as(mailing.app, token)
  const change = (payload: object, headers?: Record<string, string>) => ask('POST', url, payload, headers)
  return { ...mailing, token, change }
}

const hashes = (app: FastifyInstance) => readRows(app, 'select id, password from auth_user order by id')

t.test('the new password takes the place of the old one', async t => {
  const { app, change } = await logIn(t)
  const [, ...others] = hashes(app)
  const { status, body, headers } = await change(twice(passphrase))
  t.equal(status, 200)
  t.same(body, saved)
  t.equal(headers.vary, 'Accept-Language')
  t.same(await told(post(app, '/api-jwt-auth/', { username: 'alice', password })), {
    status: 400,
    body: { non_field_errors: ['Unable to log in with provided credentials.'] }
  })
  t.match(await post(app, '/api-jwt-auth/', { username: 'alice', password: passphrase }), { status: 200 })
  const [alice, ...rest] = hashes(app)
  t.match(alice?.password, /^argon2\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  t.same(rest, others, "and of nobody else's")
})

t.test('the new password may be the old one', async t => {
  const { app, change } = await logIn(t)
  t.same(await told(change(twice(password))), { status: 200, body: saved })
  t.match(await post(app, '/api-jwt-auth/', { username: 'alice', password }), { status: 200 })
})

t.test('a password is changed by an HTML form as well', async t => {
  const { app, token } = await logIn(t)
  const fields = { new_password1: passphrase, new_password2: passphrase }
  t.same(await submit(app, url, fields, { authorization: `JWT ${token}` }), { status: 200, body: saved })
  t.match(await post(app, '/api-jwt-auth/', { username: 'alice', password: passphrase }), { status: 200 })
})

t.test('spaces around the new password are trimmed, as a login trims them', async t => {
  const { app, change } = await logIn(t)
  t.match(await change({ new_password1: ` ${passphrase}`, new_password2: `${passphrase}\t` }), { status: 200 })
  t.match(await post(app, '/api-jwt-auth/', { username: 'alice', password: passphrase }), { status: 200 })
})

t.test('a number makes a password', async t => {
  const { app, change } = await logIn(t)
  t.match(await change(twice(1234567.25)), { status: 200 })
  t.match(await post(app, '/api-jwt-auth/', { username: 'alice', password: '1234567.25' }), { status: 200 })
})

t.test('what will not do is told by field, and changes nothing', async t => {
  const { app, change } = await logIn(t)
  const before = hashes(app)
  const required = ['This field is required.']
  const blank = ['This field may not be blank.']
  const long = ['Ensure this field has no more than 128 characters.']
  const short = 'This password is too short. It must contain at least 8 characters.'
  const cases: [what: string, payload: object, answer: object][] = [
    ['nothing', {}, { new_password1: required, new_password2: required }],
    ['one of the two', { new_password1: passphrase }, { new_password2: required }],
    ['blanks', twice(''), { new_password1: blank, new_password2: blank }],
    [
      'null and a list',
      { new_password1: null, new_password2: [passphrase] },
      { new_password1: ['This field may not be null.'], new_password2: ['Not a valid string.'] }
    ],
    [
      'two that differ',
      { new_password1: 'abcdef-ghijkl-1', new_password2: 'abcdef-ghijkl-2' },
      { new_password2: ['The two password fields didn’t match.'] }
    ],
    [
      'two that differ and are weak',
      { new_password1: '123', new_password2: '1234' },
      { new_password2: ['The two password fields didn’t match.'] }
    ],
    ['a short one', twice('a1b'), { new_password2: [short] }],
    ['a common one', twice('password'), { new_password2: ['This password is too common.'] }],
    ['digits alone', twice('8301957264'), { new_password2: ['This password is entirely numeric.'] }],
    [
      'all of these',
      twice('123'),
      { new_password2: [short, 'This password is too common.', 'This password is entirely numeric.'] }
    ],
    [
      "the user's address",
      twice('alice@example.com'),
      { new_password2: ['The password is too similar to the email address.'] }
    ],
    ['129 characters', twice('a'.repeat(129)), { new_password1: long, new_password2: long }],
    ['a list', [], { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] }]
  ]
  for (const [what, payload, answer] of cases) {
    t.test(what, async t => {
      const { status, body } = await change(payload)
      t.equal(status, 400)
      t.equal(JSON.stringify(body), JSON.stringify(answer))
      t.same(hashes(app), before)
    })
  }
})

t.test("a new password that resembles the user's names is refused", async t => {
  const { app } = await logIn(t)
  const bob = as(app, await app.jwtAuth.issue({ id: 2 }))
  writeRows(app, "update auth_user set first_name = 'Marguerite', last_name = 'Featherstone' where id = 2")
  t.same(await told(bob('POST', url, twice('marguerite1'))), {
    status: 400,
    body: { new_password2: ['The password is too similar to the first name.'] }
  })
  t.same(await told(bob('POST', url, twice('featherstone1'))), {
    status: 400,
    body: { new_password2: ['The password is too similar to the last name.'] }
  })
})

t.test('whose password it is says the token, not the body', async t => {
  const { app, change } = await logIn(t)
  const [, bob] = hashes(app)
  t.match(await change({ ...twice(passphrase), user: 2, user_id: 2, id: 2, username: 'bob' }), { status: 200 })
  t.same(hashes(app)[1], bob)
  t.match(await post(app, '/api-jwt-auth/', { username: 'alice', password: passphrase }), { status: 200 })
})

t.test('who has no password, having come by Kakao, gives themselves one', async t => {
  const { app } = await createMailingApp(t)
  const jiyun = as(app, await app.jwtAuth.issue({ id: 6 }))
  t.same(await told(jiyun('POST', url, twice(passphrase))), { status: 200, body: saved })
  t.match(await post(app, '/api-jwt-auth/', { username: '지윤', password: passphrase }), { status: 200 })
})

t.test('without a token nothing is changed', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const before = hashes(app)
  const { status, body, headers } = await post(app, url, twice(passphrase))
  t.equal(status, 401)
  t.same(body, { detail: 'Authentication credentials were not provided.' })
  t.equal(headers['www-authenticate'], 'JWT realm="api"')
  t.equal(headers.allow, 'POST, OPTIONS')
  t.same(hashes(app), before)
})

t.test('a disabled user changes nothing', async t => {
  const { app, change } = await logIn(t)
  const before = hashes(app)
  writeRows(app, 'update auth_user set is_active = 0 where id = 1')
  t.same(await told(change(twice(passphrase))), { status: 401, body: { detail: 'User account is disabled.' } })
  t.same(hashes(app), before)
})

t.test('the user is told by mail, without a link', async t => {
  const { change, mails } = await logIn(t)
  await change(twice(passphrase))
  const [mail, ...rest] = await mails()
  t.same(rest, [])
  t.equal(mail?.to, 'alice@example.com')
  t.equal(mail?.subject, '[example.com] Your password was changed')
  t.match(mail?.text, 'The password of your account at example.com was changed, and other logins were ended.')
  t.notMatch(mail?.text, '://')
  t.notMatch(mail?.text, passphrase)
})

t.test('a change that is refused is told to nobody', async t => {
  const { app, change, mails } = await logIn(t)
  await change(twice('123'))
  t.equal(countQueuedMails(app), 0)
  t.same(await mails(), [])
})

t.test('who has no address is told nothing', async t => {
  const { app, change } = await logIn(t)
  writeRows(app, "update auth_user set email = '' where id = 1")
  t.match(await change(twice(passphrase)), { status: 200 })
  t.equal(countQueuedMails(app), 0)
})

t.test('in Korean for who asks for it, the mail as well', async t => {
  const { change, mails } = await logIn(t)
  const say = async (payload: object) => (await change(payload, korean)).body
  t.same(await say({}), { new_password1: ['필수 입력 항목입니다.'], new_password2: ['필수 입력 항목입니다.'] })
  t.same(await say({ ...twice(passphrase), new_password2: 'another passphrase' }), {
    new_password2: ['두 비밀번호가 일치하지 않습니다.']
  })
  t.same(await say(twice('123')), {
    new_password2: [
      '비밀번호가 너무 짧습니다. 8자 이상으로 입력해 주세요.',
      '너무 흔한 비밀번호입니다.',
      '숫자로만 된 비밀번호는 사용할 수 없습니다.'
    ]
  })
  t.same(await say(twice(passphrase)), { detail: '새 비밀번호가 저장되었습니다.' })
  t.equal((await mails())[0]?.subject, '[example.com] 비밀번호가 변경되었습니다')
})

t.test('a change is POST alone', async t => {
  const { app, token } = await logIn(t)
  const { status, body, headers } = await as(app, token)('GET', url)
  t.equal(status, 405)
  t.same(body, { detail: 'Method "GET" not allowed.' })
  t.equal(headers.allow, 'POST, OPTIONS')
})
