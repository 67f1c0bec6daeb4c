import t from 'tap'
import { bobsPassword, obtain, password, post, readRows } from '../../helper.ts'
import { as, createMailingApp, emailKeyIn, submit } from '../../mailing-app.ts'
import { writeRows } from '../../outside.ts'

const url = '/rest-auth/login/'
const badCredentials = { non_field_errors: ['Unable to log in with provided credentials.'] }
const alice = { pk: 1, username: 'alice', email: 'alice@example.com', first_name: '', last_name: '' }
const bob = { pk: 2, username: 'bob', email: 'bob@example.com', first_name: '길동', last_name: '홍' }
const byEmail = { accountAuthenticationMethod: 'email' } as const
const byEither = { accountAuthenticationMethod: 'username_email' } as const

t.test('with the method email', async t => {
  const { app } = await createMailingApp(t, byEmail)

  t.test('an address in any case and a password log in', async t => {
    for (const email of ['alice@example.com', 'ALICE@Example.COM', ' alice@example.com ']) {
      const { status, body } = await post(app, url, { email, password })
      t.equal(status, 200, email)
      t.same(Object.keys(body), ['token', 'user'])
      t.same(body.user, alice)
    }
  })

  t.test('a username beside it is not looked at', async t => {
    t.match(await post(app, url, { username: 'bob', email: 'alice@example.com', password }), {
      status: 200,
      body: { user: alice }
    })
  })

  t.test('a form will do', async t => {
    t.match(await submit(app, url, { username: '', email: 'alice@example.com', password }), {
      status: 200,
      body: { user: alice }
    })
  })

  const incomplete = { non_field_errors: ['Must include "email" and "password".'] }
  const cases: [what: string, payload: object, answer: object][] = [
    ['a username alone', { username: 'alice', password }, incomplete],
    ['a username that is an address', { username: 'alice@example.com', password }, incomplete],
    ['an empty address', { email: '', password }, incomplete],
    ['an address of spaces', { email: '  ', password }, incomplete],
    ['neither', { password }, incomplete],
    ['what is no address', { email: 'alice', password }, { email: ['Enter a valid email address.'] }],
    ['no password', { email: 'alice@example.com' }, { password: ['This field is required.'] }],
    ['a wrong password', { email: 'alice@example.com', password: bobsPassword }, badCredentials],
    ["nobody's address", { email: 'nobody@example.com', password }, badCredentials],
    ["a disabled user's address", { email: 'gone@example.com', password }, badCredentials],
    ['the address of somebody without a password', { email: 'jiyun@kakao.example', password: '!' }, badCredentials]
  ]
  for (const [what, payload, answer] of cases) {
    t.test(`${what} is refused, and begins no session`, async t => {
      const before = readRows(app, 'select * from rest_auth_session')
      const { status, body } = await post(app, url, payload)
      t.equal(status, 400)
      t.same(body, answer)
      t.same(readRows(app, 'select * from rest_auth_session'), before)
    })
  }
})

t.test('with the method username_email', async t => {
  const { app } = await createMailingApp(t, byEither)

  const ways: [what: string, payload: object][] = [
    ['a username', { username: 'alice' }],
    ['a username in another case', { username: 'ALICE' }],
    ['an address', { email: 'alice@example.com' }],
    ['an address in another case', { email: 'Alice@EXAMPLE.com' }],
    ['an address as the username', { username: 'alice@example.com' }],
    ['an address as the username, in another case', { username: 'Alice@EXAMPLE.com' }],
    ['a username beside an empty address', { username: 'alice', email: '' }]
  ]
  for (const [what, payload] of ways) {
    t.test(`${what} and a password log in`, async t => {
      const { status, body } = await post(app, url, { ...payload, password })
      t.equal(status, 200)
      t.same(body.user, alice)
    })
  }

  t.test('of an address and a username the address counts', async t => {
    const both = { username: 'bob', email: 'alice@example.com' }
    t.match(await post(app, url, { ...both, password }), { status: 200, body: { user: alice } })
    const { status, body } = await post(app, url, { ...both, password: bobsPassword })
    t.equal(status, 400)
    t.same(body, badCredentials)
  })

  t.test('neither of the two is refused', async t => {
    for (const payload of [{ password }, { username: '', email: '', password }]) {
      const { status, body } = await post(app, url, payload)
      t.equal(status, 400)
      t.same(body, { non_field_errors: ['Must include either "username" or "email" and "password".'] })
    }
  })
})

t.test('a username that is the address of somebody else logs nobody in: the address counts', async t => {
  const { app } = await createMailingApp(t, byEither)
  writeRows(app, "update auth_user set username = 'alice@example.com' where id = 2")
  const logIn = (secret: string) => post(app, url, { username: 'alice@example.com', password: secret })
  t.match(await logIn(password), { status: 200, body: { user: alice } })
  t.match(await logIn(bobsPassword), { status: 400, body: badCredentials })
  t.match(await logIn('wrong password'), { status: 400, body: badCredentials })
  t.match(await post(app, url, { email: 'bob@example.com', password: bobsPassword }), { status: 200 })
})

t.test('of several users who share an address, as Django allows, each logs in by their own password', async t => {
  const { app } = await createMailingApp(t, byEmail)
  writeRows(app, "update auth_user set email = 'ALICE@example.com' where id = 2")
  const logIn = (secret: string) => post(app, url, { email: 'alice@example.com', password: secret })
  t.match(await logIn(password), { status: 200, body: { user: { pk: 1 } } })
  t.match(await logIn(bobsPassword), { status: 200, body: { user: { pk: 2 } } })
  t.match(await logIn('wrong password'), { status: 400, body: badCredentials })
})

t.test('a disabled user does not keep the others of an address out', async t => {
  const { app } = await createMailingApp(t, byEmail)
  writeRows(app, "update auth_user set email = 'bob@example.com' where id = 3")
  const logIn = (secret: string) => post(app, url, { email: 'bob@example.com', password: secret })
  t.match(await logIn(bobsPassword), { status: 200, body: { user: bob } })
  t.match(await logIn(password), { status: 400, body: badCredentials })
})

t.test('an address among others logs in once it is verified', async t => {
  const { app, mails } = await createMailingApp(t, byEmail)
  const email = 'second@example.com'
  await as(app, await obtain(app))('POST', '/rest-auth/emails/', { email })
  t.match(await post(app, url, { email, password }), { status: 400, body: badCredentials })
  const mail = (await mails()).find(({ to }) => to === email)
  if (mail === undefined) return t.fail('a link was sent to it')
  t.match(await post(app, '/rest-auth/registration/verify-email/', { key: emailKeyIn(mail) }), { status: 200 })
  t.match(await post(app, url, { email: 'Second@Example.com', password }), { status: 200, body: { user: alice } })
  t.match(await post(app, url, { email, password: bobsPassword }), { status: 400, body: badCredentials })
})

t.test("an address that is one user's own and another's verified one is both's", async t => {
  const { app } = await createMailingApp(t, byEmail)
  writeRows(app, "insert into account_emailaddress values (90, 1, 0, 1, 'BOB@example.com')")
  writeRows(app, "delete from account_emailaddress where email = 'bob@example.com'")
  t.match(await post(app, url, { email: 'bob@example.com', password: bobsPassword }), { body: { user: bob } })
  t.match(await post(app, url, { email: 'bob@example.com', password }), { body: { user: alice } })
})

t.test('the incomplete is told in Korean to who asks for it', async t => {
  for (const [method, words] of [
    [byEmail, '이메일(email)과 비밀번호(password)를 입력해 주세요.'],
    [byEither, '아이디(username) 또는 이메일(email)과 비밀번호(password)를 입력해 주세요.']
  ] as const) {
    t.test(method.accountAuthenticationMethod, async t => {
      const { app } = await createMailingApp(t, method)
      const { body } = await post(app, url, { password }, { 'accept-language': 'ko' })
      t.same(body, { non_field_errors: [words] })
    })
  }
})
