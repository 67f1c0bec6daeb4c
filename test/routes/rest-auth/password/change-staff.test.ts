import t, { type Test } from 'tap'
import { createApp, obtain, oneHasherDatabase, password, post, readRows } from '../../../helper.ts'
import { createClock, writeRows } from '../../../outside.ts'

const change = { new_password1: 'a lovely passphrase', new_password2: 'a lovely passphrase' }
const url = '/rest-auth/password/change/'

/** A server, and how its superuser asks. */
async function createStaffApp(t: Test) {
  const clock = createClock()
  const app = await createApp(t, {
    databaseUrl: oneHasherDatabase(t),
    now: clock.now,
    jwtExpirationDelta: 86_400,
    accountReauthenticationRequired: false
  })
  const authorization = `JWT ${await obtain(app, 'admin')}`
  const ask = (body: object, path = url) => post(app, path, body, { authorization })
  const passwordOf = () => readRows(app, "select password from auth_user where username = 'admin'")[0]?.password
  return { app, clock, ask, passwordOf }
}

t.test('a member of the staff shows the old password, whatever the settings say', async t => {
  const { ask, passwordOf } = await createStaffApp(t)
  const before = passwordOf()
  t.match(await ask(change), { status: 400, body: { old_password: ['This field is required.'] } })
  t.match(await ask({ ...change, old_password: 'wrong' }), {
    status: 400,
    body: { old_password: ['Invalid password'] }
  })
  t.equal(passwordOf(), before)
  t.equal((await ask({ ...change, old_password: password })).status, 200)
})

t.test('a superuser who is no staff does, too', async t => {
  const { app, ask } = await createStaffApp(t)
  writeRows(app, "update auth_user set is_staff = 0 where username = 'admin'")
  t.match(await ask(change), { status: 400, body: { old_password: ['This field is required.'] } })
})

t.test('who has none, having come by a provider, must have logged in just now', async t => {
  const { app, clock, ask } = await createStaffApp(t)
  writeRows(app, "update auth_user set password = '!' where username = 'admin'")
  clock.seconds += 15 * 60 + 1
  t.match(await ask(change), { status: 403, body: { detail: /of the last 15 minutes/ } })
  clock.seconds -= 2
  t.equal((await ask(change)).status, 200)
})

t.test('other ways into their account take a recent login, and those of others as long as it lasts', async t => {
  const { app, clock, ask } = await createStaffApp(t)
  const alice = `JWT ${await obtain(app)}`
  clock.seconds += 15 * 60 + 1
  t.equal((await ask({ email: 'second@example.com' }, '/rest-auth/emails/')).status, 403)
  const { status } = await post(app, '/rest-auth/emails/', { email: 'third@example.com' }, { authorization: alice })
  t.equal(status, 201)
})
