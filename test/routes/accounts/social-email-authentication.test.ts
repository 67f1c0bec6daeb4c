// SOCIALACCOUNT_EMAIL_AUTHENTICATION: who has verified an address here, and comes by a provider that vouches for it, is the
// same person. An address that only one side has verified may be somebody's who waits for its owner ("Pre-hijacked
// accounts", USENIX Security 2022).
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../../app.ts'
import { createKakaoApp, djangoDatabase, readRows } from '../../helper.ts'
import { allRows, execute, logIn } from '../../kakao-login.ts'
import { me } from '../../kakao-server.ts'
import { readMails } from '../../mails.ts'
import { claimsOf } from '../../outside.ts'

const now = Date.UTC(2026, 10, 25, 1, 2, 3, 456)
const emailTaken = { non_field_errors: ['User is already registered with this e-mail address.'] }
const disabled = { non_field_errors: ['User account is disabled.'] }
/** Whom Kakao vouches for as the owner of alice's address. */
const person = { id: '3700000099', nickname: '앨리스', email: 'alice@example.com' }

/** A server on Django's database that links by addresses, and to which that person comes with `tok`. */
async function createLinking(t: Test, options: SuiteOptions = {}) {
  const folder = join(t.testdirName, 'mails')
  const registered: unknown[] = []
  const { app, kakao } = await createKakaoApp(t, {
    databaseUrl: djangoDatabase(t),
    emailUrl: `file:${folder}`,
    now: () => now,
    socialaccountEmailAuthentication: true,
    onUserRegistered: user => void registered.push(user),
    ...options
  })
  kakao.tokens.set('tok', { person })
  return { app, kakao, registered, mails: () => readMails(folder) }
}

t.test('who has verified the address is logged in, and linked', async t => {
  const { app, registered, mails } = await createLinking(t)
  const before = allRows(app)
  const { status, body } = await logIn(app, 'tok')
  const after = allRows(app)

  t.test('as the user that they are', async t => {
    t.equal(status, 200)
    t.match(body.user, { pk: 1, username: 'alice', email: 'alice@example.com' })
    t.match(claimsOf(body.token), { user_id: 1 })
    t.same(registered, [], 'and nobody is registered')
  })

  t.test('with a social account, and the token of it', async t => {
    t.same(after.socialaccount_socialaccount?.slice(1), [
      {
        id: 2,
        provider: 'kakao',
        uid: '3700000099',
        user_id: 1,
        last_login: '2026-11-25 01:02:03.456000',
        date_joined: '2026-11-25 01:02:03.456000',
        extra_data: me(person)
      }
    ])
    t.match(after.socialaccount_socialtoken?.slice(1), [{ token: 'tok', account_id: 2, app_id: 1 }])
  })

  t.test('and nothing else about anybody changes but the time of the login', async t => {
    t.same(
      after.auth_user,
      before.auth_user?.map(user => (user.id === 1 ? { ...user, last_login: '2026-11-25 01:02:03.456000' } : user))
    )
    t.same(after.account_emailaddress, before.account_emailaddress)
    t.match(after.rest_auth_session, [{ user_id: 1, method: 'kakao' }])
  })

  t.test('and told by mail', async t => {
    const [mail, ...more] = await mails()
    t.same(more, [])
    t.match(mail, { to: 'alice@example.com', subject: '[example.com] Kakao login was connected' })
    t.match(mail?.text, /^Hello alice,\n/)
  })

  t.test('and it is written down, before the login', async t => {
    t.same(readRows(app, 'select event, user_id, details from rest_auth_event order by id'), [
      { event: 'social_account_connected', user_id: 1, details: '{"provider":"kakao"}' },
      { event: 'login', user_id: 1, details: '{"method":"kakao"}' }
    ])
  })

  t.test('once: the next login finds the account, and tells nobody', async t => {
    t.equal((await logIn(app, 'tok')).body.user.pk, 1)
    t.equal(allRows(app).socialaccount_socialaccount?.length, 2)
    t.equal((await mails()).length, 1)
  })
})

t.test('an address beside the primary one links as well, in any case, and the primary one is told', async t => {
  const { app, kakao, mails } = await createLinking(t)
  execute(app, `insert into account_emailaddress values (90, 1, 0, 1, 'Alice.Second@example.com')`)
  kakao.tokens.set('tok', { person: { ...person, email: 'alice.second@EXAMPLE.com' } })
  t.match(await logIn(app, 'tok'), { status: 200, body: { user: { pk: 1, email: 'alice@example.com' } } })
  t.match(await mails(), [{ to: 'alice@example.com' }])
})

for (const [what, sql, email] of [
  ['has the address without having verified it', 'select 1', 'hash_argon2@example.com'],
  [
    'lost the verification of it',
    'update account_emailaddress set verified = 0 where user_id = 1',
    'alice@example.com'
  ],
  ['has it in auth_user alone', 'select 1', 'admin@example.com'],
  [
    'has it in auth_user alone, while another one of theirs is verified',
    `insert into account_emailaddress values (90, 1, 1, 5, 'other@example.com')`,
    'admin@example.com'
  ]
] as const) {
  t.test(`who ${what} is not linked: it is refused, and nothing written`, async t => {
    const { app, kakao, mails } = await createLinking(t)
    execute(app, sql)
    const before = allRows(app)
    kakao.tokens.set('tok', { person: { ...person, email } })
    const { status, body } = await logIn(app, 'tok')
    t.equal(status, 400)
    t.same(body, emailTaken)
    t.same(allRows(app), before)
    t.same(await mails(), [])
  })
}

for (const flags of [{ isEmailVerified: false }, { isEmailValid: false }]) {
  const [flag] = Object.keys(flags)
  t.test(`an address that Kakao does not vouch for (${flag}: false) links nobody: it is somebody new`, async t => {
    const { app, kakao, registered, mails } = await createLinking(t)
    kakao.tokens.set('tok', { person: { ...person, ...flags } })
    const { status, body } = await logIn(app, 'tok')
    t.equal(status, 200)
    t.match(body.user, { pk: 10, username: '앨리스', email: '' })
    t.equal(registered.length, 1)
    t.same(readRows(app, 'select user_id from socialaccount_socialaccount'), [{ user_id: 6 }, { user_id: 10 }])
    t.same(await mails(), [])
  })
}

t.test('a disabled user is refused, and nothing is written', async t => {
  const { app, kakao } = await createLinking(t)
  const before = allRows(app)
  kakao.tokens.set('tok', { person: { ...person, email: 'gone@example.com' } })
  const { status, body } = await logIn(app, 'tok')
  t.equal(status, 400)
  t.same(body, disabled)
  t.same(allRows(app), before)
})

t.test('a verified address that nobody has is somebody new', async t => {
  const { app, kakao, registered } = await createLinking(t)
  kakao.tokens.set('tok', { person: { ...person, email: 'new@example.com' } })
  t.match((await logIn(app, 'tok')).body.user, { pk: 10, email: 'new@example.com' })
  t.equal(registered.length, 1)
})

t.test('unless it is asked for nobody is linked by an address', async t => {
  const { app } = await createLinking(t, { socialaccountEmailAuthentication: undefined })
  const before = allRows(app)
  const { status, body } = await logIn(app, 'tok')
  t.equal(status, 400)
  t.same(body, emailTaken)
  t.same(allRows(app), before)
})

t.test('of ten first logins at once one links, and all are the same user', async t => {
  const { app, mails } = await createLinking(t)
  const answers = await Promise.all(Array.from({ length: 10 }, () => logIn(app, 'tok')))
  t.same(new Set(answers.map(({ body }) => body.user?.pk)), new Set([1]))
  t.equal(allRows(app).socialaccount_socialaccount?.length, 2)
  t.equal((await mails()).length, 1)
})
