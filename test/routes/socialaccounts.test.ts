import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../app.ts'
import { bobsPassword, createKakaoApp, djangoDatabase, obtain, post, readRows } from '../helper.ts'
import { allRows, connect, execute, logIn } from '../kakao-login.ts'
import { readMails } from '../mails.ts'

const url = '/socialaccounts/'
const notAuthenticated = { detail: 'Authentication credentials were not provided.' }
const notFound = { detail: 'Not found.' }
const noPassword = { non_field_errors: ['Your account has no password set up.'] }
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** 25 November 2026, 01:02:03.456 UTC. */
const now = Date.UTC(2026, 10, 25, 1, 2, 3, 456)

/** A server on Django's database, with tokens of alice, who has a password, and 지윤, who has Kakao alone. */
async function createLoggedIn(t: Test, options: SuiteOptions = {}) {
  const { app, kakao } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t), now: () => now, ...options })
  const alice = await obtain(app)
  const jiyun: string = (await logIn(app, 'tok-jiyun')).body.token
  return { app, kakao, alice, jiyun }
}

function list(app: FastifyInstance, token: string, method: 'GET' | 'HEAD' | 'OPTIONS' = 'GET') {
  return app.inject({ method, url, headers: { authorization: `JWT ${token}` } })
}

function disconnect(app: FastifyInstance, token: string, id: number | string, headers: Record<string, string> = {}) {
  return post(app, `${url}${id}/disconnect/`, {}, { authorization: `JWT ${token}`, ...headers })
}

/** Gives 지윤 one more account, of the next number, at a provider that is not served here. */
function addFacebook(app: FastifyInstance): void {
  execute(
    app,
    `insert into socialaccount_socialaccount (provider, uid, last_login, date_joined, user_id, extra_data)
     values ('facebook', 'fb-1', '2026-11-23 13:54:43', '2026-11-23 13:54:43', 6, '{}');
     insert into socialaccount_socialtoken (token, token_secret, account_id, app_id)
     select 'fb-token', '', max(id), 2 from socialaccount_socialaccount`
  )
}

const accountIds = (app: FastifyInstance) =>
  readRows(app, 'select id from socialaccount_socialaccount order by id').map(({ id }) => id)

t.test("the list holds the user's own accounts, in the order of their numbers", async t => {
  const { app, alice, jiyun } = await createLoggedIn(t)
  await connect(app, alice, 'tok-n1')
  execute(
    app,
    `insert into socialaccount_socialaccount (id, provider, uid, last_login, date_joined, user_id, extra_data)
     values (9, 'facebook', 'fb-1', '2026-11-23 13:54:43', '2026-11-23 13:54:43.000001', 1, '{}')`
  )
  await connect(app, alice, 'tok-n0')
  const response = await list(app, alice)
  t.equal(response.statusCode, 200)
  t.same(response.json(), [
    {
      id: 2,
      provider: 'kakao',
      uid: '3710000001',
      last_login: '2026-11-25T01:02:03.456000Z',
      date_joined: '2026-11-25T01:02:03.456000Z'
    },
    {
      id: 9,
      provider: 'facebook',
      uid: 'fb-1',
      last_login: '2026-11-23T13:54:43Z',
      date_joined: '2026-11-23T13:54:43Z'
    },
    {
      id: 10,
      provider: 'kakao',
      uid: '3710000000',
      last_login: '2026-11-25T01:02:03.456000Z',
      date_joined: '2026-11-25T01:02:03.456000Z'
    }
  ])
  t.match((await list(app, jiyun)).json(), [{ id: 1, provider: 'kakao', uid: '3700000001' }])
})

t.test('the list of who has none is empty', async t => {
  const { app, alice } = await createLoggedIn(t)
  const response = await list(app, alice)
  t.equal(response.statusCode, 200)
  t.same(response.json(), [])
  t.equal(response.headers['cache-control'], 'no-store')
  t.equal(response.headers.allow, 'GET, HEAD, OPTIONS')
})

t.test('HEAD answers the same without the body', async t => {
  const { app, jiyun } = await createLoggedIn(t)
  const [get, head] = [await list(app, jiyun), await list(app, jiyun, 'HEAD')]
  t.equal(head.statusCode, 200)
  t.equal(head.body, '')
  t.equal(head.headers['content-length'], get.headers['content-length'])
})

t.test('OPTIONS says what the list is', async t => {
  const { app, alice } = await createLoggedIn(t)
  const response = await list(app, alice, 'OPTIONS')
  t.equal(response.statusCode, 200)
  t.match(response.json(), { name: 'Social Account List' })
})

t.test('POST to the list is not allowed', async t => {
  const { app, alice } = await createLoggedIn(t)
  const { status, body, headers } = await post(app, url, {}, { authorization: `JWT ${alice}` })
  t.equal(status, 405)
  t.same(body, { detail: 'Method "POST" not allowed.' })
  t.equal(headers.allow, 'GET, HEAD, OPTIONS')
})

for (const [path, allow] of [
  [url, 'GET, HEAD, OPTIONS'],
  [`${url}1/disconnect/`, 'POST, OPTIONS'],
  [`${url}nothing/disconnect/`, 'POST, OPTIONS']
] as const) {
  t.test(`without a token every method of ${path} is refused, and nothing is written`, async t => {
    const { app } = await createLoggedIn(t)
    const before = allRows(app)
    for (const method of methods) {
      const response = await app.inject({ method, url: path })
      t.equal(response.statusCode, 401, method)
      t.same(response.json(), notAuthenticated, method)
      t.equal(response.headers['www-authenticate'], 'JWT realm="api"', method)
      t.equal(response.headers.allow, allow, method)
    }
    t.same(allRows(app), before)
  })
}

t.test('the database is asked who it is, even where tokens are trusted by their claims', async t => {
  const { app, jiyun } = await createLoggedIn(t, { jwtAuthCheck: 'claims' })
  addFacebook(app)
  execute(app, 'update auth_user set is_active = 0 where id = 6')
  t.equal((await list(app, jiyun)).statusCode, 401)
  t.equal((await disconnect(app, jiyun, 1)).status, 401)
  t.same(accountIds(app), [1, 2])
})

t.test('disconnecting', async t => {
  const { app, alice } = await createLoggedIn(t)
  await connect(app, alice, 'tok-n1')
  const before = allRows(app)
  const { status, body, headers } = await disconnect(app, alice, 2)
  const after = allRows(app)

  t.test('answers an empty object', async t => {
    t.equal(status, 200)
    t.same(body, {})
    t.equal(headers.allow, 'POST, OPTIONS')
    t.equal(headers['cache-control'], 'no-store')
  })

  t.test('deletes the account and its token, and nothing else but the login that connecting began', async t => {
    const ended = '2026-11-25 01:02:03.456000'
    t.same(after, {
      ...before,
      socialaccount_socialaccount: before.socialaccount_socialaccount?.slice(0, 1),
      socialaccount_socialtoken: before.socialaccount_socialtoken?.slice(0, 1),
      rest_auth_session: before.rest_auth_session?.map(session =>
        session.method === 'kakao connect'
          ? { ...session, ended, expires: after.rest_auth_session?.find(({ id }) => id === session.id)?.expires }
          : session
      )
    })
    t.equal(after.rest_auth_session?.filter(session => session.ended === ended).length, 1)
  })

  t.test('empties the list', async t => {
    t.same((await list(app, alice)).json(), [])
  })

  t.test('is not found a second time', async t => {
    const again = await disconnect(app, alice, 2)
    t.equal(again.status, 404)
    t.same(again.body, notFound)
  })

  t.test('sets the account free for somebody else', async t => {
    const bob = await obtain(app, 'bob', bobsPassword)
    t.equal((await connect(app, bob, 'tok-n1')).status, 200)
    t.equal((await logIn(app, 'tok-n1')).body.user.username, 'bob')
  })
})

t.test('an account that is not there, or is no number, is not found', async t => {
  const { app, jiyun } = await createLoggedIn(t)
  const before = allRows(app)
  for (const id of [
    '2',
    '99999',
    '0',
    '-1',
    '1.5',
    '1.0',
    '1e0',
    '0x1',
    '+1',
    '%201',
    '1%20',
    '1%0A',
    '1%00',
    '１',
    '١',
    'nothing',
    'NaN',
    'Infinity',
    '1,2',
    '1;drop',
    '9007199254740991',
    '9007199254740992',
    '9223372036854775808',
    '9'.repeat(100)
  ]) {
    const { status, body } = await disconnect(app, jiyun, encodeURI(decodeURI(id)))
    t.equal(status, 404, id)
    t.same(body, notFound, id)
  }
  t.same(allRows(app), before)
})

t.test("somebody else's account is not found, by who has a password and who has none", async t => {
  const { app, alice, jiyun } = await createLoggedIn(t)
  await connect(app, alice, 'tok-n1')
  const before = allRows(app)
  for (const [token, id] of [
    [alice, 1],
    [jiyun, 2]
  ] as const) {
    const { status, body } = await disconnect(app, token, id)
    t.equal(status, 404)
    t.same(body, notFound)
  }
  t.same(allRows(app), before)
})

t.test('what the body says is of no account', async t => {
  const { app, alice } = await createLoggedIn(t)
  await connect(app, alice, 'tok-n1')
  const payload = { id: 1, user: 6, user_id: 6 }
  const { status } = await post(app, `${url}2/disconnect/`, payload, { authorization: `JWT ${alice}` })
  t.equal(status, 200)
  t.same(accountIds(app), [1])
})

t.test('the last way in of who has no password stays', async t => {
  const { app, jiyun } = await createLoggedIn(t)
  const before = allRows(app)
  const { status, body } = await disconnect(app, jiyun, 1)
  t.equal(status, 400)
  t.same(body, noPassword)
  t.same(allRows(app), before)
  t.equal((await logIn(app, 'tok-jiyun')).status, 200)
})

t.test('it says so in Korean', async t => {
  const { app, jiyun } = await createLoggedIn(t)
  const { body } = await disconnect(app, jiyun, 1, { 'accept-language': 'ko' })
  t.same(body, { non_field_errors: ['비밀번호가 설정되지 않은 계정입니다.'] })
})

t.test('who has no password may disconnect all accounts but one', async t => {
  const { app, jiyun } = await createLoggedIn(t)
  await connect(app, jiyun, 'tok-n1')
  t.equal((await disconnect(app, jiyun, 1)).status, 200)
  t.match((await list(app, jiyun)).json(), [{ id: 2, provider: 'kakao', uid: '3710000001' }])
  t.same(readRows(app, 'select token from socialaccount_socialtoken'), [{ token: 'tok-n1' }])
  t.same((await disconnect(app, jiyun, 2)).body, noPassword)
})

t.test('the user is told by mail, in the language of who disconnects', async t => {
  const folder = join(t.testdirName, 'mails')
  const { app, alice, jiyun } = await createLoggedIn(t, { emailUrl: `file:${folder}` })
  await connect(app, alice, 'tok-n1')
  await connect(app, alice, 'tok-n2')
  addFacebook(app)
  const before = (await readMails(folder)).length
  await disconnect(app, alice, 2)
  await disconnect(app, alice, 3, { 'accept-language': 'ko' })
  await disconnect(app, jiyun, 4)
  t.match(await disconnect(app, jiyun, 1), { status: 400 })
  t.match(await disconnect(app, alice, 1), { status: 404 })
  const [english, inKorean, notServed, ...rest] = (await readMails(folder)).slice(before)
  t.same(rest, [], 'a refusal tells nobody')
  t.match(english, { to: 'alice@example.com', subject: '[example.com] Kakao login was disconnected' })
  t.match(english?.text, 'Your account at example.com can no longer be logged in to by Kakao')
  t.match(english?.text, 'If it was not you, reset your password and contact example.com.')
  t.match(inKorean, { to: 'alice@example.com', subject: '[example.com] 카카오 로그인 연결이 해제되었습니다' })
  t.match(notServed, { to: 'jiyun@kakao.example', subject: '[example.com] facebook login was disconnected' })
})

t.test('logins by the provider end, and what connecting began, even when another account of it stays', async t => {
  const { app, alice } = await createLoggedIn(t)
  const connected: string = (await connect(app, alice, 'tok-n1')).body.token
  await connect(app, alice, 'tok-n2')
  const asking: string = (await logIn(app, 'tok-n1')).body.token
  const other: string = (await logIn(app, 'tok-n2')).body.token
  const holds = async (token: string) => (await list(app, token)).statusCode
  t.same([await holds(connected), await holds(asking), await holds(other), await holds(alice)], [200, 200, 200, 200])
  t.equal((await disconnect(app, asking, 2)).status, 200)
  t.same([await holds(connected), await holds(asking), await holds(other), await holds(alice)], [401, 200, 401, 200])
  t.same(accountIds(app), [1, 3])
  t.equal((await disconnect(app, alice, 3)).status, 200)
  t.same([await holds(asking), await holds(alice)], [401, 200])
})

t.test('an account at a provider that is not served here is no way in, and may go', async t => {
  const { app, jiyun } = await createLoggedIn(t)
  addFacebook(app)
  t.same((await disconnect(app, jiyun, 1)).body, noPassword)
  t.same(accountIds(app), [1, 2])
  t.equal((await disconnect(app, jiyun, 2)).status, 200)
  t.same(accountIds(app), [1])
  t.same(readRows(app, 'select token from socialaccount_socialtoken'), [{ token: 'tok-jiyun' }])
})

t.test('who has set a password meanwhile may disconnect the last one', async t => {
  const { app, alice, jiyun } = await createLoggedIn(t)
  execute(app, 'update auth_user set password = (select password from auth_user where id = 1) where id = 6')
  t.equal((await disconnect(app, jiyun, 1)).status, 200)
  t.same(accountIds(app), [])
  t.equal((await list(app, alice)).statusCode, 200)
})

for (const [emailVerification, verified, status] of [
  ['mandatory', 0, 400],
  ['mandatory', 1, 200],
  ['optional', 0, 200],
  ['none', 0, 200]
] as const) {
  const address = verified ? 'a verified address' : 'no verified address'
  t.test(`who has a password and ${address} where verification is ${emailVerification}: ${status}`, async t => {
    const { app, alice } = await createLoggedIn(t, { accountEmailVerification: emailVerification })
    await connect(app, alice, 'tok-n1')
    execute(app, `update account_emailaddress set verified = ${verified} where user_id = 1`)
    const answer = await disconnect(app, alice, 2)
    t.equal(answer.status, status)
    t.same(answer.body, status === 200 ? {} : { non_field_errors: ['Your account has no verified e-mail address.'] })
    t.same(accountIds(app), status === 200 ? [1] : [1, 2])
  })
}

t.test('who has no verified address where verification is mandatory may disconnect all but one', async t => {
  const { app, alice } = await createLoggedIn(t, { accountEmailVerification: 'mandatory' })
  for (const accessToken of ['tok-n1', 'tok-n2']) await connect(app, alice, accessToken)
  execute(app, 'update account_emailaddress set verified = 0')
  t.equal((await disconnect(app, alice, 2)).status, 200)
  t.equal((await disconnect(app, alice, 3)).status, 400)
  t.same(accountIds(app), [1, 3])
})

t.test('two accounts that are disconnected at once, on two servers: without a password one of them stays', async t => {
  const { app, kakao, jiyun } = await createLoggedIn(t)
  const { app: other } = await createKakaoApp(t, {
    databaseUrl: `file:${app.database.path}`,
    kakaoApiUrl: kakao.url,
    now: () => now
  })
  for (let i = 0; i < 10; i++) {
    await connect(app, jiyun, 'tok-n1')
    await connect(app, jiyun, 'tok-jiyun')
    const [one, two] = accountIds(app)
    const answers = await Promise.all([
      disconnect(app, jiyun, Number(one)),
      disconnect(i % 2 === 0 ? app : other, jiyun, Number(two))
    ])
    t.same(answers.map(({ status }) => status).sort(), [200, 400])
    t.same(answers.find(({ status }) => status === 400)?.body, noPassword)
    t.equal(accountIds(app).length, 1)
  }
})

t.test('one account that is disconnected twice at once goes once', async t => {
  const { app, alice } = await createLoggedIn(t)
  await connect(app, alice, 'tok-n1')
  const answers = await Promise.all([disconnect(app, alice, 2), disconnect(app, alice, 2)])
  t.same(answers.map(({ status }) => status).sort(), [200, 404])
})

t.test('a disconnection that fails in the middle changes nothing', async t => {
  const { app, alice } = await createLoggedIn(t)
  await connect(app, alice, 'tok-n1')
  const before = allRows(app)
  execute(app, "create trigger fail before delete on socialaccount_socialaccount begin select raise(abort, 'no'); end")
  t.equal((await disconnect(app, alice, 2)).status, 500)
  t.same(allRows(app), before)
})

t.test('OPTIONS says what a disconnection is, and GET is not allowed', async t => {
  const { app, jiyun } = await createLoggedIn(t)
  const headers = { authorization: `JWT ${jiyun}` }
  const options = await app.inject({ method: 'OPTIONS', url: `${url}1/disconnect/`, headers })
  t.equal(options.statusCode, 200)
  t.match(options.json(), { name: 'Social Account Disconnect' })
  const get = await app.inject({ url: `${url}1/disconnect/`, headers })
  t.equal(get.statusCode, 405)
  t.same(get.json(), { detail: 'Method "GET" not allowed.' })
  t.same(accountIds(app), [1])
})
