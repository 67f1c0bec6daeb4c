import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { register } from '../../accounts/register.ts'
import { readEmailKey } from '../../accounts/verify-email.ts'
import { createApp, djangoDatabase, readRows } from '../helper.ts'
import { writeRows } from '../outside.ts'
import { meanwhile } from './meanwhile.ts'
import { thrown } from './refusal.ts'

const origin = { ipAddress: '192.0.2.7', userAgent: 'tests', language: 'en' as const }
const passwords = { password1: 'a lovely passphrase', password2: 'a lovely passphrase' }

t.test('a name that somebody took since the fields were checked is refused, and nothing is written', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const registration = { username: 'ALICE', email: 'newbie@example.com', ...passwords }
  const error = await register(app.accounts, registration, origin).catch((error: unknown) => error)
  t.match(error, { fields: { username: [{ name: 'usernameTaken' }] } })
  t.same(readRows(app, "select * from account_emailaddress where email = 'newbie@example.com'"), [])
  t.same(readRows(app, 'select * from rest_auth_session'), [])
})

t.test('an address that somebody took since is refused, and nothing is written', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const registration = { username: 'newbie', email: 'ADMIN@example.com', ...passwords }
  const error = await register(app.accounts, registration, origin).catch((error: unknown) => error)
  t.match(error, { fields: { email: [{ name: 'emailTaken' }] } })
  t.same(readRows(app, "select * from auth_user where username = 'newbie'"), [])
})

t.test('a registration that fails at its last step leaves no user', async t => {
  const app = await createApp(t)
  // A session without an address cannot be written: its column is NOT NULL.
  const broken = { ...origin, ipAddress: null as unknown as string }
  await t.rejects(register(app.accounts, { username: 'newbie', email: 'n@example.com', ...passwords }, broken))
  t.same(readRows(app, 'select * from auth_user'), [])
  t.same(readRows(app, 'select * from account_emailaddress'), [])
})

t.test('a registration whose mail cannot be queued leaves no user either', async t => {
  const app = await createApp(t)
  writeRows(
    app,
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < 10000)
     insert into rest_auth_mail (kind, recipient, details, language, site_id, created, attempts, due)
     select 'password changed', '', '{}', 'en', 1, '2026-11-23', 1, '2999-01-01' from n`
  )
  const registration = { username: 'newbie', email: 'n@example.com', ...passwords }
  t.match(await thrown(register(app.accounts, registration, origin)), { statusCode: 503 })
  t.same(readRows(app, 'select * from auth_user'), [])
  t.same(readRows(app, 'select * from account_emailaddress'), [])
  t.match(await register(app.accounts, { username: 'newbie', ...passwords }, origin), { user: { username: 'newbie' } })
})

t.test('a name that was made of an address gives way to one that somebody took meanwhile', async t => {
  const app = await createApp(t)
  const registration = { email: 'jane@example.com', ...passwords }
  const accounts = meanwhile(app, async () => {
    await register(app.accounts, { username: 'JANE', ...passwords }, origin)
  })
  const { user } = await register(accounts, registration, origin)
  t.match(user.username, /^jane\d$/)
})

t.test('who has to verify their address first is not logged in', async t => {
  const app = await createApp(t, { accountEmailVerification: 'mandatory' })
  const registered = await register(app.accounts, { username: 'newbie', email: 'n@example.com', ...passwords }, origin)
  t.same(Object.keys(registered), ['user'])
  t.equal(registered.user.lastLogin, null)
  t.same(readRows(app, 'select kind, recipient, details from rest_auth_mail'), [
    { kind: 'confirmation', recipient: 'n@example.com', details: '{"id":1}' }
  ])
})

/** Writes a row of alice's that waits (90) unless it is said to be more. */
function writeClaim(app: FastifyInstance, email: string, { verified = 0, primary = 0 } = {}): void {
  writeRows(app, 'insert into account_emailaddress values (90, ?, ?, 1, ?)', verified, primary, email)
}

t.test('what another user claims without having verified it keeps nobody away, and is dropped', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  writeClaim(app, 'Newbie@Example.com')
  const key = app.accounts.links.emailKey(90)
  t.match(await readEmailKey(app.accounts, key), { id: 90, userId: 1 })
  const { user } = await register(
    app.accounts,
    { username: 'newbie', email: 'newbie@example.com', ...passwords },
    origin
  )
  t.same(readRows(app, "select user_id, email from account_emailaddress where lower(email) = 'newbie@example.com'"), [
    { user_id: user.id, email: 'newbie@example.com' }
  ])
  t.equal(await readEmailKey(app.accounts, key), undefined, 'the key to it is dead')
})

for (const [what, more] of [
  ['has verified', { verified: 1 }],
  ['has as the primary one', { primary: 1 }]
] as const) {
  t.test(`an address that another user ${what} is refused`, async t => {
    const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
    writeClaim(app, 'Newbie@Example.com', more)
    const registration = { username: 'newbie', email: 'newbie@example.com', ...passwords }
    t.match(await thrown(register(app.accounts, registration, origin)), { fields: { email: [{ name: 'emailTaken' }] } })
    t.same(readRows(app, "select * from auth_user where username = 'newbie'"), [])
    t.match(readRows(app, 'select user_id from account_emailaddress where id = 90'), [{ user_id: 1 }])
  })
}
