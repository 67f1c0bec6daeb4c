import t from 'tap'
import { createKakaoApp, djangoDatabase, post, readRows } from '../../helper.ts'
import {
  allRows,
  answeringCode,
  countRows,
  execute,
  incorrectValue,
  jiyun,
  logIn,
  noneOfAny,
  oneOfEach,
  profilePath,
  respondTo,
  tokenInfoPath,
  unavailable,
  url
} from '../../kakao-login.ts'
import { me, send, tokenInfo } from '../../kakao-server.ts'

/** 23 November 2026, 01:02:03.456 UTC. */
const now = Date.UTC(2026, 10, 23, 1, 2, 3, 456)

t.test('the first login', async t => {
  const { app } = await createKakaoApp(t, { now: () => now })
  const { status, body, headers } = await logIn(app, 'tok-jiyun', { 'user-agent': 'tests' })

  t.test('answers a token and the user', async t => {
    t.equal(status, 200)
    t.same(Object.keys(body), ['token', 'user'])
    t.same(body.user, { pk: 1, username: '지윤', email: 'jiyun@kakao.example', first_name: '', last_name: '' })
  })

  t.test('answers a token that authenticates the user, and can be refreshed', async t => {
    const whoami = await app.inject({ url: '/whoami', headers: { authorization: `JWT ${body.token}` } })
    t.match(whoami.json(), { id: 1, username: '지윤' })
    t.equal((await post(app, '/api-jwt-auth/refresh/', { token: body.token })).status, 200)
  })

  t.test('answers what no cache may keep', async t => {
    t.equal(headers['cache-control'], 'no-store')
  })

  t.test('writes the user', async t => {
    const [user, ...others] = readRows(app, 'select * from auth_user')
    t.match(user, {
      id: 1,
      password: /^![\w-]{40}$/,
      last_login: '2026-11-23 01:02:03.456000',
      is_superuser: 0,
      username: '지윤',
      first_name: '',
      last_name: '',
      email: 'jiyun@kakao.example',
      is_staff: 0,
      is_active: 1,
      date_joined: '2026-11-23 01:02:03.456000'
    })
    t.same(others, [])
  })

  t.test('writes a password that lets nobody in', async t => {
    const [user] = readRows(app, 'select password from auth_user')
    for (const guess of ['', '!', user?.password, String(user?.password).slice(1)]) {
      const attempt = await post(app, '/api-jwt-auth/', { username: '지윤', password: guess })
      t.equal(attempt.status, 400)
    }
  })

  t.test('writes the e-mail address, verified by Kakao', async t => {
    t.same(readRows(app, 'select user_id, email, verified, "primary" from account_emailaddress'), [
      { user_id: 1, email: 'jiyun@kakao.example', verified: 1, primary: 1 }
    ])
  })

  t.test("writes the social account, with exactly Kakao's words", async t => {
    t.same(readRows(app, 'select * from socialaccount_socialaccount'), [
      {
        id: 1,
        provider: 'kakao',
        uid: '3700000001',
        last_login: '2026-11-23 01:02:03.456000',
        date_joined: '2026-11-23 01:02:03.456000',
        user_id: 1,
        extra_data: me(jiyun)
      }
    ])
  })

  t.test("writes the social token, with Kakao's end of it", async t => {
    t.same(readRows(app, 'select * from socialaccount_socialtoken'), [
      {
        id: 1,
        token: 'tok-jiyun',
        token_secret: '',
        expires_at: '2026-11-23 07:02:02.456000',
        account_id: 1,
        app_id: 1
      }
    ])
  })

  t.test('writes the session', async t => {
    t.same(readRows(app, 'select user_id, method, user_agent, ip_address, created, ended from rest_auth_session'), [
      {
        user_id: 1,
        method: 'kakao',
        user_agent: 'tests',
        ip_address: '127.0.0.1',
        created: '2026-11-23 01:02:03.456000',
        ended: null
      }
    ])
  })
})

t.test('what Kakao tells is kept as valid JSON, to the last digit and space', async t => {
  const { app, kakao } = await createKakaoApp(t)
  const text =
    '{ "id": 3700000000000000001,\n "kakao_account": {"profile": {"nickname": "\\uc9c0\\uc724 \\u0000"}}, "x": 1.50 }'
  kakao.tokens.set('tok', {
    person: { id: '3700000000000000001', nickname: '' },
    respond: ({ url }, response) => {
      const info = tokenInfo({ person: { id: '3700000000000000001', nickname: '' } })
      send(response, 200, url?.startsWith(profilePath) ? text : info)
    }
  })
  t.equal((await logIn(app, 'tok')).status, 200)
  t.same(readRows(app, 'select uid, extra_data, json_valid(extra_data) valid from socialaccount_socialaccount'), [
    { uid: '3700000000000000001', extra_data: text, valid: 1 }
  ])
})

for (const table of [
  'account_emailaddress',
  'socialaccount_socialaccount',
  'socialaccount_socialtoken',
  'rest_auth_session'
]) {
  t.test(`a first login that fails at ${table} leaves nothing behind, and the next one succeeds`, async t => {
    const { app } = await createKakaoApp(t)
    execute(app, `create trigger fail before insert on ${table} begin select raise(abort, 'no'); end`)
    const { status, body } = await logIn(app, 'tok-jiyun')
    t.equal(status, 500)
    t.same(body, { detail: 'A server error occurred.' })
    t.same(countRows(app), noneOfAny)
    execute(app, 'drop trigger fail')
    t.equal((await logIn(app, 'tok-jiyun')).status, 200)
    t.same(countRows(app), oneOfEach)
  })
}

t.test('a second login that fails in the middle changes nothing', async t => {
  const { app } = await createKakaoApp(t)
  await logIn(app, 'tok-jiyun')
  const before = allRows(app)
  execute(app, "create trigger fail before insert on rest_auth_session begin select raise(abort, 'no'); end")
  t.equal((await logIn(app, 'tok-jiyun-2')).status, 500)
  t.same(allRows(app), before)
})

t.test('the second login', async t => {
  let time = now
  const { app, kakao } = await createKakaoApp(t, { now: () => time })
  const first = await logIn(app, 'tok-jiyun')
  execute(app, "update socialaccount_socialtoken set token_secret = 'refresh-jiyun'")
  time += 60_000
  const renamed = { ...jiyun, nickname: '새 이름', email: 'new@kakao.example' }
  kakao.tokens.set('tok-renamed', { person: renamed, expiresIn: 60 })
  const second = await logIn(app, 'tok-renamed')

  t.test('finds the same user, whatever name and address they have at Kakao by now', async t => {
    t.equal(second.status, 200)
    t.same(second.body.user, first.body.user)
    t.same(readRows(app, 'select email from account_emailaddress'), [{ email: 'jiyun@kakao.example' }])
  })

  t.test('makes no second user, account, token or application', async t => {
    t.same(countRows(app), { ...oneOfEach, rest_auth_session: 2 })
  })

  t.test('notes the time at the user and at the account', async t => {
    const times = { last_login: '2026-11-23 01:03:03.456000', date_joined: '2026-11-23 01:02:03.456000' }
    t.same(readRows(app, 'select last_login, date_joined from auth_user'), [times])
    t.same(readRows(app, 'select last_login, date_joined from socialaccount_socialaccount'), [times])
  })

  t.test('keeps what Kakao tells now', async t => {
    t.same(readRows(app, 'select extra_data from socialaccount_socialaccount'), [{ extra_data: me(renamed) }])
  })

  t.test('keeps the new token, and the refresh token that there was', async t => {
    t.same(readRows(app, 'select id, token, token_secret, expires_at from socialaccount_socialtoken'), [
      { id: 1, token: 'tok-renamed', token_secret: 'refresh-jiyun', expires_at: '2026-11-23 01:04:03.456000' }
    ])
  })

  t.test('answers a token of a session of its own', async t => {
    t.not(second.body.token, first.body.token)
    for (const { body } of [first, second]) {
      const whoami = await app.inject({ url: '/whoami', headers: { authorization: `JWT ${body.token}` } })
      t.equal(whoami.statusCode, 200)
    }
  })
})

t.test("on Django's own database", async t => {
  const { app } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t), now: () => now })
  const before = allRows(app)
  const { status, body } = await logIn(app, 'tok-jiyun-2')
  const after = allRows(app)

  t.test('지윤 comes back as the user that she was', async t => {
    t.equal(status, 200)
    t.same(body.user, { pk: 6, username: '지윤', email: 'jiyun@kakao.example', first_name: '', last_name: '' })
  })

  t.test('her token is renewed, and her refresh token kept', async t => {
    t.same(after.socialaccount_socialtoken, [
      {
        id: 1,
        token: 'tok-jiyun-2',
        token_secret: 'refresh-jiyun',
        expires_at: '2026-11-23 07:02:02.456000',
        account_id: 1,
        app_id: 1
      }
    ])
  })

  t.test('her last login is now, and nothing else of the users changed', async t => {
    const expected = before.auth_user?.map(user =>
      user.id === 6 ? { ...user, last_login: '2026-11-23 01:02:03.456000' } : user
    )
    t.same(after.auth_user, expected)
  })

  t.test('no other row was touched', async t => {
    for (const table of ['account_emailaddress', 'socialaccount_socialapp', 'socialaccount_socialapp_sites']) {
      t.same(after[table], before[table])
    }
  })
})

t.test('a nickname that is taken gives way to a username from the address', async t => {
  const { app } = await createKakaoApp(t)
  await logIn(app, 'tok-jiyun')
  const { status, body } = await logIn(app, 'tok-samename')
  t.equal(status, 200)
  t.match(body.user, { pk: 2, username: 'jiyun2', email: 'jiyun2@kakao.example' })
})

t.test('people whose ids JavaScript would round to the same number stay apart', async t => {
  const { app, kakao } = await createKakaoApp(t)
  const ids = ['3700000000000000001', '3700000000000000002']
  t.equal(Number(ids[0]), Number(ids[1]))
  for (const id of ids) kakao.tokens.set(`tok-${id}`, { person: { id, nickname: `n${id}` } })
  const users = []
  for (const id of [...ids, ...ids]) users.push((await logIn(app, `tok-${id}`)).body.user.pk)
  t.same(users, [1, 2, 1, 2])
  t.same(
    readRows(app, 'select uid from socialaccount_socialaccount order by id'),
    ids.map(uid => ({ uid }))
  )
})

t.test('a disabled user is refused, and nothing is written', async t => {
  const { app } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t) })
  execute(app, 'update auth_user set is_active = 0 where id = 6')
  const before = allRows(app)
  const { status, body } = await logIn(app, 'tok-jiyun-2')
  t.equal(status, 400)
  t.same(body, { non_field_errors: ['User account is disabled.'] })
  t.same(allRows(app), before)
})

t.test('an account whose user is gone is refused as well', async t => {
  const { app } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t) })
  execute(app, 'pragma foreign_keys = off; delete from auth_user where id = 6')
  const { status, body } = await logIn(app, 'tok-jiyun')
  t.equal(status, 400)
  t.same(body, { non_field_errors: ['User account is disabled.'] })
})

t.test('the same id at another provider is another person', async t => {
  const { app } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t) })
  execute(app, "update socialaccount_socialaccount set provider = 'naver'")
  execute(app, "update account_emailaddress set email = 'x@example.com' where user_id = 6")
  execute(app, "update auth_user set email = 'x@example.com' where id = 6")
  const { status, body } = await logIn(app, 'tok-jiyun')
  t.equal(status, 200)
  t.equal(body.user.pk, 10)
})

t.test('20 first logins of one person at once find one user', async t => {
  const { app } = await createKakaoApp(t)
  const answers = await Promise.all(Array.from({ length: 20 }, () => logIn(app, 'tok-jiyun')))
  t.same(
    answers.map(({ status, body }) => [status, body.user?.pk]),
    answers.map(() => [200, 1])
  )
  t.same(countRows(app), { ...oneOfEach, rest_auth_session: 20 })
})

t.test('20 first logins of people of the same nickname at once find a username each', async t => {
  const { app, kakao } = await createKakaoApp(t)
  const people = Array.from({ length: 20 }, (_, i) => ({ id: String(i + 1), nickname: '같음' }))
  for (const person of people) kakao.tokens.set(`tok-same${person.id}`, { person })
  const answers = await Promise.all(people.map(({ id }) => logIn(app, `tok-same${id}`)))
  t.same(new Set(answers.map(({ status }) => status)), new Set([200]))
  const usernames = answers.map(({ body }) => body.user.username).sort()
  t.equal(new Set(usernames).size, 20)
  const first = usernames.filter(username => username === '같음')
  t.equal(first.length, 1)
  for (const username of usernames) t.match(username, /^(같음|kakao_\d+)$/)
})

t.test('the token of another app', async t => {
  const { app, kakao } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t) })
  const before = allRows(app)
  kakao.tokens.set('tok-foreign', { person: jiyun, appId: 770002 })
  const { status, body } = await logIn(app, 'tok-foreign')

  t.test('is refused', async t => {
    t.equal(status, 400)
    t.same(body, incorrectValue)
  })

  t.test('is not asked whose it is', async t => {
    t.same(kakao.asked, [`GET ${tokenInfoPath}`])
  })

  t.test('writes nothing', async t => {
    t.same(allRows(app), before)
  })
})

t.test('a token is refused when Kakao names two people for it', async t => {
  const { app, kakao } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t) })
  const before = allRows(app)
  respondTo(kakao, 'tok', tokenInfoPath, (_request, response) => {
    send(response, 200, tokenInfo({ person: { ...jiyun, id: '3700000002' } }))
  })
  const { status, body } = await logIn(app, 'tok')
  t.equal(status, 400)
  t.same(body, incorrectValue)
  t.same(allRows(app), before)
})

for (const expiresIn of [0, -1]) {
  t.test(`a token that expires in ${expiresIn} seconds is refused, without asking whose it is`, async t => {
    const { app, kakao } = await createKakaoApp(t)
    kakao.tokens.set('tok', { person: jiyun, expiresIn })
    const { status, body } = await logIn(app, 'tok')
    t.equal(status, 400)
    t.same(body, incorrectValue)
    t.same(kakao.asked, [`GET ${tokenInfoPath}`])
    t.same(countRows(app), noneOfAny)
  })
}

for (const expiresIn of [1e300, 1e15, 9e11]) {
  t.test(`a token info that says ${expiresIn} seconds, past the year 9999, is no answer: 503`, async t => {
    const { app, kakao } = await createKakaoApp(t)
    kakao.tokens.set('tok', { person: jiyun, expiresIn })
    const { status, body } = await logIn(app, 'tok')
    t.equal(status, 503)
    t.same(body, unavailable)
    t.same(countRows(app), noneOfAny)
  })
}

for (const [name, accessToken, body] of [
  ['with a space', 'tok jiyun', incorrectValue],
  ['with a line break', 'tok\njiyun', { access_token: ['Control characters are not allowed: U+000A.'] }],
  ['with a header of its own', 'tok\r\nx-app: 1', { access_token: ['Control characters are not allowed: U+000D.'] }],
  ['with a NUL', 'tok\0', { access_token: ['Null characters are not allowed.'] }],
  ['with half a character', 'tok\ud800', { access_token: ['Surrogate characters are not allowed: U+D800.'] }],
  ['with letters beyond ASCII', '토큰', incorrectValue],
  ['with Latin letters beyond ASCII', 'tøken', incorrectValue],
  ['with a comma', 'tok-jiyun,tok-jiyun', incorrectValue],
  ['with = in the middle', 'tok=jiyun', incorrectValue],
  ['of = alone', '====', incorrectValue],
  ['of 5000 characters', 'a'.repeat(5000), incorrectValue],
  ['of 5000 characters, most of them =', `a${'='.repeat(4999)}`, incorrectValue],
  ['of nothing', '', { non_field_errors: ['Incorrect input. access_token or code is required.'] }],
  ['of spaces', '   ', { non_field_errors: ['Incorrect input. access_token or code is required.'] }],
  ['that is null', null, { access_token: ['This field may not be null.'] }],
  ['that is true', true, { access_token: ['Not a valid string.'] }],
  ['that is a list', ['tok-jiyun'], { access_token: ['Not a valid string.'] }],
  ['that is an object', { token: 'tok-jiyun' }, { access_token: ['Not a valid string.'] }]
] as const) {
  t.test(`a token ${name} is refused, and never reaches Kakao`, async t => {
    const { app, kakao } = await createKakaoApp(t)
    kakao.tokens.set(String(accessToken), { person: jiyun })
    const answer = await logIn(app, accessToken)
    t.equal(answer.status, 400)
    t.same(answer.body, body)
    t.same(kakao.asked, [])
  })
}

t.test('a number is read as its digits, as Django reads it, and Kakao does not know it', async t => {
  const { app } = await createKakaoApp(t)
  const { status, body } = await logIn(app, 5)
  t.equal(status, 400)
  t.same(body, incorrectValue)
})

t.test('all that a bearer token may be made of reaches Kakao as it is', async t => {
  const { app, kakao } = await createKakaoApp(t)
  const accessToken = 'AZaz09-._~+/=='
  kakao.tokens.set(accessToken, { person: jiyun })
  t.equal((await logIn(app, ` ${accessToken} `)).status, 200)
  t.same(kakao.asked, [`GET ${tokenInfoPath}`, `GET ${profilePath}?secure_resource=true`])
})

t.test('without a token or a code the answer says what is missing', async t => {
  const { app, kakao } = await createKakaoApp(t)
  for (const payload of [{}, { code: '' }, { token: 'tok-jiyun' }, { ACCESS_TOKEN: 'tok-jiyun' }]) {
    const { status, body } = await post(app, url, payload)
    t.equal(status, 400)
    t.same(body, { non_field_errors: ['Incorrect input. access_token or code is required.'] })
  }
  t.same(kakao.asked, [])
})

t.test('a code alone is asked for at Kakao, and one that Kakao does not know is refused', async t => {
  const { app, kakao } = await createKakaoApp(t)
  kakao.app.clientSecret = undefined
  const { status, body } = await post(app, url, { code: 'nope' })
  t.equal(status, 400)
  t.same(body, incorrectValue)
  t.same(kakao.asked, ['POST /oauth/token'])
  t.same(countRows(app), noneOfAny)
})

t.test('a code beside the token is of no account', async t => {
  const { app } = await createKakaoApp(t)
  t.equal((await post(app, url, { access_token: 'tok-jiyun', code: 'nope' })).status, 200)
})

t.test('what else the body says is of no account', async t => {
  const { app } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t) })
  const { body } = await post(app, url, {
    access_token: 'tok-noemail',
    id: 1,
    user_id: 1,
    uid: '3700000001',
    username: 'alice',
    email: 'alice@example.com',
    is_staff: true,
    is_superuser: true
  })
  t.match(body.user, { pk: 10, username: '무메일', email: '' })
  t.same(readRows(app, 'select is_staff, is_superuser from auth_user where id = 10'), [
    { is_staff: 0, is_superuser: 0 }
  ])
})

t.test('a form is as good as JSON', async t => {
  const { app } = await createKakaoApp(t)
  const response = await app.inject({
    method: 'POST',
    url,
    payload: 'access_token=tok-jiyun',
    headers: { 'content-type': 'application/x-www-form-urlencoded' }
  })
  t.equal(response.statusCode, 200)
  t.equal(response.json().user.username, '지윤')
})

t.test('another media type is 415', async t => {
  const { app } = await createKakaoApp(t)
  const headers = { 'content-type': 'text/plain' }
  const response = await app.inject({ method: 'POST', url, payload: 'access_token=tok-jiyun', headers })
  t.equal(response.statusCode, 415)
  t.same(response.json(), { detail: 'Unsupported media type "text/plain" in request.' })
})

t.test('GET is not allowed', async t => {
  const { app } = await createKakaoApp(t)
  const response = await app.inject({ url })
  t.equal(response.statusCode, 405)
  t.same(response.json(), { detail: 'Method "GET" not allowed.' })
  t.same(String(response.headers.allow).split(', ').sort(), ['OPTIONS', 'POST'])
})

t.test('without KAKAO_APP_ID', async t => {
  const { app, kakao } = await createKakaoApp(t, { kakaoAppId: undefined })

  t.test('an access token is answered 503 that names the setting, and Kakao is not asked', async t => {
    const { status, body, headers } = await logIn(app, 'tok-jiyun')
    t.equal(status, 503)
    t.same(body, { detail: 'Social login is not set up on this server: KAKAO_APP_ID is missing.' })
    t.equal(headers['retry-after'], '5')
    t.same(kakao.asked, [])
    t.same(countRows(app), noneOfAny)
  })

  t.test('it says so in Korean', async t => {
    const { body } = await logIn(app, 'tok-jiyun', { 'accept-language': 'ko' })
    t.same(body, { detail: '소셜 로그인이 설정되지 않았습니다: KAKAO_APP_ID 값이 없습니다.' })
  })

  t.test('what is wrong with a body is told as ever', async t => {
    t.same((await post(app, url, {})).body, {
      non_field_errors: ['Incorrect input. access_token or code is required.']
    })
    t.same((await post(app, url, { access_token: null })).body, { access_token: ['This field may not be null.'] })
  })

  t.test('an id_token, which says itself which app it is for, lets people in', async t => {
    const { status, body } = await post(app, url, { id_token: await kakao.idToken('3700000001') })
    t.equal(status, 200)
    t.match(body.user, { username: '지윤' })
  })

  t.test('other methods are answered as ever', async t => {
    t.equal((await app.inject({ url })).statusCode, 405)
  })
})

t.test('who prefers Korean is answered in Korean', async t => {
  const { app, kakao } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t) })
  execute(app, 'update auth_user set is_active = 0 where id = 6')
  respondTo(kakao, 'tok-away', tokenInfoPath, answeringCode(503, -7))
  for (const [accessToken, body] of [
    ['tok-nope', { non_field_errors: ['올바르지 않은 값입니다.'] }],
    ['', { non_field_errors: ['access_token 또는 code가 필요합니다.'] }],
    ['tok-taken', { non_field_errors: ['이미 이 이메일 주소로 가입한 사용자가 있습니다.'] }],
    ['tok-jiyun', { non_field_errors: ['비활성화된 계정입니다.'] }],
    ['tok-away', { detail: '카카오에 연결할 수 없습니다. 잠시 후 다시 시도해 주세요.' }]
  ] as const) {
    t.same((await logIn(app, accessToken, { 'accept-language': 'ko' })).body, body)
  }
})
