// What ends a login, beside what goes on with one: the end has the last word.
import t from 'tap'
import { post, readRows } from '../helper.ts'
import { claimsOf, writeRows } from '../outside.ts'
import {
  type Answer,
  checkIntegrity,
  createTwins,
  newPasswords,
  passphrase,
  type Race,
  registered,
  statuses,
  type Twins,
  times
} from './twins.ts'

const refreshUrl = '/api-jwt-auth/refresh/'
const login: Race = { url: '/rest-auth/login/', payload: { username: 'minsu', password: passphrase } }

/** Whether any of the tokens that were handed out still opens anything, on either server. */
async function openOnes({ apps }: Twins, tokens: readonly string[]): Promise<string[]> {
  const held: string[] = []
  for (const [i, token] of tokens.entries()) {
    const response = await apps[i % 2 === 0 ? 0 : 1].inject({
      url: '/whoami',
      headers: { authorization: `JWT ${token}` }
    })
    if (response.statusCode === 200) held.push(token)
    else if (response.statusCode !== 401) throw new Error(`${response.statusCode} to a token`)
  }
  return held
}

const tokensOf = (answers: readonly Answer[]): string[] =>
  answers.filter(({ status }) => status < 300).map(({ body }) => body.token)

// `update rest_auth_session set last_used = … where id = ? and ended is null returning`.
t.test('of twenty refreshes at once of one sliding token all are fine, of one session', async t => {
  const twins = await createTwins(t)
  const { token } = await registered(twins.apps[0], 'minsu')
  const answers = await twins.race(times(20, () => ({ url: refreshUrl, payload: { token } })))
  t.same(statuses(answers), { 200: 20 })
  t.same(new Set(answers.map(({ body }) => claimsOf(body.token).sid)), new Set([claimsOf(token).sid]))
  t.equal(twins.rows('select id from rest_auth_session').length, 1)
})

const rotating = { jwtAllowRefresh: false, jwtRefreshMode: 'rotating' } as const

/** A login whose refresh token is good once. */
async function logInPair({ apps: [app] }: Twins) {
  await registered(app, 'minsu')
  const { body } = await post(app, '/api-jwt-auth/', { username: 'minsu', password: passphrase })
  return { token: String(body.token), refreshToken: String(body.refresh_token) }
}

// `update rest_auth_refresh_token set used = … where hash = ? and used is null returning`.
t.test('of twenty uses at once of one refresh token there is one successor, within the grace', async t => {
  const twins = await createTwins(t, { ...rotating, jwtRefreshGrace: 10 })
  const { refreshToken } = await logInPair(twins)
  const answers = await twins.race(times(20, () => ({ url: refreshUrl, payload: { refresh_token: refreshToken } })))
  t.same(statuses(answers), { 200: 20 })
  t.equal(new Set(answers.map(({ body }) => body.refresh_token)).size, 1)
  t.equal(twins.rows('select hash from rest_auth_refresh_token where used is not null').length, 1)
  checkIntegrity(t, twins.apps[0].database.path)
})

t.test('and without a grace one wins, the session ends, and what was handed out is dead', async t => {
  const twins = await createTwins(t, { ...rotating, jwtRefreshGrace: 0 })
  const { token, refreshToken } = await logInPair(twins)
  const answers = await twins.race(times(20, () => ({ url: refreshUrl, payload: { refresh_token: refreshToken } })))
  t.same(statuses(answers), { 200: 1, 400: 19 })
  t.same(await openOnes(twins, [token, ...tokensOf(answers)]), [])
  const [won] = answers.filter(({ status }) => status === 200)
  const [next] = await twins.race([{ url: refreshUrl, payload: { refresh_token: won?.body.refresh_token } }])
  t.same(next, { status: 400, body: { non_field_errors: ['Session has ended.'] } })
  t.same(readRows(twins.apps[0], "select count(*) as n from rest_auth_event where event = 'refresh_token_reused'"), [
    { n: 1 }
  ])
})

// The refresh touches the row that the logout ends: whichever is second finds it ended, or ends it.
const ends: Record<string, (token: string) => Race> = {
  'a logout': token => ({ url: '/rest-auth/logout/', token }),
  'a logout everywhere': token => ({ url: '/rest-auth/logout/all/', token }),
  'the end of the session by its id': token => ({
    method: 'DELETE',
    url: `/rest-auth/sessions/${claimsOf(token).sid}/`,
    token
  })
}
for (const [what, end] of Object.entries(ends)) {
  t.test(`after ${what} beside twenty refreshes no token of the login is good`, async t => {
    const twins = await createTwins(t)
    const { token } = await registered(twins.apps[0], 'minsu')
    const refresh = { url: refreshUrl, payload: { token } }
    const answers = await twins.race([...times(10, () => refresh), end(token), ...times(10, () => refresh)])
    t.ok(answers[10] !== undefined && answers[10].status < 300)
    for (const { status } of answers) t.ok([200, 204, 400].includes(status))
    const [, ...others] = [answers.splice(10, 1), ...answers]
    t.same(await openOnes(twins, [token, ...tokensOf(others)]), [])
    checkIntegrity(t, twins.apps[0].database.path)
  })
}

// `update auth_user set password = … where id = ? and password = ? returning`.
t.test('of ten changes at once from one old password, by ten logins, one wins', async t => {
  const twins = await createTwins(t, { oldPasswordFieldEnabled: true })
  const { token } = await registered(twins.apps[0], 'minsu')
  const logins = await twins.race(times(9, () => login))
  const tokens = [token, ...tokensOf(logins)]
  t.equal(tokens.length, 10)
  const change = (token: string, i: number): Race => ({
    url: '/rest-auth/password/change/',
    payload: { old_password: passphrase, ...newPasswords(`another passphrase ${i}`) },
    token
  })
  const answers = await twins.race(tokens.map(change))
  t.equal(statuses(answers)[200], 1)
  for (const { status } of answers) t.ok([200, 400, 401].includes(status))
  const winner = answers.findIndex(({ status }) => status === 200)
  t.same(await openOnes(twins, tokens), [tokens[winner]], 'and the others are logged out')
  const tries = await twins.race(
    times(10, i => ({ ...login, payload: { username: 'minsu', password: `another passphrase ${i}` } }))
  )
  t.same(
    tries.map(({ status }) => status === 200),
    times(10, i => i === winner)
  )
})

t.test('a login by the old password beside its change is refused, or ended by it', async t => {
  const twins = await createTwins(t)
  const { token } = await registered(twins.apps[0], 'minsu')
  const answers = await twins.race([
    ...times(6, () => login),
    { url: '/rest-auth/password/change/', payload: newPasswords('another passphrase'), token },
    ...times(6, () => login)
  ])
  t.equal(answers[6]?.status, 200)
  answers.splice(6, 1)
  for (const { status } of answers) t.ok(status === 200 || status === 400)
  t.same(await openOnes(twins, [token, ...tokensOf(answers)]), [token])
  checkIntegrity(t, twins.apps[0].database.path)
})

// `delete from auth_user`, and every table of a login refers to it: a login that comes second has nobody to be of.
t.test('a login beside the deletion of its user leaves nothing of them', async t => {
  const twins = await createTwins(t, { accountDeletion: true })
  const { token } = await registered(twins.apps[0], 'minsu', 'minsu@example.com')
  const answers = await twins.race([
    ...times(8, () => login),
    { method: 'DELETE', url: '/rest-auth/user/', payload: { password: passphrase }, token },
    ...times(8, () => ({ url: refreshUrl, payload: { token } })),
    { method: 'DELETE', url: '/rest-auth/user/', payload: { password: passphrase }, token }
  ])
  const deletions = [answers[8]?.status, answers[17]?.status].sort()
  t.equal(deletions[0], 204)
  for (const { status } of answers) t.ok([200, 204, 400, 401].includes(status), String(status))
  t.same(await openOnes(twins, [token, ...tokensOf(answers.filter(({ status }) => status === 200))]), [])
  for (const table of ['auth_user', 'account_emailaddress', 'rest_auth_session'])
    t.same(twins.rows(`select * from ${table}`), [], table)
  checkIntegrity(t, twins.apps[0].database.path)
})

// A trigger of the database itself ends the sessions when is_active becomes false; the login looks at it where it writes.
t.test('a login beside the disabling of its user opens nothing, then or when they are enabled again', async t => {
  const twins = await createTwins(t)
  const { pk, token } = await registered(twins.apps[0], 'minsu')
  const racing = twins.race([...times(6, () => login), ...times(6, () => ({ url: refreshUrl, payload: { token } }))])
  await new Promise(resolve => setImmediate(resolve))
  writeRows(twins.apps[0], 'update auth_user set is_active = 0 where id = ?', pk)
  const answers = await racing
  const tokens = [token, ...tokensOf(answers)]
  for (const { status } of answers) t.ok(status === 200 || status === 400)
  t.same(await openOnes(twins, tokens), [])
  writeRows(twins.apps[0], 'update auth_user set is_active = 1 where id = ?', pk)
  t.same(await openOnes(twins, tokens), [])
  checkIntegrity(t, twins.apps[0].database.path)
})
