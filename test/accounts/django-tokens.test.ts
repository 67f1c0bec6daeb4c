import t from 'tap'
import { setPassword } from '../../accounts/set-password.ts'
import { createApp, djangoDatabase } from '../helper.ts'
import { createClock, signToken } from '../outside.ts'

const begin = 1_795_460_000
const claims = { user_id: 1, username: 'alice', email: 'alice@example.com', exp: begin + 300 }

/** The statuses that a token gets in the header, at verify and at refresh. */
async function show(app: Awaited<ReturnType<typeof createApp>>, token: string): Promise<number[]> {
  const header = await app.inject({ url: '/whoami', headers: { authorization: `JWT ${token}` } })
  const asked = ['verify', 'refresh'].map(view =>
    app.inject({ method: 'POST', url: `/api-jwt-auth/${view}/`, payload: { token } })
  )
  return [header, ...(await Promise.all(asked))].map(({ statusCode }) => statusCode)
}

t.test('a new password ends the tokens that Django signed, though they have no session yet', async t => {
  const clock = createClock(begin + 10)
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), now: clock.now })
  const before = signToken({ ...claims, orig_iat: begin })
  await setPassword(app.accounts, 'alice', 'a brand new passphrase')
  t.same(await show(app, before), [401, 400, 400])
  t.same(await show(app, signToken(claims)), [401, 400, 400], 'also one that cannot be refreshed')
  t.same(
    await show(app, signToken({ ...claims, orig_iat: begin + 11 })),
    [200, 200, 200],
    'but not those of a login after it'
  )
  t.same(await show(app, signToken({ ...claims, user_id: 2, username: 'bob', orig_iat: begin })), [200, 200, 200])
})

t.test('a second new password moves the end', async t => {
  const clock = createClock(begin)
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), now: clock.now })
  await setPassword(app.accounts, 'alice', 'a brand new passphrase')
  clock.seconds = begin + 20
  await setPassword(app.accounts, 'alice', 'another fine passphrase')
  t.same(await show(app, signToken({ ...claims, orig_iat: begin + 10 })), [401, 400, 400])
})

t.test('it ends one that Django made for longer than ours are, though nobody knows when', async t => {
  const clock = createClock(begin)
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), now: clock.now })
  const long = signToken({ ...claims, exp: begin + 86_400 })
  t.same((await show(app, long)).slice(0, 2), [200, 200])
  await setPassword(app.accounts, 'alice', 'a brand new passphrase')
  t.same(await show(app, long), [401, 400, 400])
})
