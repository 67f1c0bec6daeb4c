// What a registration must give, and what it answers: ACCOUNT_EMAIL_REQUIRED, ACCOUNT_USERNAME_REQUIRED, REST_USE_JWT.
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { createApp, newDatabase, post, readRows } from '../../helper.ts'
import { as, createMailingApp, korean, submit, told } from '../../mailing-app.ts'
import { claimsOf } from '../../outside.ts'

const url = '/rest-auth/registration/'
const passphrase = 'a lovely passphrase'
const passwords = { password1: passphrase, password2: passphrase }
const required = ['This field is required.']
const usernames = (app: FastifyInstance) =>
  readRows(app, 'select username from auth_user order by id').map(({ username }) => String(username))

t.test('with ACCOUNT_EMAIL_REQUIRED an address has to be given', async t => {
  const { app } = await createMailingApp(t, { databaseUrl: newDatabase(t), accountEmailRequired: true })
  const emailRequired = { status: 400, body: { email: required } }
  t.same(await told(post(app, url, { username: 'newbie', ...passwords })), emailRequired)
  t.same(await submit(app, url, { username: 'newbie', email: '', ...passwords }), {
    status: 400,
    body: { email: ['This field may not be blank.'] }
  })
  t.same(usernames(app), [])
  t.match(await post(app, url, { username: 'newbie', email: 'n@example.com', ...passwords }), { status: 201 })
})

t.test('with ACCOUNT_AUTHENTICATION_METHOD=email as well, and then it opens the door', async t => {
  const { app } = await createMailingApp(t, {
    databaseUrl: newDatabase(t),
    accountAuthenticationMethod: 'email'
  })
  t.same(await told(post(app, url, { username: 'newbie', ...passwords })), { status: 400, body: { email: required } })
  t.match(await post(app, url, { username: 'newbie', email: 'n@example.com', ...passwords }), { status: 201 })
  t.match(await post(app, '/rest-auth/login/', { email: 'N@example.com', password: passphrase }), { status: 200 })
})

t.test('with username_email it need not', async t => {
  const { app } = await createMailingApp(t, { accountAuthenticationMethod: 'username_email' })
  t.match(await post(app, url, { username: 'newbie', ...passwords }), { status: 201 })
})

t.test('all that is required is told at once', async t => {
  const { app } = await createMailingApp(t, { accountEmailRequired: true })
  const { status, body } = await post(app, url, {})
  t.equal(status, 400)
  t.equal(
    JSON.stringify(body),
    JSON.stringify({ username: required, email: required, password1: required, password2: required })
  )
})

t.test('with ACCOUNT_USERNAME_REQUIRED=false a name is made of the address', async t => {
  const app = await createApp(t, { accountUsernameRequired: false, accountEmailVerification: 'none' })
  const cases: [email: string, username: string][] = [
    ['Jane.Doe+shop@example.com', 'jane.doe+shop'],
    ['x#y@example.com', 'xy'],
    ['!#$@example.com', 'user']
  ]
  for (const [email, username] of cases) {
    const { status, body } = await post(app, url, { email, ...passwords })
    t.equal(status, 201, email)
    t.match(body.user, { username, email }, email)
    t.equal(claimsOf(body.token).username, username, email)
  }
  t.same(
    usernames(app),
    cases.map(([, username]) => username)
  )
})

t.test('and several of the same are told apart by digits', async t => {
  const app = await createApp(t, { accountUsernameRequired: false, accountEmailVerification: 'none' })
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => post(app, url, { email: `jane@${i}.example`, ...passwords }))
  )
  t.same(new Set(answers.map(({ status }) => status)), new Set([201]))
  const names = usernames(app)
  t.equal(new Set(names).size, 20)
  t.equal(names.filter(name => name === 'jane').length, 1)
  t.same(
    names.filter(name => !/^jane\d{0,7}$/.test(name)),
    []
  )
})

t.test('a name that is given counts all the same', async t => {
  const app = await createApp(t, { accountUsernameRequired: false, accountEmailVerification: 'none' })
  t.match(await post(app, url, { username: 'dora', email: 'jane@example.com', ...passwords }), {
    status: 201,
    body: { user: { username: 'dora' } }
  })
  t.same(await told(post(app, url, { username: 'DORA', email: 'j2@example.com', ...passwords })), {
    status: 400,
    body: { username: ['A user with that username already exists.'] }
  })
  t.same(await told(post(app, url, { username: '', email: 'j3@example.com', ...passwords })), {
    status: 400,
    body: { username: ['This field may not be blank.'] }
  })
})

t.test('an HTML form may leave it empty', async t => {
  const app = await createApp(t, { accountUsernameRequired: false, accountEmailVerification: 'none' })
  t.match(await submit(app, url, { username: '', email: 'jane@example.com', ...passwords }), {
    status: 201,
    body: { user: { username: 'jane' } }
  })
})

t.test('who gives neither name nor address is called user', async t => {
  const app = await createApp(t, { accountUsernameRequired: false })
  t.match(await post(app, url, passwords), { status: 201, body: { user: { username: 'user', email: '' } } })
})

t.test('with REST_USE_JWT=false a registration answers a key', async t => {
  const { app } = await createMailingApp(t, { restUseJwt: false })
  const { status, body } = await post(app, url, { username: 'newbie', ...passwords })
  t.equal(status, 201)
  t.same(Object.keys(body), ['key'])
  t.match(body.key, /^[0-9a-f]{40}$/)
  t.match(await as(app, body.key, 'Token')('GET', '/rest-auth/user/'), { status: 200, body: { username: 'newbie' } })
  t.same(readRows(app, 'select * from rest_auth_session'), [])
})

t.test('nobody names the user, the number or the rights that they want', async t => {
  const { app } = await createMailingApp(t, { restUseJwt: false, accountUsernameRequired: false })
  const wishes = { id: 1, pk: 1, user_id: 1, is_staff: true, is_superuser: true, is_active: false, key: 'x'.repeat(40) }
  const more = { password: 'x', groups: [1], date_joined: '2000-01-01', last_login: '2000-01-01', verified: true }
  t.match(await post(app, url, { email: 'jane@example.com', ...passwords, ...wishes, ...more }), { status: 201 })
  t.same(
    readRows(
      app,
      "select id, is_staff, is_superuser, is_active, date_joined, last_login from auth_user where username = 'jane'"
    ),
    [
      {
        id: 10,
        is_staff: 0,
        is_superuser: 0,
        is_active: 1,
        date_joined: '2026-11-23 18:53:20',
        last_login: '2026-11-23 18:53:20'
      }
    ]
  )
  t.same(readRows(app, 'select verified from account_emailaddress where user_id = 10'), [{ verified: 0 }])
  t.same(readRows(app, 'select * from auth_user_groups where user_id = 10'), [])
  t.match(await post(app, '/api-jwt-auth/', { username: 'jane', password: passphrase }), { status: 200 })
})

t.test('in Korean for who asks for it', async t => {
  const { app } = await createMailingApp(t)
  const say = async (payload: object) => (await post(app, url, payload, korean)).body
  t.same(await say({ username: 'alice', email: 'bob@example.com', password1: '12345', password2: '12345' }), {
    username: ['이미 사용 중인 아이디입니다.'],
    email: ['이미 가입된 이메일 주소입니다.'],
    password1: [
      '비밀번호가 너무 짧습니다. 8자 이상으로 입력해 주세요.',
      '너무 흔한 비밀번호입니다.',
      '숫자로만 된 비밀번호는 사용할 수 없습니다.'
    ]
  })
  t.same(await say({ username: 'newbie', ...passwords, password2: 'another passphrase' }), {
    non_field_errors: ['두 비밀번호가 일치하지 않습니다.']
  })
})
