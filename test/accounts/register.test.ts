import t from 'tap'
import { register } from '../../accounts/register.ts'
import { createApp, djangoDatabase, readRows } from '../helper.ts'

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
