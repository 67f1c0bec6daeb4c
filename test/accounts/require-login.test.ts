// A login may end while the body of a request is on its way.
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { addEmailAddress } from '../../accounts/add-email-address.ts'
import { type Authentication, authenticateToken } from '../../accounts/authenticate.ts'
import { changePassword } from '../../accounts/change-password.ts'
import type { Accounts } from '../../accounts/context.ts'
import { deleteAccount } from '../../accounts/delete-account.ts'
import { disconnectSocialAccount } from '../../accounts/disconnect-social-account.ts'
import { logOut } from '../../accounts/log-out.ts'
import { makeEmailPrimary } from '../../accounts/make-email-primary.ts'
import { removeEmailAddress } from '../../accounts/remove-email-address.ts'
import { requireLogin } from '../../accounts/require-login.ts'
import { resetPassword } from '../../accounts/reset-password.ts'
import { updateUser } from '../../accounts/update-user.ts'
import { encodeUid } from '../../core/links.ts'
import { password, readRows } from '../helper.ts'
import { allRows } from '../kakao-login.ts'
import { createMailingApp, origin } from '../mailing-app.ts'
import { writeRows } from '../outside.ts'
import { djangoToken, keyLogin, loginOf, loginOver, userGone } from './login-of.ts'
import { thrown } from './refusal.ts'

const passphrase = 'a brand new passphrase'
const twice = { new_password1: passphrase, new_password2: passphrase }

const require = (app: FastifyInstance, login: Authentication) =>
  app.database.transaction(queries => requireLogin(app.accounts, queries, login))

const endAll = ({ accounts, database }: FastifyInstance, userId = 1) =>
  database.transaction(({ sessions }) => sessions.endAll(userId, new Date(accounts.now())))

const djangoLogin = (app: FastifyInstance, secondsAgo?: number) =>
  authenticateToken(app.accounts, djangoToken(app, secondsAgo), 'user')

async function reset(app: FastifyInstance): Promise<void> {
  const alice = await app.database.users.find(1)
  if (alice === undefined) throw new Error('alice is gone')
  await resetPassword(
    app.accounts,
    { uid: encodeUid(1), token: app.accounts.links.resetToken(alice), ...twice },
    origin
  )
}

/** Gives alice a key in the place of the one that she has. */
async function replaceKey({ accounts, database }: FastifyInstance): Promise<void> {
  await database.transaction(async ({ tokens }) => {
    await tokens.remove(1)
    await tokens.getOrInsert({ key: 'a'.repeat(40), userId: 1, created: new Date(accounts.now()) })
  })
}

const disable = (app: FastifyInstance) => writeRows(app, 'update auth_user set is_active = 0 where id = 1')
const remove = (app: FastifyInstance) => app.database.transaction(queries => queries.removeUser(1))

t.test('an open login gives its user, as they are now', async t => {
  const { app } = await createMailingApp(t)
  const logins = [await loginOf(app, 1), await keyLogin(app), await djangoLogin(app)]
  writeRows(app, "update auth_user set first_name = 'Alice' where id = 1")
  for (const login of logins) t.same(await require(app, login), await app.database.users.find(1))
  t.match(await app.database.users.find(1), { firstName: 'Alice' })
})

type End = (app: FastifyInstance, login: Authentication) => unknown
const ends: [what: string, logIn: (app: FastifyInstance) => Promise<Authentication>, end: End, error: object][] = [
  ['a login whose sessions all ended', app => loginOf(app, 1), app => endAll(app), loginOver],
  [
    'one whose session is not there',
    app => loginOf(app, 1),
    app => writeRows(app, 'delete from rest_auth_session'),
    loginOver
  ],
  ['one that logged out', app => loginOf(app, 1), (app, login) => logOut(app.accounts, login, origin), loginOver],
  ['one before a reset', app => loginOf(app, 1), reset, loginOver],
  ['one of a disabled user', app => loginOf(app, 1), disable, userGone],
  ['one of a deleted user', app => loginOf(app, 1), remove, userGone],
  ['a key that is removed', keyLogin, (app, login) => logOut(app.accounts, login, origin), loginOver],
  ['a key that another one replaced', keyLogin, replaceKey, loginOver],
  ['a key before a reset', keyLogin, reset, loginOver],
  ['a key of a disabled user', keyLogin, disable, userGone],
  ['a key of a deleted user', keyLogin, remove, userGone],
  ['a login at Django, when all sessions ended', app => djangoLogin(app), app => endAll(app), loginOver],
  [
    'a login at Django that logged out',
    app => djangoLogin(app),
    (app, login) => logOut(app.accounts, login, origin),
    loginOver
  ],
  ['a login at Django of a disabled user', app => djangoLogin(app), disable, userGone]
]

for (const [what, logIn, end, error] of ends) {
  t.test(`${what} is refused`, async t => {
    const { app } = await createMailingApp(t)
    const login = await logIn(app)
    await end(app, login)
    t.match(await thrown(require(app, login)), error)
  })
}

t.test('a login at Django after all sessions ended holds', async t => {
  const { app, clock } = await createMailingApp(t)
  await endAll(app)
  clock.seconds += 20
  t.match(await require(app, await djangoLogin(app)), { id: 1 })
})

t.test('the end of somebody else’s sessions and keys ends nothing', async t => {
  const { app } = await createMailingApp(t)
  const logins = [await loginOf(app, 1), await keyLogin(app), await djangoLogin(app)]
  await endAll(app, 2)
  await app.database.transaction(({ tokens }) => tokens.remove(2))
  for (const login of logins) t.match(await require(app, login), { id: 1 })
})

/** The acts in the name of alice, whose second address is 90; 91 waits, and 50 is her social account. */
const acts: [what: string, act: (accounts: Accounts, login: Authentication) => Promise<unknown>][] = [
  ['a password changes', (accounts, login) => changePassword(accounts, login, twice, origin)],
  ['an e-mail address is added', (accounts, login) => addEmailAddress(accounts, login, 'new@example.com', origin)],
  ['an e-mail address is made primary', (accounts, login) => makeEmailPrimary(accounts, login, 90, origin)],
  ['an e-mail address is removed', (accounts, login) => removeEmailAddress(accounts, login, 91, origin)],
  ['a name changes', (accounts, login) => updateUser(accounts, login, { username: 'alison' }, origin)],
  ['a social account is disconnected', (accounts, login) => disconnectSocialAccount(accounts, login, 50, origin)],
  ['an account is deleted', (accounts, login) => deleteAccount(accounts, login, password, origin)]
]

/** A server on which all of the acts would do something. */
async function createActing(t: Test): Promise<FastifyInstance> {
  const { app } = await createMailingApp(t)
  writeRows(app, "insert into account_emailaddress values (90, 1, 0, 1, 'second@example.com')")
  writeRows(app, "insert into account_emailaddress values (91, 0, 0, 1, 'waiting@example.com')")
  writeRows(
    app,
    `insert into socialaccount_socialaccount (id, provider, uid, last_login, date_joined, extra_data, user_id)
     values (50, 'kakao', '50', '2026-11-23', '2026-11-23', '{}', 1)`
  )
  return app
}

/** Every row that an act could write. */
function everything(app: FastifyInstance) {
  const mails = readRows(app, 'select * from rest_auth_mail')
  return { ...allRows(app), mails, keys: readRows(app, 'select * from authtoken_token') }
}

for (const [what, act] of acts) {
  t.test(`${what} by no login that is over, and then nothing is written`, async t => {
    const app = await createActing(t)
    const logins = [await loginOf(app, 1), await djangoLogin(app), await keyLogin(app)]
    await endAll(app)
    await replaceKey(app)
    const before = everything(app)
    for (const login of logins) t.match(await thrown(act(app.accounts, login)), loginOver)
    t.same(everything(app), before)
  })

  for (const [how, logIn] of [
    ['a token', (app: FastifyInstance) => loginOf(app, 1)],
    ['a key', keyLogin]
  ] as const) {
    t.test(`${what} by a login that is open: ${how}`, async t => {
      const app = await createActing(t)
      const login = await logIn(app)
      const before = everything(app)
      await act(app.accounts, login)
      t.not(JSON.stringify(everything(app)), JSON.stringify(before))
    })
  }
}
