// ACCOUNT_PREVENT_ENUMERATION: whether a registration tells that an address is somebody's.
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../../app.ts'
import { password as alicesPassword, post, readRows } from '../../helper.ts'
import { as, countQueuedMails, createMailingApp, korean } from '../../mailing-app.ts'

const url = '/rest-auth/registration/'
const passphrase = 'a lovely passphrase'
const passwords = { password1: passphrase, password2: passphrase }
const hiding: SuiteOptions = { accountEmailVerification: 'mandatory', accountPreventEnumeration: true }
const createHiding = (t: Test, more: SuiteOptions = {}) => createMailingApp(t, { ...hiding, ...more })

const sent = { status: 201, body: { detail: 'Verification e-mail sent.' } }

/** What differs between two answers by nature. */
function comparable(headers: object): object {
  const { date, ...others } = headers as Record<string, unknown>
  return others
}

t.test('a registration with an address that somebody has answers as one with a new address', async t => {
  const { app } = await createHiding(t)
  const payload = { username: 'first', email: 'new@example.com', ...passwords }
  const fresh = await app.inject({ method: 'POST', url, payload })
  for (const email of ['alice@example.com', 'ALICE@Example.com']) {
    const username = email.startsWith('a') ? 'second' : 'third'
    const repeated = await app.inject({ method: 'POST', url, payload: { username, email, ...passwords } })
    t.equal(repeated.statusCode, 201)
    t.equal(repeated.body, fresh.body)
    t.same(comparable(repeated.headers), comparable(fresh.headers))
  }
})

t.test('each of them queues one mail and leaves one event', async t => {
  const { app } = await createHiding(t, { emailUrl: 'smtp://127.0.0.1:1' })
  for (const [index, email] of ['new@example.com', 'alice@example.com'].entries()) {
    const payload = { username: `name${index}`, email, ...passwords }
    t.match(await post(app, url, payload), sent)
    t.equal(countQueuedMails(app), index + 1)
  }
  const events = readRows(app, 'select event, details, user_id from rest_auth_event order by id')
  const registered = { event: 'user_registered', details: '{}' }
  t.match(events, [registered, registered])
  t.equal(events.length, 2)
  t.equal(Number(events[1]?.user_id), Number(events[0]?.user_id) + 1)
})

t.test('nobody waits for a host that hears of new addresses alone', async t => {
  const { app } = await createHiding(t, { onUserRegistered: () => new Promise(() => {}) })
  t.match(await post(app, url, { username: 'newbie', email: 'new@example.com', ...passwords }), sent)
})

t.test('its owner is told by mail, at the address as it is stored, in no word of who has typed it', async t => {
  const { app, mails } = await createHiding(t)
  t.match(await post(app, url, { username: 'mallory', email: 'ALICE@example.COM', ...passwords }), sent)
  const [mail, ...rest] = await mails()
  t.same(rest, [])
  t.equal(mail?.to, 'alice@example.com')
  t.equal(mail?.subject, '[example.com] You have an account already')
  t.match(mail?.text, 'Somebody has just registered at example.com with this e-mail address')
  t.notMatch(JSON.stringify(mail), /mallory|ALICE|https?:/)
  await post(app, url, { username: 'mallory2', email: 'alice@example.com', ...passwords }, korean)
  t.equal((await mails())[1]?.subject, '[example.com] 이미 가입된 이메일입니다')
})

t.test('an address that somebody has verified among others is told there', async t => {
  const { app, mails } = await createHiding(t)
  await app.database.transaction(({ emailAddresses }) =>
    emailAddresses.insert({ userId: 2, email: 'Bob2@example.com', primary: false, verified: true })
  )
  t.match(await post(app, url, { username: 'mallory', email: 'bob2@example.com', ...passwords }), sent)
  t.same(
    (await mails()).map(({ to }) => to),
    ['Bob2@example.com']
  )
})

t.test('an account that is gone when the mail is written is told nothing', async t => {
  const { app, mails } = await createHiding(t, { emailUrl: 'smtp://127.0.0.1:1' })
  t.match(await post(app, url, { username: 'mallory', email: 'alice@example.com', ...passwords }), sent)
  const [row] = await app.database.mails.due(new Date(app.accounts.now() + 10 ** 9), 1)
  t.match(row, { kind: 'registration repeated', recipient: 'alice@example.com' })
  await app.database.transaction(({ removeUser }) => removeUser(1))
  t.same(await mails(), [])
})

t.test(
  'the user is made without an address, so that the name tells nothing, and nobody is logged in as them',
  async t => {
    const { app } = await createHiding(t)
    await post(app, url, { username: 'mallory', email: 'alice@example.com', ...passwords })
    t.match(readRows(app, "select email, is_active, last_login from auth_user where username = 'mallory'"), [
      { email: '', is_active: 1, last_login: null }
    ])
    t.same(
      readRows(app, "select * from account_emailaddress where lower(email) = 'alice@example.com' and user_id <> 1"),
      []
    )
    t.match(await post(app, url, { username: 'MALLORY', email: 'other@example.com', ...passwords }), {
      status: 400,
      body: { username: ['A user with that username already exists.'] }
    })
    t.same(readRows(app, "select * from rest_auth_session where method <> 'end of all'"), [])
  }
)

for (const [what, email] of [
  ['with a new address', 'new@example.com'],
  ['with an address that somebody has', 'alice@example.com']
] as const) {
  t.test(`who has registered ${what} and not verified it is told so at every login`, async t => {
    const { app } = await createHiding(t)
    await post(app, url, { username: 'mallory', email, ...passwords })
    for (const loginUrl of ['/rest-auth/login/', '/api-jwt-auth/']) {
      t.match(await post(app, loginUrl, { username: 'mallory', password: passphrase }), {
        status: 400,
        body: { non_field_errors: ['E-mail is not verified.'] }
      })
    }
  })

  t.test(`where people log in by address, who has registered ${what} is told as with a wrong password`, async t => {
    const { app } = await createHiding(t, { accountAuthenticationMethod: 'email' })
    await post(app, url, { username: 'mallory', email, ...passwords })
    for (const [loginUrl, who] of [
      ['/rest-auth/login/', { email }],
      ['/api-jwt-auth/', { username: email }]
    ] as const) {
      t.match(await post(app, loginUrl, { ...who, password: passphrase }), {
        status: 400,
        body: { non_field_errors: ['Unable to log in with provided credentials.'] }
      })
    }
  })
}

t.test('who has verified their address still logs in everywhere', async t => {
  const { app } = await createHiding(t)
  for (const loginUrl of ['/rest-auth/login/', '/api-jwt-auth/']) {
    const { status, body } = await post(app, loginUrl, { username: 'alice', password: alicesPassword })
    t.equal(status, 200)
    t.match(await as(app, body.token)('GET', '/rest-auth/user/'), { status: 200 })
  }
})

t.test('onUserRegistered hears of new users alone, and validateRegistration looks at all', async t => {
  const [registered, validated]: [string[], unknown[]] = [[], []]
  const { promise: isTold, resolve: tell } = Promise.withResolvers<void>()
  const { app } = await createHiding(t, {
    onUserRegistered({ username }) {
      registered.push(username)
      tell()
    },
    validateRegistration: ({ username }) => void validated.push(username)
  })
  await post(app, url, { username: 'mallory', email: 'alice@example.com', ...passwords })
  await post(app, url, { username: 'newbie', email: 'newbie@example.com', ...passwords })
  await isTold
  t.same(registered, ['newbie'])
  t.same(validated, ['mallory', 'newbie'])
})

t.test('without a username one is made in either case', async t => {
  const { app } = await createHiding(t, { accountUsernameRequired: false })
  for (const email of ['alice@example.com', 'new@example.com'])
    t.match(await post(app, url, { email, ...passwords }), sent)
  const names = readRows(app, 'select username from auth_user order by id desc limit 2').map(row => row.username)
  t.equal(names[0], 'new')
  t.match(names[1], /^alice\d/)
})

t.test('two registrations with one new address at once: one is real, the other is told to its owner', async t => {
  const { app, mails } = await createHiding(t)
  const answers = await Promise.all(
    ['first', 'second'].map(username => post(app, url, { username, email: 'new@example.com', ...passwords }))
  )
  for (const answer of answers) t.match(answer, sent)
  t.equal(readRows(app, "select * from account_emailaddress where email = 'new@example.com'").length, 1)
  t.same(
    (await mails()).map(({ to }) => to),
    ['new@example.com', 'new@example.com']
  )
})

t.test('without mandatory verification it has no effect', async t => {
  const { app } = await createHiding(t, { accountEmailVerification: 'optional' })
  t.match(await post(app, url, { username: 'mallory', email: 'alice@example.com', ...passwords }), {
    status: 400,
    body: { email: ['A user is already registered with this e-mail address.'] }
  })
})
