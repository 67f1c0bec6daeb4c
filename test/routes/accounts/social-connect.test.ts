import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../../app.ts'
import { bobsPassword, createKakaoApp, djangoDatabase, obtain, post, readRows } from '../../helper.ts'
import {
  allRows,
  answeringCode,
  connect,
  connectUrl,
  execute,
  incorrectValue,
  jiyun,
  logIn,
  profilePath,
  respondTo,
  tokenInfoPath,
  unavailable
} from '../../kakao-login.ts'
import { me, send, tokenInfo } from '../../kakao-server.ts'
import { readMails } from '../../mails.ts'

const alice = { pk: 1, username: 'alice', email: 'alice@example.com', first_name: '', last_name: '' }
const connectedToAnother = { non_field_errors: ['This social account is already connected to another user.'] }
const notAuthenticated = { detail: 'Authentication credentials were not provided.' }

/** 25 November 2026, 01:02:03.456 UTC. */
const now = Date.UTC(2026, 10, 25, 1, 2, 3, 456)

/** A server on Django's database, and a token of alice. */
async function createLoggedIn(t: Test, options: SuiteOptions = {}) {
  const { app, kakao } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t), now: () => now, ...options })
  return { app, kakao, token: await obtain(app) }
}

/** The same with the mails that it has sent. */
async function createMailed(t: Test) {
  const folder = join(t.testdirName, 'mails')
  const loggedIn = await createLoggedIn(t, { emailUrl: `file:${folder}` })
  return { ...loggedIn, mails: () => readMails(folder) }
}

/** Who is connected to what, beside 지윤. */
function connected(app: FastifyInstance) {
  return readRows(app, 'select user_id, provider, uid from socialaccount_socialaccount where id > 1 order by id')
}

t.test('connecting', async t => {
  const { app, token } = await createLoggedIn(t)
  const before = allRows(app)
  const { status, body, headers } = await connect(app, token, 'tok-n1', { 'user-agent': 'tests' })
  const after = allRows(app)

  t.test('answers a token and the user, as a login does', async t => {
    t.equal(status, 200)
    t.same(Object.keys(body), ['token', 'user'])
    t.same(body.user, alice)
    t.equal(headers['cache-control'], 'no-store')
  })

  t.test('answers a token that authenticates the user, and can be refreshed', async t => {
    const whoami = await app.inject({ url: '/whoami', headers: { authorization: `JWT ${body.token}` } })
    t.match(whoami.json(), { id: 1, username: 'alice' })
    t.equal((await post(app, '/api-jwt-auth/refresh/', { token: body.token })).status, 200)
  })

  t.test("writes the social account, with Kakao's words", async t => {
    t.same(after.socialaccount_socialaccount?.slice(1), [
      {
        id: 2,
        provider: 'kakao',
        uid: '3710000001',
        last_login: '2026-11-25 01:02:03.456000',
        date_joined: '2026-11-25 01:02:03.456000',
        user_id: 1,
        extra_data: me({ id: '3710000001', nickname: '사람1', email: 'n1@kakao.example' })
      }
    ])
  })

  t.test("writes the social token, with Kakao's end of it", async t => {
    t.same(after.socialaccount_socialtoken?.slice(1), [
      {
        id: 2,
        token: 'tok-n1',
        token_secret: '',
        expires_at: '2026-11-25 07:02:02.456000',
        account_id: 2,
        app_id: 1
      }
    ])
  })

  t.test('begins a session', async t => {
    t.match(readRows(app, "select * from rest_auth_session where method = 'kakao connect'"), [
      { user_id: 1, user_agent: 'tests', ip_address: '127.0.0.1', ended: null }
    ])
  })

  t.test('changes no user, and adds no e-mail address and no application', async t => {
    for (const table of [
      'auth_user',
      'account_emailaddress',
      'socialaccount_socialapp',
      'socialaccount_socialapp_sites'
    ]) {
      t.same(after[table], before[table], table)
    }
  })

  t.test('lets the user in by Kakao from now on', async t => {
    const login = await logIn(app, 'tok-n1')
    t.equal(login.status, 200)
    t.same(login.body.user, alice)
  })
})

t.test('connecting again', async t => {
  let time = now
  const { app, kakao, token } = await createLoggedIn(t, { now: () => time })
  await connect(app, token, 'tok-n1')
  execute(app, "update socialaccount_socialtoken set token_secret = 'refresh-n1' where id = 2")
  time += 60_000
  const renamed = { id: '3710000001', nickname: '새 이름', email: 'new@kakao.example' }
  kakao.tokens.set('tok-renamed', { person: renamed, expiresIn: 60 })
  const { status, body } = await connect(app, token, 'tok-renamed')

  t.test('answers as the first time', async t => {
    t.equal(status, 200)
    t.same(body.user, alice)
    t.type(body.token, 'string')
  })

  t.test('keeps what Kakao tells now, and the day of the first time', async t => {
    t.same(
      readRows(app, 'select id, user_id, last_login, date_joined, extra_data from socialaccount_socialaccount').slice(
        1
      ),
      [
        {
          id: 2,
          user_id: 1,
          last_login: '2026-11-25 01:03:03.456000',
          date_joined: '2026-11-25 01:02:03.456000',
          extra_data: me(renamed)
        }
      ]
    )
  })

  t.test('keeps the new token, and the refresh token that there was', async t => {
    t.same(readRows(app, 'select id, token, token_secret, expires_at from socialaccount_socialtoken').slice(1), [
      { id: 2, token: 'tok-renamed', token_secret: 'refresh-n1', expires_at: '2026-11-25 01:04:03.456000' }
    ])
  })
})

t.test('who came by Kakao connects their own account to themselves', async t => {
  const { app } = await createLoggedIn(t)
  const { token } = (await logIn(app, 'tok-jiyun')).body
  const { status, body } = await connect(app, token, 'tok-jiyun-2')
  t.equal(status, 200)
  t.match(body.user, { pk: 6, username: '지윤' })
  t.same(readRows(app, 'select token from socialaccount_socialtoken'), [{ token: 'tok-jiyun-2' }])
})

t.test('a user connects two accounts at one provider', async t => {
  const { app, token } = await createLoggedIn(t)
  for (const accessToken of ['tok-n1', 'tok-n2']) t.equal((await connect(app, token, accessToken)).status, 200)
  t.same(connected(app), [
    { user_id: 1, provider: 'kakao', uid: '3710000001' },
    { user_id: 1, provider: 'kakao', uid: '3710000002' }
  ])
})

t.test("another user's account is refused, nothing is written, and it stays theirs", async t => {
  const { app, token } = await createLoggedIn(t)
  const before = allRows(app)
  const { status, body } = await connect(app, token, 'tok-jiyun-2')
  t.equal(status, 400)
  t.same(body, connectedToAnother)
  t.same(allRows(app), before)
  t.equal((await logIn(app, 'tok-jiyun')).body.user.pk, 6, 'its owner comes in by it as before')
})

t.test("a disabled user's account is refused as well", async t => {
  const { app, token } = await createLoggedIn(t)
  execute(app, 'update auth_user set is_active = 0 where id = 6')
  const { status, body } = await connect(app, token, 'tok-jiyun')
  t.equal(status, 400)
  t.same(body, connectedToAnother)
})

t.test("an account with somebody else's e-mail address is connected, and the address stays where it is", async t => {
  const { app, token } = await createLoggedIn(t)
  const addresses = readRows(app, 'select * from account_emailaddress')
  const { status, body } = await connect(app, token, 'tok-taken')
  t.equal(status, 200)
  t.same(body.user, alice)
  t.same(readRows(app, 'select * from account_emailaddress'), addresses)
})

t.test('what else the body says is of no account', async t => {
  const { app, token } = await createLoggedIn(t)
  const payload = {
    access_token: 'tok-n1',
    id: 2,
    user: 2,
    user_id: 2,
    pk: 2,
    uid: '42',
    username: 'bob',
    email: 'bob@example.com',
    is_staff: true
  }
  const { status, body } = await post(app, connectUrl, payload, { authorization: `JWT ${token}` })
  t.equal(status, 200)
  t.same(body.user, alice)
  t.same(connected(app), [{ user_id: 1, provider: 'kakao', uid: '3710000001' }])
})

t.test('a form is as good as JSON', async t => {
  const { app, token } = await createLoggedIn(t)
  const response = await app.inject({
    method: 'POST',
    url: connectUrl,
    payload: 'access_token=tok-n1',
    headers: { authorization: `JWT ${token}`, 'content-type': 'application/x-www-form-urlencoded' }
  })
  t.equal(response.statusCode, 200)
  t.same(connected(app), [{ user_id: 1, provider: 'kakao', uid: '3710000001' }])
})

t.test("the key of Django REST Framework says who it is as well as a token's claims", async t => {
  const { app } = await createLoggedIn(t)
  const authorization = 'Token 8df73dafbde4c669dc37a9ea7620434515b2cc43'
  const { status, body } = await post(app, connectUrl, { access_token: 'tok-n1' }, { authorization })
  t.equal(status, 200)
  t.same(body.user, alice)
})

t.test('what is no token of Kakao’s is refused, and nothing written', async t => {
  const { app, kakao, token } = await createLoggedIn(t)
  kakao.tokens.set('tok-foreign', { person: jiyun, appId: 770002 })
  kakao.tokens.set('tok-over', { person: jiyun, expiresIn: 0 })
  respondTo(kakao, 'tok-two', tokenInfoPath, (_request, response) => {
    send(response, 200, tokenInfo({ person: { ...jiyun, id: '3700000002' } }))
  })
  const before = allRows(app)
  for (const accessToken of ['tok-nope', 'tok-foreign', 'tok-over', 'tok-two', 'tok n1', 5]) {
    const { status, body } = await connect(app, token, accessToken)
    t.equal(status, 400, String(accessToken))
    t.same(body, incorrectValue)
  }
  t.same(allRows(app), before)
})

t.test('a token that is missing or no text is told in the words of the login', async t => {
  const { app, kakao, token } = await createLoggedIn(t)
  const missing = { non_field_errors: ['Incorrect input. access_token or code is required.'] }
  for (const [payload, body] of [
    [{}, missing],
    [{ access_token: '' }, missing],
    [{ access_token: null }, { access_token: ['This field may not be null.'] }],
    [{ access_token: ['tok-n1'] }, { access_token: ['Not a valid string.'] }]
  ] as const) {
    const answer = await post(app, connectUrl, payload, { authorization: `JWT ${token}` })
    t.equal(answer.status, 400, JSON.stringify(payload))
    t.same(answer.body, body)
  }
  t.same(kakao.asked, [])
})

t.test('a code and an id_token connect as well, and bad ones are refused', async t => {
  const { app, kakao, token } = await createLoggedIn(t, { now: Date.now })
  kakao.app.clientSecret = undefined
  const authorization = `JWT ${token}`
  const before = allRows(app)
  for (const payload of [{ code: 'nope' }, { id_token: await kakao.idToken('3700000002', { aud: 'another' }) }]) {
    const { status, body } = await post(app, connectUrl, payload, { authorization })
    t.equal(status, 400)
    t.same(body, incorrectValue)
  }
  t.same(allRows(app), before)
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: kakao.app.restApiKey,
    redirect_uri: 'https://example.com/accounts/kakao/login/callback/'
  })
  const back = kakao.authorize(`${kakao.url}/oauth/authorize?${query}`, { personId: '3700000005' })
  const good = [{ code: new URL(back).searchParams.get('code') }, { id_token: await kakao.idToken('3700000002') }]
  for (const payload of good) t.equal((await post(app, connectUrl, payload, { authorization })).status, 200)
  t.same(connected(app), [
    { user_id: 1, provider: 'kakao', uid: '3700000005' },
    { user_id: 1, provider: 'kakao', uid: '3700000002' }
  ])
})

t.test('when Kakao is away the answer is 503, and nothing is written', async t => {
  const { app, kakao, token } = await createLoggedIn(t)
  respondTo(kakao, 'tok-away', profilePath, answeringCode(503, -7))
  const before = allRows(app)
  const { status, body, headers } = await connect(app, token, 'tok-away')
  t.equal(status, 503)
  t.same(body, unavailable)
  t.equal(headers['retry-after'], '5')
  t.same(allRows(app), before)
})

t.test('without a token of ours every method is refused, and Kakao is not asked', async t => {
  const { app, kakao } = await createLoggedIn(t)
  const before = allRows(app)
  for (const method of ['POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
    const response = await app.inject({ method, url: connectUrl, payload: { access_token: 'tok-n1' } })
    t.equal(response.statusCode, 401, method)
    t.same(response.json(), notAuthenticated, method)
    t.equal(response.headers['www-authenticate'], 'JWT realm="api"', method)
    t.equal(response.headers.allow, 'POST, OPTIONS', method)
  }
  t.same(kakao.asked, [])
  t.same(allRows(app), before)
})

t.test('the database is asked who it is, even where tokens are trusted by their claims', async t => {
  const { app, kakao, token } = await createLoggedIn(t, { jwtAuthCheck: 'claims' })
  execute(app, 'update auth_user set is_active = 0 where id = 1')
  t.equal((await connect(app, token, 'tok-n1')).status, 401)
  t.same(kakao.asked, [])
  t.same(connected(app), [])
})

t.test('a user who is disabled while Kakao is asked is connected to nothing', async t => {
  const { app, kakao, token } = await createLoggedIn(t)
  respondTo(kakao, 'tok-slow', profilePath, (_request, response) => {
    execute(app, 'update auth_user set is_active = 0 where id = 1')
    send(response, 200, me(jiyun))
  })
  execute(app, 'delete from socialaccount_socialtoken; delete from socialaccount_socialaccount')
  const { status, body, headers } = await connect(app, token, 'tok-slow')
  t.equal(status, 401)
  t.same(body, { detail: 'User inactive or deleted.' })
  t.equal(headers['www-authenticate'], 'JWT realm="api"')
  t.same(readRows(app, 'select * from socialaccount_socialaccount'), [])
})

t.test('the user is told by mail, each time, in the language of who connects', async t => {
  const { app, token, mails } = await createMailed(t)
  await connect(app, token, 'tok-n1')
  await connect(app, token, 'tok-n1', { 'accept-language': 'ko' })
  const [english, inKorean, ...rest] = await mails()
  t.same(rest, [])
  t.match(english, { to: 'alice@example.com', subject: '[example.com] Kakao login was connected' })
  t.match(english?.text, /^Hello alice,\n\nYour account at example\.com can be logged in to by Kakao now\.\n/)
  t.match(english?.text, 'If it was not you, reset your password and contact example.com.')
  t.notMatch(english?.text, '://')
  t.equal(inKorean?.subject, '[example.com] 카카오 로그인이 연결되었습니다')
  t.match(inKorean?.text, '이제 example.com 계정에 카카오 로그인을 사용할 수 있습니다.')
})

t.test('a connection that is refused tells nobody, and who has no address is not told', async t => {
  const { app, token, mails } = await createMailed(t)
  t.equal((await connect(app, token, 'tok-jiyun')).status, 400)
  execute(app, "update auth_user set email = '' where id = 1")
  t.equal((await connect(app, token, 'tok-n1')).status, 200)
  t.same(await mails(), [])
})

t.test('at an address that is not verified it is said without a name', async t => {
  const { app, token, mails } = await createMailed(t)
  execute(app, 'update account_emailaddress set verified = 0 where user_id = 1')
  await connect(app, token, 'tok-n1')
  const [mail] = await mails()
  t.match(mail?.text, /^Hello,\n\nYour account at example\.com can be logged in to by Kakao now\.\n/)
})

t.test('OPTIONS says what it is, and other methods are refused', async t => {
  const { app, token } = await createLoggedIn(t)
  const headers = { authorization: `JWT ${token}` }
  const options = await app.inject({ method: 'OPTIONS', url: connectUrl, headers })
  t.equal(options.statusCode, 200)
  t.match(options.json(), { name: 'Social Connect' })
  const get = await app.inject({ url: connectUrl, headers })
  t.equal(get.statusCode, 405)
  t.same(get.json(), { detail: 'Method "GET" not allowed.' })
  t.equal(get.headers.allow, 'POST, OPTIONS')
})

t.test('without KAKAO_APP_ID it says so to who is logged in', async t => {
  const { app, kakao, token } = await createLoggedIn(t, { kakaoAppId: undefined })
  const { status, body } = await connect(app, token, 'tok-n1')
  t.equal(status, 503)
  t.same(body, { detail: 'Social login is not set up on this server: KAKAO_APP_ID is missing.' })
  t.equal((await post(app, connectUrl, { access_token: 'tok-n1' })).status, 401)
  t.same(kakao.asked, [])
})

t.test('who prefers Korean is answered in Korean', async t => {
  const { app, token } = await createLoggedIn(t)
  const { body } = await connect(app, token, 'tok-jiyun', { 'accept-language': 'ko' })
  t.same(body, { non_field_errors: ['이미 다른 사용자에게 연결된 소셜 계정입니다.'] })
})

for (const table of ['socialaccount_socialaccount', 'socialaccount_socialtoken', 'rest_auth_session']) {
  t.test(`a connection that fails at ${table} leaves nothing behind, and the next one succeeds`, async t => {
    const { app, token } = await createLoggedIn(t)
    const before = allRows(app)
    execute(app, `create trigger fail before insert on ${table} begin select raise(abort, 'no'); end`)
    t.equal((await connect(app, token, 'tok-n1')).status, 500)
    t.same(allRows(app), before)
    execute(app, 'drop trigger fail')
    t.equal((await connect(app, token, 'tok-n1')).status, 200)
  })
}

t.test('of two users who connect one account at once, on two servers, exactly one wins', async t => {
  const { app, kakao, token } = await createLoggedIn(t)
  const bobsToken = await obtain(app, 'bob', bobsPassword)
  const { app: other } = await createKakaoApp(t, {
    databaseUrl: `file:${app.database.path}`,
    kakaoApiUrl: kakao.url,
    now: () => now
  })
  for (let i = 0; i < 20; i++) {
    const answers = await Promise.all([
      connect(app, token, `tok-n${i}`),
      connect(app, bobsToken, `tok-n${i}`),
      connect(other, token, `tok-n${i}`),
      connect(other, bobsToken, `tok-n${i}`)
    ])
    const [row, ...more] = readRows(
      app,
      'select user_id from socialaccount_socialaccount where uid = ?',
      `${3_710_000_000 + i}`
    )
    t.same(more, [])
    const isAlices = row?.user_id === 1
    t.same(
      answers.map(({ status }) => status),
      isAlices ? [200, 400, 200, 400] : [400, 200, 400, 200]
    )
    for (const { body } of answers.filter(({ status }) => status === 400)) t.same(body, connectedToAnother)
  }
})

t.test('of a login that makes a user of an account and a connection of it, exactly one has it', async t => {
  const { app, token } = await createLoggedIn(t)
  for (let i = 0; i < 20; i++) {
    const [connection, login] = await Promise.all([connect(app, token, `tok-n${i}`), logIn(app, `tok-n${i}`)])
    t.equal(login.status, 200)
    if (login.body.user.pk === 1) t.equal(connection.status, 200)
    else t.same([connection.status, connection.body], [400, connectedToAnother])
  }
  t.equal(connected(app).length, 20)
})
