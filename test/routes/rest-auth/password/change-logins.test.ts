// Which logins a change of the password ends.
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../../../app.ts'
import { bobsPassword, obtain, password, post, readRows } from '../../../helper.ts'
import { as, createMailingApp, told } from '../../../mailing-app.ts'
import { claimsOf, loginTime, signToken, writeRows } from '../../../outside.ts'

const url = '/rest-auth/password/change/'
const passphrase = 'a brand new passphrase'
const change = { new_password1: passphrase, new_password2: passphrase }
/** alice's key in Django's database. */
const key = '8df73dafbde4c669dc37a9ea7620434515b2cc43'

/** The statuses that a token gets in the header, at verify and at refresh. */
async function show(app: FastifyInstance, token: string): Promise<number[]> {
  const header = await as(app, token)('GET', '/whoami')
  const verify = await post(app, '/api-jwt-auth/verify/', { token })
  const refresh = await post(app, '/api-jwt-auth/refresh/', { token })
  return [header, verify, refresh].map(({ status }) => status)
}

const holds = [200, 200, 200]
const isOver = [401, 400, 400]

/** The status that a key of Django REST Framework gets. */
const showKey = async (app: FastifyInstance, key: string) => (await as(app, key, 'Token')('GET', '/whoami')).status
const keysOf = (app: FastifyInstance, userId = 1) =>
  readRows(app, 'select key from authtoken_token where user_id = ?', userId).map(({ key }) => key)

/** A server at which alice has logged in twice, and bob once. */
async function logInThrice(t: Test, options: SuiteOptions = {}) {
  const { app, clock } = await createMailingApp(t, options)
  const asking = await obtain(app)
  const other = await obtain(app)
  const bobs = await obtain(app, 'bob', bobsPassword)
  clock.seconds += 10
  return { app, clock, asking, other, bobs }
}

/** A token as Django signed it at the time of the tests' logins: without a session. */
const djangoToken = (claims: object = {}) =>
  signToken({ user_id: 1, username: 'alice', email: 'alice@example.com', exp: loginTime + 300, ...claims })

t.test('the login that asks stays, the others of the user end, and nobody else’s do', async t => {
  const { app, asking, other, bobs } = await logInThrice(t)
  t.match(await as(app, asking)('POST', url, change), { status: 200 })
  t.same(await show(app, asking), holds)
  t.same(await show(app, other), isOver)
  t.same(await show(app, bobs), holds)
  t.match(await as(app, other)('GET', '/whoami'), { body: { detail: 'Session has ended.' } })
  const endOf = (token: string) =>
    readRows(app, 'select ended from rest_auth_session where id = ?', claimsOf(token).sid)[0]?.ended
  t.same([asking, other, bobs].map(endOf), [null, '2026-11-23 18:53:30', null])
})

t.test('a token that was refreshed is of the same login', async t => {
  const { app, asking, other } = await logInThrice(t)
  const { token: refreshed } = (await post(app, '/api-jwt-auth/refresh/', { token: asking })).body
  const { token: othersRefreshed } = (await post(app, '/api-jwt-auth/refresh/', { token: other })).body
  await as(app, asking)('POST', url, change)
  t.same(await show(app, refreshed), holds)
  t.same(await show(app, othersRefreshed), isOver)
})

t.test('with LOGOUT_ON_PASSWORD_CHANGE the login that asks ends too', async t => {
  const { app, asking, other, bobs } = await logInThrice(t, { logoutOnPasswordChange: true })
  t.match(await as(app, asking)('POST', url, change), { status: 200 })
  t.same(await show(app, asking), isOver)
  t.same(await show(app, other), isOver)
  t.same(await show(app, bobs), holds)
  t.match(await post(app, '/api-jwt-auth/', { username: 'alice', password: passphrase }), { status: 200 })
})

t.test('tokens that Django signed end with the others', async t => {
  const { app, asking } = await logInThrice(t)
  const tokens = [djangoToken({ orig_iat: loginTime }), djangoToken({ orig_iat: loginTime - 60 }), djangoToken()]
  for (const token of tokens) t.match(await as(app, token)('GET', '/whoami'), { status: 200 })
  await as(app, asking)('POST', url, change)
  for (const token of tokens) t.same(await show(app, token), isOver)
})

t.test('a token that Django signed stays when it asks, and ends the others', async t => {
  const { app, asking: other } = await logInThrice(t)
  const asking = djangoToken({ orig_iat: loginTime })
  const another = djangoToken({ orig_iat: loginTime - 60 })
  t.match(await as(app, asking)('POST', url, change), { status: 200 })
  t.same(await show(app, asking), holds)
  t.same(await show(app, another), isOver)
  t.same(await show(app, other), isOver)
})

t.test('one of Django’s that cannot be refreshed stays until it expires', async t => {
  const { app, clock } = await logInThrice(t)
  const asking = djangoToken()
  t.match(await as(app, asking)('POST', url, change), { status: 200 })
  t.same(await show(app, asking), [200, 200, 400])
  t.same(await show(app, djangoToken({ exp: loginTime + 299 })), isOver, 'another one ends')
  clock.seconds = loginTime + 300
  t.same(await told(as(app, asking)('GET', '/whoami')), { status: 401, body: { detail: 'Signature has expired.' } })
})

t.test('with LOGOUT_ON_PASSWORD_CHANGE a token that Django signed ends when it asks', async t => {
  const { app } = await logInThrice(t, { logoutOnPasswordChange: true })
  const asking = djangoToken({ orig_iat: loginTime })
  t.match(await as(app, asking)('POST', url, change), { status: 200 })
  t.same(await show(app, asking), isOver)
})

t.test('a key of Django REST Framework ends when a token asks', async t => {
  const { app, asking } = await logInThrice(t)
  t.equal(await showKey(app, key), 200)
  await as(app, asking)('POST', url, change)
  t.same(keysOf(app), [])
  t.equal(await showKey(app, key), 401)
})

t.test('with REST_USE_JWT=false the key stays when it asks, and the tokens end', async t => {
  const { app, asking, other } = await logInThrice(t, { restUseJwt: false })
  t.match(await as(app, key, 'Token')('POST', url, change), { status: 200 })
  t.same(keysOf(app), [key])
  t.equal(await showKey(app, key), 200)
  t.same(await show(app, asking), isOver)
  t.same(await show(app, other), isOver)
  t.same(await told(post(app, '/rest-auth/login/', { username: 'alice', password: passphrase })), {
    status: 200,
    body: { key }
  })
})

t.test('with LOGOUT_ON_PASSWORD_CHANGE the key that asks ends, and the next login has another', async t => {
  const { app } = await createMailingApp(t, { restUseJwt: false, logoutOnPasswordChange: true })
  t.match(await as(app, key, 'Token')('POST', url, change), { status: 200 })
  t.same(keysOf(app), [])
  t.equal(await showKey(app, key), 401)
  const { status, body } = await post(app, '/rest-auth/login/', { username: 'alice', password: passphrase })
  t.equal(status, 200)
  t.match(body.key, /^[0-9a-f]{40}$/)
  t.not(body.key, key)
})

t.test('a change that is refused ends nothing', async t => {
  const { app, asking, other } = await logInThrice(t)
  t.match(await as(app, asking)('POST', url, { ...change, new_password2: password }), { status: 400 })
  t.same(await show(app, other), holds)
  t.equal(await showKey(app, key), 200)
})

t.test('addresses that wait for their confirmation are dropped, and no others', async t => {
  const { app, asking } = await logInThrice(t)
  writeRows(app, "insert into account_emailaddress values (90, 0, 0, 1, 'pending@example.com')")
  writeRows(app, "insert into account_emailaddress values (91, 1, 0, 1, 'second@example.com')")
  writeRows(app, "insert into account_emailaddress values (92, 0, 0, 2, 'bobs-pending@example.com')")
  writeRows(app, "insert into account_emailconfirmation values (1, '2026-11-23', '2026-11-23', 'k', 90)")
  t.match(await as(app, asking)('POST', url, change), { status: 200 })
  t.same(readRows(app, 'select id, email from account_emailaddress where user_id < 3 order by id'), [
    { id: 1, email: 'alice@example.com' },
    { id: 2, email: 'bob@example.com' },
    { id: 91, email: 'second@example.com' },
    { id: 92, email: 'bobs-pending@example.com' }
  ])
  t.same(readRows(app, 'select * from account_emailconfirmation'), [], 'with the keys to them')
})

t.test('the own address stays, verified or not', async t => {
  const { app, asking } = await logInThrice(t)
  writeRows(app, 'update account_emailaddress set verified = 0 where id = 1')
  t.match(await as(app, asking)('POST', url, change), { status: 200 })
  t.same(readRows(app, 'select id, verified, "primary" from account_emailaddress where user_id = 1'), [
    { id: 1, verified: 0, primary: 1 }
  ])
})
