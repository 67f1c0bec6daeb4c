import t from 'tap'
import { post, readRows } from '../../helper.ts'
import { execute, incorrectValue } from '../../kakao-login.ts'
import { writeRows } from '../../outside.ts'
import { challenge, createWebApp, logInByBrowser, loginCodeIn, pickUp, pickUpUrl, verifier } from '../../web-login.ts'

const refusal = { status: 400, body: incorrectValue }

/** What a pick-up answers, without its headers. */
async function told(answer: ReturnType<typeof pickUp>) {
  const { status, body } = await answer
  return { status, body }
}

const sessions = "select user_id from rest_auth_session where method = 'kakao'"

t.test('a login_code is good once', async t => {
  const server = await createWebApp(t)
  const code = loginCodeIn(await logInByBrowser(server))
  t.equal((await pickUp(server.app, code)).status, 200)
  t.same(await told(pickUp(server.app, code)), refusal)
  t.same(readRows(server.app, sessions), [{ user_id: 1 }])
})

t.test('two pick-ups at once: one wins', async t => {
  const server = await createWebApp(t)
  const code = loginCodeIn(await logInByBrowser(server, { code_challenge: challenge }))
  const answers = await Promise.all(Array.from({ length: 5 }, () => pickUp(server.app, code, verifier)))
  t.same(answers.map(({ status }) => status).sort(), [200, 400, 400, 400, 400])
  t.same(readRows(server.app, sessions), [{ user_id: 1 }])
})

t.test('it is good for 60 seconds', async t => {
  for (const [seconds, status] of [
    [59, 200],
    [60, 400]
  ] as const) {
    const server = await createWebApp(t)
    const code = loginCodeIn(await logInByBrowser(server))
    server.clock.seconds += seconds
    t.equal((await pickUp(server.app, code)).status, status, `after ${seconds} seconds`)
  }
})

t.test('it is good at its own provider alone, and used up at another', async t => {
  const server = await createWebApp(t, { socialaccountProviders: { github: { clientId: 'x', clientSecret: 'y' } } })
  const code = loginCodeIn(await logInByBrowser(server))
  const { status, body } = await post(server.app, '/accounts/rest-auth/github/', { login_code: code })
  t.same({ status, body }, refusal)
  t.same(await told(pickUp(server.app, code)), refusal)
  t.same(readRows(server.app, sessions), [])
})

t.test('one that began with a challenge takes its verifier and no other, and one try', async t => {
  const server = await createWebApp(t)
  for (const wrong of [undefined, 'x', verifier.slice(1), `${verifier}x`, challenge, verifier.toLowerCase()]) {
    const code = loginCodeIn(await logInByBrowser(server, { code_challenge: challenge }))
    t.same(await told(pickUp(server.app, code, wrong)), refusal)
    t.same(await told(pickUp(server.app, code, verifier)), refusal, 'used up')
  }
  t.same(readRows(server.app, sessions), [])
})

t.test('one that began without takes none: nobody is logged in by a code that was slipped in', async t => {
  const server = await createWebApp(t)
  const code = loginCodeIn(await logInByBrowser(server))
  t.same(await told(pickUp(server.app, code, verifier)), refusal)
})

t.test('any other text is no code, and nothing of it is told', async t => {
  const server = await createWebApp(t)
  const code = loginCodeIn(await logInByBrowser(server))
  const [kept] = readRows(server.app, 'select hash from rest_auth_login_code')
  for (const wrong of ['x', `${code}x`, code.toLowerCase(), String(kept?.hash), '지윤', 'x'.repeat(5000)]) {
    t.same(await told(pickUp(server.app, wrong)), refusal)
  }
  t.equal((await pickUp(server.app, code)).status, 200)
})

t.test('a code that says nothing is none', async t => {
  const { app } = await createWebApp(t)
  const { status, body } = await post(app, pickUpUrl, { login_code: ' ' })
  t.equal(status, 400)
  t.same(body, { non_field_errors: ['Incorrect input. access_token or code is required.'] })
})

t.test('who was disabled meanwhile is refused, and one who was deleted', async t => {
  const server = await createWebApp(t)
  const disabled = loginCodeIn(await logInByBrowser(server))
  writeRows(server.app, 'update auth_user set is_active = 0')
  t.same(await told(pickUp(server.app, disabled)), {
    status: 400,
    body: { non_field_errors: ['User account is disabled.'] }
  })
  writeRows(server.app, 'update auth_user set is_active = 1')
  const deleted = loginCodeIn(await logInByBrowser(server))
  execute(server.app, 'pragma foreign_keys = off; delete from auth_user')
  t.equal((await pickUp(server.app, deleted)).status, 400)
  t.same(readRows(server.app, sessions), [])
})

t.test('what ends the logins of a user, or those by Kakao, ends one that was not picked up yet', async t => {
  const server = await createWebApp(t)
  const end = (how: 'all' | 'kakao' | 'password') =>
    server.app.database.transaction(({ sessions }) =>
      how === 'all' ? sessions.endAll(1, new Date()) : sessions.endAllBy(1, how, new Date())
    )
  for (const how of ['all', 'kakao'] as const) {
    const code = loginCodeIn(await logInByBrowser(server))
    await end(how)
    t.same(await told(pickUp(server.app, code)), refusal, how)
  }
  const code = loginCodeIn(await logInByBrowser(server))
  await end('password')
  t.equal((await pickUp(server.app, code)).status, 200, 'and logins of another kind are none of its business')
})

t.test('a form does as well as JSON', async t => {
  const server = await createWebApp(t)
  const login_code = loginCodeIn(await logInByBrowser(server, { code_challenge: challenge }))
  const payload = new URLSearchParams({ login_code, code_verifier: verifier }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const { statusCode } = await server.app.inject({ method: 'POST', url: pickUpUrl, headers, payload })
  t.equal(statusCode, 200)
})

t.test('where refresh tokens rotate, a pick-up answers one, which is good', async t => {
  const server = await createWebApp(t, { jwtAllowRefresh: false, jwtRefreshMode: 'rotating' })
  const { body } = await pickUp(server.app, loginCodeIn(await logInByBrowser(server)))
  t.same(Object.keys(body), ['token', 'refresh_token', 'user'])
  const refreshed = await post(server.app, '/api-jwt-auth/refresh/', { refresh_token: body.refresh_token })
  t.equal(refreshed.status, 200)
})

t.test('without JSON Web Tokens it answers the key of the user', async t => {
  const server = await createWebApp(t, { restUseJwt: false })
  const { status, body } = await pickUp(server.app, loginCodeIn(await logInByBrowser(server)))
  t.equal(status, 200)
  t.same(Object.keys(body), ['key'])
  t.same(readRows(server.app, 'select user_id, key from authtoken_token'), [{ user_id: 1, key: body.key }])
})

t.test('with a cookie for the token the browser gets it at the pick-up, and not before', async t => {
  const server = await createWebApp(t, { jwtAuthCookie: 'jwt' })
  const back = await logInByBrowser(server)
  t.notMatch(String(back.headers['set-cookie']), 'jwt=')
  const { headers, body } = await pickUp(server.app, loginCodeIn(back))
  t.match(headers['set-cookie'], `jwt=${body.token}; `)
})

t.test('what the person has not consented to is told at the pick-up, and where they are asked', async t => {
  const server = await createWebApp(t, { kakaoScopes: ['account_email', 'profile_nickname'] })
  const choice = { personId: '3700000001', withoutScopes: ['account_email'] }
  const { body } = await pickUp(server.app, loginCodeIn(await logInByBrowser(server, {}, choice)))
  t.match(body, {
    user: { username: '지윤', email: '' },
    needs_consent: ['account_email'],
    consent_url: 'https://example.com/accounts/kakao/login/?scope=account_email'
  })
})
