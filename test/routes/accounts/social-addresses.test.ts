// What becomes of the address that Kakao tells: it is somebody's here when Kakao vouches for it, and else nobody's.
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { passwords } from '../../attacks/twins.ts'
import { createKakaoApp, djangoDatabase, post, readRows } from '../../helper.ts'
import { allRows, countRows, execute, jiyun, logIn, oneOfEach } from '../../kakao-login.ts'
import { me } from '../../kakao-server.ts'
import { readMails } from '../../mails.ts'

const emailTaken = { non_field_errors: ['User is already registered with this e-mail address.'] }
/** Nobody here has them. */
const newcomer = { id: '3700000099', nickname: '하늘', email: 'haneul@kakao.example' }

/** A server on Django's database with the mails that it has sent. */
async function createMailed(t: Test) {
  const folder = join(t.testdirName, 'mails')
  const { app, kakao } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t), emailUrl: `file:${folder}` })
  return { app, kakao, mails: () => readMails(folder) }
}

/** The people of Django's database, and their addresses. */
function rowsOfPeople(app: FastifyInstance) {
  return [
    readRows(app, 'select * from auth_user where id < 10'),
    readRows(app, 'select * from account_emailaddress where user_id < 10'),
    readRows(app, 'select * from socialaccount_socialaccount where user_id < 10')
  ]
}

for (const [name, email] of [
  ['exactly', 'taken@example.com'],
  ['in another case', 'TAKEN@Example.COM'],
  ['in auth_user alone', 'admin@example.com'],
  ['in auth_user alone, in another case', 'Admin@EXAMPLE.com'],
  ['in account_emailaddress alone', 'alice.second@example.com'],
  ['in account_emailaddress alone, in another case', 'Alice.Second@example.com'],
  ['where it was never verified', 'hash_argon2@example.com'],
  ['of a disabled user', 'gone@example.com']
] as const) {
  t.test(`an address that is somebody's, ${name}, is refused and nothing written`, async t => {
    const { app, kakao } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t) })
    execute(
      app,
      `insert into account_emailaddress (verified, "primary", user_id, email) values (1, 0, 1, 'alice.second@example.com')`
    )
    const before = allRows(app)
    kakao.tokens.set('tok', { person: { id: '42', nickname: 'newcomer', email } })
    const { status, body } = await logIn(app, 'tok')
    t.equal(status, 400)
    t.same(body, emailTaken)
    t.same(allRows(app), before)
  })
}

t.test("taking somebody's address at Kakao later does not reach their account", async t => {
  const { app, kakao } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t) })
  kakao.tokens.set('tok', { person: { ...jiyun, email: 'alice@example.com' } })
  const { status, body } = await logIn(app, 'tok')
  t.equal(status, 200)
  t.match(body.user, { pk: 6, email: 'jiyun@kakao.example' })
  t.same(readRows(app, "select user_id from account_emailaddress where email = 'alice@example.com'"), [{ user_id: 1 }])
})

const unverified = [
  [true, false],
  [false, true],
  [false, false]
] as const

for (const [isEmailValid, isEmailVerified] of unverified) {
  const address = `an address that is valid: ${isEmailValid}, verified: ${isEmailVerified}`

  t.test(`${address} is nobody's: it stays in what Kakao told`, async t => {
    const { app, kakao, mails } = await createMailed(t)
    const person = { ...newcomer, isEmailValid, isEmailVerified }
    kakao.tokens.set('tok', { person })
    const { status, body } = await logIn(app, 'tok')
    t.equal(status, 200)
    t.match(body.user, { pk: 10, username: '하늘', email: '' })
    t.same(readRows(app, 'select email from auth_user where id = 10'), [{ email: '' }])
    t.same(readRows(app, 'select * from account_emailaddress where user_id = 10'), [])
    t.same(readRows(app, 'select extra_data from socialaccount_socialaccount where user_id = 10'), [
      { extra_data: me(person) }
    ])
    t.match(me(person), newcomer.email)
    t.same(await mails(), [])
  })

  t.test(`${address} that somebody has here keeps nobody out, and lets nobody into their account`, async t => {
    const { app, kakao } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t) })
    const before = rowsOfPeople(app)
    const person = { ...newcomer, email: 'alice@example.com', isEmailValid, isEmailVerified }
    kakao.tokens.set('tok', { person })
    const { status, body } = await logIn(app, 'tok')
    t.equal(status, 200)
    t.match(body.user, { pk: 10, email: '' })
    t.same(rowsOfPeople(app), before)
  })
}

const ownersWays: [string, (app: FastifyInstance) => ReturnType<typeof post>][] = [
  [
    'by a password',
    app => post(app, '/rest-auth/registration/', { username: 'owner', email: newcomer.email, ...passwords })
  ],
  ['by Kakao', app => logIn(app, 'tok-owner')]
]

for (const [how, come] of ownersWays) {
  t.test(`an unverified address blocks nobody: its owner registers with it, ${how}`, async t => {
    const { app, kakao } = await createKakaoApp(t)
    kakao.tokens.set('tok', { person: { ...newcomer, isEmailVerified: false } })
    kakao.tokens.set('tok-owner', { person: { ...newcomer, id: '3700000098' } })
    t.equal((await logIn(app, 'tok')).body.user.pk, 1)
    const { status, body } = await come(app)
    t.ok(status === 200 || status === 201, `${status}`)
    t.match(body.user, { pk: 2, email: newcomer.email })
    t.same(readRows(app, 'select user_id, email from account_emailaddress'), [{ user_id: 2, email: newcomer.email }])
  })
}

t.test('a reset that is asked for by an unverified address reaches nobody', async t => {
  const { app, kakao, mails } = await createMailed(t)
  kakao.tokens.set('tok', { person: { ...newcomer, isEmailVerified: false } })
  await logIn(app, 'tok')
  await post(app, '/rest-auth/password/reset/', { email: newcomer.email })
  t.same(await mails(), [])
})

t.test('an address that is verified by now does not come to who was registered without', async t => {
  const { app, kakao } = await createKakaoApp(t)
  kakao.tokens.set('tok', { person: { ...newcomer, isEmailVerified: false } })
  kakao.tokens.set('tok-verified', { person: newcomer })
  await logIn(app, 'tok')
  const { status, body } = await logIn(app, 'tok-verified')
  t.equal(status, 200)
  t.match(body.user, { pk: 1, email: '' })
  t.same(readRows(app, 'select * from account_emailaddress'), [])
  t.same(readRows(app, 'select extra_data from socialaccount_socialaccount'), [{ extra_data: me(newcomer) }])
})

t.test('who shared no address has none', async t => {
  const { app } = await createKakaoApp(t)
  const { status, body } = await logIn(app, 'tok-noemail')
  t.equal(status, 200)
  t.same(body.user, { pk: 1, username: '무메일', email: '', first_name: '', last_name: '' })
  t.same(countRows(app), { ...oneOfEach, account_emailaddress: 0 })
})

t.test('two people without an address do not stand in each other’s way', async t => {
  const { app, kakao } = await createKakaoApp(t)
  kakao.tokens.set('tok', { person: { id: '42', nickname: 'another' } })
  t.equal((await logIn(app, 'tok-noemail')).body.user.pk, 1)
  t.equal((await logIn(app, 'tok')).body.user.pk, 2)
})

for (const email of [
  'nobody',
  'a@b@example.com',
  'a b@example.com',
  'mıke@example.com',
  `${'a'.repeat(250)}@example.com`
]) {
  t.test(`${email.slice(0, 20)} is no address, and not kept`, async t => {
    const { app, kakao } = await createKakaoApp(t)
    kakao.tokens.set('tok', { person: { ...jiyun, email } })
    const { status, body } = await logIn(app, 'tok')
    t.equal(status, 200)
    t.equal(body.user.email, '')
    t.same(countRows(app), { ...oneOfEach, account_emailaddress: 0 })
  })
}
