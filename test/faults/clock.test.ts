// A clock that runs a day ahead for a while and is put right again. One that is put back is in
// test/routes/clock-back.test.ts and test/accounts/rotate-refresh-token.test.ts; limits, in test/core/limits.test.ts.
import t from 'tap'
import { bobsPassword, password, post } from '../helper.ts'
import { as, emailKeyIn, resetLinkIn } from '../mailing-app.ts'
import { createRotatingApp, logInPair, mustRefresh, refresh, refusals, statusOf } from '../rotating-app.ts'

const day = 24 * 3600
const resetUrl = '/rest-auth/password/reset/confirm/'
const verifyUrl = '/rest-auth/registration/verify-email/'
const passwords = { new_password1: 'a lovely passphrase', new_password2: 'a lovely passphrase' }

t.test('a clock that jumps a day ahead, and back', async t => {
  const { app, clock, mails } = await createRotatingApp(t)
  const logOut = (token: string) => as(app, token)('POST', '/rest-auth/logout/')
  const login = (username: string, password: string) => post(app, '/rest-auth/login/', { username, password })
  const [used, ended] = [await logInPair(app), await logInPair(app)]
  await as(app, used.token)('POST', '/rest-auth/emails/', { email: 'alice2@example.com' })
  await app.mailer.flush()
  const [confirm] = (await mails()).filter(({ to }) => to === 'alice2@example.com')
  const bobs = await logInPair(app, 'bob', bobsPassword)
  await post(app, '/rest-auth/password/reset/', { email: 'bob@example.com' })
  await app.mailer.flush()
  const [reset] = (await mails()).filter(({ to }) => to === 'bob@example.com')
  if (confirm === undefined || reset === undefined) throw new Error('no mail')
  const link = { ...resetLinkIn(reset), ...passwords }
  const key = { key: emailKeyIn(confirm) }

  clock.seconds += day
  t.equal(await statusOf(app, used.token), 401, 'tokens have expired')
  const next = await mustRefresh(app, used.refresh_token)
  const last = await mustRefresh(app, ended.refresh_token)
  t.match(await logOut(last.token), { status: 200 })
  t.match(await post(app, resetUrl, link), { status: 200 })
  t.match(await post(app, verifyUrl, key), { status: 200 })

  clock.seconds -= day
  t.equal(await statusOf(app, next.token), 200, 'what is open stays so')
  for (const { token, refresh_token } of [ended, last, bobs]) {
    t.equal(await statusOf(app, token), 401, 'what was ended stays so')
    t.match(await refresh(app, refresh_token), refusals.ended)
  }
  t.match(await refresh(app, used.refresh_token), refusals.reused, 'what was used stays so')
  t.match(await post(app, resetUrl, link), { status: 400, body: { token: ['Invalid value'] } })
  t.match(await post(app, verifyUrl, key), { status: 404 })
  t.match(await login('bob', bobsPassword), { status: 400 })
  t.match(await login('bob', passwords.new_password1), { status: 200 })
  t.match(await login('alice', password), { status: 200 })
})
