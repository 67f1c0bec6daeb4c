// A user whose account is deleted: all that they were handed out is dead (better-auth GHSA-2vg6-77g8-24mp).
import t from 'tap'
import { password, post, readRows } from '../helper.ts'
import { as } from '../mailing-app.ts'
import { loginTime, signToken } from '../outside.ts'
import { createRotatingApp, keptTokens, logInPair, mustRefresh, refresh, refusals } from '../rotating-app.ts'

const key = '8df73dafbde4c669dc37a9ea7620434515b2cc43'

t.test('tokens, refresh tokens, keys and logins of a deleted user are dead, and no row of them is left', async t => {
  const { app } = await createRotatingApp(t, { accountDeletion: true })
  const [one, two] = [await logInPair(app), await logInPair(app)]
  const next = await mustRefresh(app, two.refresh_token)
  const djangos = signToken({ user_id: 1, username: 'alice', exp: loginTime + 300, orig_iat: loginTime - 10 })
  t.equal((await as(app, one.token)('DELETE', '/rest-auth/user/', { password })).status, 204)
  for (const token of [one.token, two.token, next.token, djangos]) {
    t.equal((await as(app, token)('GET', '/whoami')).status, 401)
    t.equal((await post(app, '/api-jwt-auth/verify/', { token })).status, 400)
    t.equal((await post(app, '/api-jwt-auth/refresh/', { token })).status, 400)
  }
  for (const pair of [one, two, next]) t.match(await refresh(app, pair.refresh_token), refusals.invalid)
  t.equal((await as(app, key, 'Token')('GET', '/whoami')).status, 401)
  t.equal((await post(app, '/api-jwt-auth/', { username: 'alice', password })).status, 400)
  t.same(keptTokens(app), [])
  for (const table of ['rest_auth_session', 'authtoken_token']) t.same(readRows(app, `select * from ${table}`), [])
})

t.test('who takes the name afterwards is somebody else: nothing of before opens their account', async t => {
  const { app } = await createRotatingApp(t, { accountDeletion: true })
  const { token, refresh_token: refreshToken } = await logInPair(app)
  const djangos = signToken({ user_id: 1, username: 'alice', exp: loginTime + 300, orig_iat: loginTime - 10 })
  await as(app, token)('DELETE', '/rest-auth/user/', { password })
  const twice = { password1: 'a lovely passphrase', password2: 'a lovely passphrase' }
  t.equal((await post(app, '/rest-auth/registration/', { username: 'alice', ...twice })).status, 201)
  for (const old of [token, djangos]) t.equal((await as(app, old)('GET', '/whoami')).status, 401)
  t.match(await refresh(app, refreshToken), refusals.invalid)
})
