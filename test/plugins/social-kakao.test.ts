import { gzipSync } from 'node:zlib'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { Agent, Pool } from 'undici'
import { suite } from '../../app.ts'
import { database } from '../../plugins/database.ts'
import { jwtAuth } from '../../plugins/jwt-auth.ts'
import { sites } from '../../plugins/sites.ts'
import { socialAccounts } from '../../plugins/social-accounts.ts'
import { socialKakao } from '../../plugins/social-kakao.ts'
import { createKakaoApp, djangoDatabase, newDatabase, password, post, readRows, secretKey } from '../helper.ts'
import {
  answering,
  answeringCode,
  countRows,
  execute,
  incorrectValue,
  jiyun,
  logIn,
  noneOfAny,
  oneOfEach,
  profilePath,
  questions,
  respondTo,
  tokenInfoPath,
  unavailable,
  url
} from '../kakao-login.ts'
import { kakaoAppId, me, type Respond, startKakaoServer } from '../kakao-server.ts'

/** What there is no row of unless tokens are kept. */
const nothingKept = { socialaccount_socialapp: 0, socialaccount_socialapp_sites: 0, socialaccount_socialtoken: 0 }

/** The server as its three plugins, and what stands in for Kakao. */
async function createThreePlugins(t: Test, databaseUrl = newDatabase(t)) {
  const kakao = await startKakaoServer()
  t.teardown(() => kakao.close())
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(database, { url: databaseUrl })
  await app.register(jwtAuth, { secret: secretKey })
  return { app, kakao, options: { appId: kakaoAppId, apiUrl: kakao.url, authUrl: kakao.url } }
}

t.test('the plugin needs no more than the database and the JWT plugin', async t => {
  const { app, options } = await createThreePlugins(t)
  await app.register(socialKakao, options)
  t.equal((await logIn(app, 'tok-jiyun')).status, 200)
  t.same(countRows(app), { ...oneOfEach, ...nothingKept })
})

const sitesOfTokens = `select provider, site_id from socialaccount_socialtoken
  join socialaccount_socialapp app on app.id = app_id
  join socialaccount_socialapp_sites site on socialapp_id = app.id`

t.test('where nobody says which site it is, it is site 1', async t => {
  const { app, options } = await createThreePlugins(t)
  await app.register(socialAccounts, { storeTokens: true })
  await app.register(socialKakao, options)
  t.equal((await logIn(app, 'tok-jiyun')).status, 200)
  t.same(readRows(app, sitesOfTokens), [{ provider: 'kakao', site_id: 1 }])
})

t.test('the plugin is the site that was registered before it', async t => {
  const { app, options } = await createThreePlugins(t, djangoDatabase(t))
  await app.register(sites, { id: 2 })
  await app.register(socialAccounts, { storeTokens: true })
  await app.register(socialKakao, options)
  t.equal((await logIn(app, 'tok-noemail')).status, 200)
  t.same(readRows(app, `${sitesOfTokens} where token = 'tok-noemail'`), [{ provider: 'kakao', site_id: 2 }])
})

for (const [what, keys, row] of [
  [
    'the keys of the settings',
    { restApiKey: 'rest-api-key', clientSecret: 'client-secret', nativeAppKey: 'native-app-key' },
    { client_id: 'rest-api-key', secret: 'client-secret', key: 'native-app-key' }
  ],
  ['empty keys where there are none', {}, { client_id: '', secret: '', key: '' }]
] as const) {
  t.test(`the site's application gets ${what}`, async t => {
    const { app, options } = await createThreePlugins(t)
    await app.register(socialAccounts, { storeTokens: true })
    await app.register(socialKakao, { ...options, ...keys })
    await logIn(app, 'tok-jiyun')
    t.same(readRows(app, 'select client_id, secret, key from socialaccount_socialapp'), [row])
  })
}

t.test('the endpoint stands behind a prefix', async t => {
  const { app, options } = await createThreePlugins(t)
  await app.register(socialKakao, { ...options, prefix: '/api' })
  t.equal((await post(app, `/api${url}`, { access_token: 'tok-jiyun' })).status, 200)
  t.equal((await logIn(app, 'tok-jiyun')).status, 404)
})

t.test('the plugin tells what it is missing', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(database, { url: newDatabase(t) })
  await t.rejects(async () => app.register(socialKakao, { appId: kakaoAppId }), { message: /rest-auth-jwt/ })
})

for (const [options, message] of [
  [{ appID: kakaoAppId }, 'socialKakao has no option appID'],
  [{ appId: '770001' }, 'KAKAO_APP_ID takes the number of the Kakao app, as in 770001, not "770001"'],
  [{ appId: 0 }, 'KAKAO_APP_ID takes the number of the Kakao app, as in 770001, not 0'],
  [
    { apiUrl: 'https://kapi.kakao.com/v2' },
    'KAKAO_API_URL takes an address without a path, such as https://kapi.kakao.com, not "https://kapi.kakao.com/v2"'
  ],
  [
    { scopes: ['Account Email'] },
    'KAKAO_SCOPES takes a list of consent items, as in openid,account_email,profile_nickname, not ["Account Email"]'
  ],
  [
    { eventPolicy: ['user-unlinked=forget'] },
    'KAKAO_EVENT_POLICY takes a list of event=action, as in user-unlinked=delete,account-disabled=record, not ["user-unlinked=forget"]'
  ]
] as const) {
  t.test(`the start stops at ${JSON.stringify(options)}`, async t => {
    const { app } = await createThreePlugins(t)
    await t.rejects(async () => app.register(socialKakao, options as object), { code: 'REST_AUTH_START', message })
  })
}

t.test('there is Kakao once', async t => {
  const { app, options } = await createThreePlugins(t)
  await app.register(socialKakao, options)
  await t.rejects(async () => app.register(socialKakao, { ...options, prefix: '/second' }), {
    code: 'REST_AUTH_START',
    message: 'there is a provider kakao already'
  })
})

t.test('Kakao is reached through the dispatcher that is given, which stays open', async t => {
  const { app, kakao, options } = await createThreePlugins(t)
  const origins: string[] = []
  const dispatcher = new Agent({
    factory(origin, options) {
      origins.push(String(origin))
      return new Pool(origin, options)
    }
  })
  t.teardown(() => dispatcher.destroy())
  await app.register(socialKakao, { ...options, dispatcher })
  t.equal((await logIn(app, 'tok-jiyun')).status, 200)
  t.same(origins, [kakao.url])
  await app.close()
  t.notOk(dispatcher.destroyed || dispatcher.closed)
})

/** Has Kakao never answer a token; resolves when it is asked for it so many times. */
function hang(kakao: { tokens: Awaited<ReturnType<typeof startKakaoServer>>['tokens'] }, token: string, times: number) {
  const { promise, resolve } = Promise.withResolvers<void>()
  let asked = 0
  const respond = () => {
    asked += 1
    if (asked === times) resolve()
  }
  kakao.tokens.set(token, { person: jiyun, respond })
  return promise
}

t.test('closing the server ends what it still asks of Kakao', async t => {
  const { app, kakao } = await createKakaoApp(t)
  const hangs = hang(kakao, 'tok-hangs', 1)
  const start = performance.now()
  const login = logIn(app, 'tok-hangs')
  await hangs
  await app.close()
  t.equal((await login).status, 503)
  t.ok(performance.now() - start < 4000, 'long before the time for Kakao is up')
})

t.test('Kakao is asked no more than 64 things at once', async t => {
  const { app, kakao } = await createKakaoApp(t)
  const hangs = hang(kakao, 'tok-hangs', 64)
  const logins = Array.from({ length: 80 }, () => logIn(app, 'tok-hangs'))
  await hangs
  // What was sent with the 64 has arrived when three more questions have come and gone.
  for (let i = 0; i < 3; i++) await fetch(kakao.url)
  t.equal(kakao.asked.filter(asked => asked === `GET ${tokenInfoPath}`).length, 64)
  await kakao.close()
  t.same(new Set((await Promise.all(logins)).map(({ status }) => status)), new Set([503]))
})

for (const [name, body] of [
  ['no app_id', '{"id":3700000001,"expires_in":100}'],
  ['an app_id that is null', '{"id":3700000001,"expires_in":100,"app_id":null}'],
  ['an app_id that is a fraction', '{"id":3700000001,"expires_in":100,"app_id":770001.5}'],
  ['an app_id with a space', '{"id":3700000001,"expires_in":100,"app_id":"770001 "}'],
  ['an app_id in a list', '{"id":3700000001,"expires_in":100,"app_id":[770001]}'],
  ['no id', '{"expires_in":100,"app_id":770001}'],
  ['an empty id', '{"id":"","expires_in":100,"app_id":770001}'],
  ['an id of letters', '{"id":"jiyun","expires_in":100,"app_id":770001}'],
  ['an id of 21 digits', '{"id":370000000000000000001,"expires_in":100,"app_id":770001}'],
  ['an id that is true', '{"id":true,"expires_in":100,"app_id":770001}'],
  ['no expires_in', '{"id":3700000001,"app_id":770001}'],
  ['an expires_in that is a text', '{"id":3700000001,"expires_in":"100","app_id":770001}'],
  ['nothing', '{}'],
  ['null', 'null'],
  ['a list', '[]'],
  ['a number', '3700000001'],
  ['a name of its prototype', '{"__proto__":{"id":3700000001,"expires_in":100,"app_id":770001}}']
] as const) {
  t.test(`a token info with ${name} is no answer: 503, and nobody is asked after`, async t => {
    const { app, kakao } = await createKakaoApp(t)
    respondTo(kakao, 'tok', tokenInfoPath, answering(200, body))
    const { status, body: answer } = await logIn(app, 'tok')
    t.equal(status, 503)
    t.same(answer, unavailable)
    t.same(kakao.asked, [`GET ${tokenInfoPath}`])
    t.same(countRows(app), noneOfAny)
  })
}

for (const [name, body] of [
  ['no id', '{"kakao_account":{}}'],
  ['an id of letters', '{"id":"jiyun"}'],
  ['an id that is null', '{"id":null}'],
  ['nothing', '{}'],
  ['null', 'null']
] as const) {
  t.test(`user data with ${name} are no answer: 503`, async t => {
    const { app, kakao } = await createKakaoApp(t)
    respondTo(kakao, 'tok', profilePath, answering(200, body))
    const { status, body: answer } = await logIn(app, 'tok')
    t.equal(status, 503)
    t.same(answer, unavailable)
    t.same(countRows(app), noneOfAny)
  })
}

t.test('ids that Kakao sends as texts are the same as in numbers', async t => {
  const { app, kakao } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t) })
  respondTo(kakao, 'tok', profilePath, answering(200, '{"id":"3700000001"}'))
  const { status, body } = await logIn(app, 'tok')
  t.equal(status, 200)
  t.equal(body.user.pk, 6)
})

for (const id of ['0', '-5']) {
  t.test(`${id} is nobody's id: 503`, async t => {
    const { app, kakao } = await createKakaoApp(t)
    kakao.tokens.set('tok', { person: { id, nickname: 'nobody' } })
    const { status, body } = await logIn(app, 'tok')
    t.equal(status, 503)
    t.same(body, unavailable)
    t.same(countRows(app), noneOfAny)
  })
}

for (const [name, respond] of [
  ['-401, an unknown or expired token', answeringCode(401, -401)],
  ['-2, a malformed token', answeringCode(400, -2)],
  ['-101, not linked', answeringCode(400, -101)],
  ['-103, no such account', answeringCode(400, -103)],
  ['-402, consent missing', answeringCode(403, -402, { required_scopes: ['account_email'] })],
  ['-406, under 14', answeringCode(401, -406)],
  ['-9999, a code that is not known', answeringCode(400, -9999)],
  ['400 without a code', answering(400, '{"error":"invalid_request"}')],
  ['401 without a code', answering(401, '{"error":"invalid_token"}')],
  ['403 without a code', answering(403, '{"error":"insufficient_scope"}')],
  ['401 with a code in words', answering(401, '{"code":"KOE401"}')]
] as const) {
  for (const [question, path] of questions) {
    t.test(`asked for ${question}, Kakao refuses with ${name}: 400, and nothing is written`, async t => {
      const { app, kakao } = await createKakaoApp(t)
      respondTo(kakao, 'tok', path, respond)
      const { status, body, headers } = await logIn(app, 'tok')
      t.equal(status, 400)
      t.same(body, incorrectValue)
      t.equal(headers['retry-after'], undefined)
      t.same(countRows(app), noneOfAny)
    })
  }
}

const profileText = me(jiyun)

for (const [name, respond] of [
  ['has trouble inside, -1', answeringCode(400, -1)],
  ['is asked too much, -10 and 400', answeringCode(400, -10)],
  ['is asked too much, -10 and 429', answeringCode(429, -10)],
  ['is asked too much, 429 without a code', answering(429, '{}')],
  ['is maintained, -7', answeringCode(503, -7)],
  ['is maintained, -9798', answeringCode(503, -9798)],
  ['answers 500 without a code', answering(500, '{"msg":"oops"}')],
  ['answers 500 with a code that is not known', answeringCode(500, -9999)],
  ['answers 500 with the code of a bad token', answeringCode(500, -401)],
  ['answers 503 with a code that is not known', answeringCode(503, -9999)],
  ['answers 429 with a code that is not known', answeringCode(429, -9999)],
  ['answers 404', answering(404, '{}')],
  ['answers 404 with a code in words', answering(404, '{"code":"KOE404"}')],
  ['answers 502 in HTML', answering(502, '<html><h1>502 Bad Gateway</h1></html>')],
  ['answers 401 in HTML', answering(401, '<html><h1>Sign in to the Wi-Fi</h1></html>')],
  ['answers 200 in HTML', answering(200, '<html><h1>Sign in to the Wi-Fi</h1></html>')],
  ['answers 200 and a code', answeringCode(200, -401)],
  ['answers nothing, 200', answering(200, '')],
  ['answers nothing, 500', answering(500, '')],
  ['answers half', answering(200, profileText.slice(0, 60))],
  ['answers what is no UTF-8', answering(200, Buffer.from(profileText, 'utf16le'))],
  ['answers 100 kB', answering(200, `{"x":"${'x'.repeat(100_000)}",${profileText.slice(1)}`)],
  [
    'answers compressed',
    (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(profileText))
  ],
  [
    'answers a gzip bomb',
    (_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(20_000_000)))
  ],
  ['hangs up', ({ socket }) => socket.destroy()],
  ['resets the connection', ({ socket }) => socket.resetAndDestroy()],
  [
    'hangs up in the middle of its answer',
    ({ socket }, response) => response.writeHead(200).write(profileText.slice(0, 60), () => socket.resetAndDestroy())
  ],
  ['answers what is no HTTP', ({ socket }) => socket.end('+OK POP3 server ready\r\n')]
] as [string, Respond][]) {
  for (const [question, path] of questions) {
    t.test(`asked for ${question}, Kakao ${name}: 503, and nothing is written`, async t => {
      const { app, kakao } = await createKakaoApp(t)
      respondTo(kakao, 'tok', path, respond)
      const { status, body, headers } = await logIn(app, 'tok')
      t.equal(status, 503)
      t.same(body, unavailable)
      t.match(headers['retry-after'], /^[1-9]\d*$/)
      t.same(countRows(app), noneOfAny)
    })
  }
}

for (const code of [301, 302, 303, 307, 308]) {
  t.test(`a redirect to elsewhere, ${code}, is not followed`, async t => {
    const { app, kakao } = await createKakaoApp(t)
    const elsewhere = await startKakaoServer()
    t.teardown(() => elsewhere.close())
    elsewhere.tokens.set('tok', { person: jiyun })
    kakao.tokens.set('tok', {
      person: jiyun,
      respond: ({ url }, response) => response.writeHead(code, { location: elsewhere.url + url }).end('{}')
    })
    const { status, body } = await logIn(app, 'tok')
    t.equal(status, 503)
    t.same(body, unavailable)
    t.same(elsewhere.asked, [])
    t.same(countRows(app), noneOfAny)
  })
}

t.test('when Kakao is not there, the answer is 503 and nothing is written', async t => {
  const { app, kakao } = await createKakaoApp(t)
  await kakao.close()
  const { status, body, headers } = await logIn(app, 'tok-jiyun')
  t.equal(status, 503)
  t.same(body, unavailable)
  t.equal(headers['retry-after'], '5')
  t.same(countRows(app), noneOfAny)
})

t.test('when Kakao was away and is back, the next login succeeds', async t => {
  const { app, kakao } = await createKakaoApp(t)
  respondTo(kakao, 'tok', profilePath, answeringCode(503, -9798))
  t.equal((await logIn(app, 'tok')).status, 503)
  t.equal((await logIn(app, 'tok-jiyun')).status, 200)
})

t.test('while 60 logins wait for Kakao, everything else goes on', async t => {
  const { app, kakao } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t) })
  const { promise: allWait, resolve: waiting } = Promise.withResolvers<void>()
  let hanging = 0
  kakao.tokens.set('tok-hangs', {
    person: jiyun,
    respond: () => {
      hanging += 1
      if (hanging === 60) waiting()
    }
  })
  let answered = 0
  const logins = Array.from({ length: 60 }, async () => {
    const { status } = await logIn(app, 'tok-hangs')
    answered += 1
    return status
  })
  await allWait

  t.equal((await post(app, '/api-jwt-auth/', { username: 'alice', password })).status, 200)
  t.equal((await app.inject({ url: '/whoami' })).statusCode, 401)
  t.equal((await logIn(app, 'tok-noemail')).status, 200, 'and so does a login whose token Kakao answers for')
  t.equal(answered, 0, 'all 60 were waiting the while')

  await kakao.close()
  t.same(new Set(await Promise.all(logins)), new Set([503]))
  t.equal((await app.inject({ url: '/whoami' })).statusCode, 401)
})

t.test('a Kakao that never answers costs less than 6 seconds', async t => {
  const { app, kakao } = await createKakaoApp(t)
  kakao.tokens.set('tok-hangs', { person: jiyun, respond: () => {} })
  const start = performance.now()
  const { status, body, headers } = await logIn(app, 'tok-hangs')
  const seconds = (performance.now() - start) / 1000
  t.equal(status, 503)
  t.same(body, unavailable)
  t.equal(headers['retry-after'], '5')
  t.ok(seconds > 4 && seconds < 6, `answered after ${seconds} s`)
  t.same(countRows(app), noneOfAny)
})

t.test('in the log', async t => {
  const lines: string[] = []
  const kakao = await startKakaoServer()
  t.teardown(() => kakao.close())
  const app = Fastify({ logger: { level: 'trace', stream: { write: (line: string) => lines.push(line) } } })
  t.teardown(() => app.close())
  await app.register(suite, {
    secretKey,
    databaseUrl: newDatabase(t),
    socialaccountStoreTokens: true,
    kakaoAppId,
    kakaoApiUrl: kakao.url,
    kakaoAuthUrl: kakao.url,
    kakaoRestApiKey: kakao.app.restApiKey,
    kakaoClientSecret: kakao.app.clientSecret
  })
  const answers: string[] = []
  const logInLogged = async (token: string) => {
    const response = await app.inject({ method: 'POST', url, payload: { access_token: token } })
    answers.push(response.body + JSON.stringify(response.headers))
    return response.statusCode
  }
  const token = 'tok-7f3a9c'

  t.test('and in the answers no access token stands, however the login ends', async t => {
    const bigger = `{"x":"${'x'.repeat(100_000)}"}`
    const faults: [number, Respond][] = [
      [400, answeringCode(401, -401)],
      [503, answeringCode(400, -1)],
      [503, answering(502, '<html>')],
      [503, answering(200, bigger)],
      [503, ({ socket }) => socket.resetAndDestroy()]
    ]
    for (const [status, respond] of faults) {
      kakao.tokens.set(token, { person: jiyun, respond })
      t.equal(await logInLogged(token), status)
    }
    kakao.tokens.set(token, { person: jiyun, appId: 5 })
    t.equal(await logInLogged(token), 400)
    t.equal(await logInLogged(`${token} malformed`), 400)
    kakao.tokens.set(token, { person: jiyun })
    execute(app, "create trigger fail before insert on socialaccount_socialtoken begin select raise(abort, 'no'); end")
    t.equal(await logInLogged(token), 500)
    execute(app, 'drop trigger fail')
    t.equal(await logInLogged(token), 200)
    t.equal(await logInLogged(token), 200)
    t.ok(lines.length >= 20)
    t.notMatch(lines.join(''), token)
    t.notMatch(answers.join(''), token)
  })

  t.test('nor does a code, an id_token, a refresh token or the client secret', async t => {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: kakao.app.restApiKey,
      redirect_uri: 'https://example.com/accounts/kakao/login/callback/',
      scope: 'openid'
    })
    const back = kakao.authorize(`${kakao.url}/oauth/authorize?${query}`, { personId: jiyun.id })
    const code = String(new URL(back).searchParams.get('code'))
    const idToken = await kakao.idToken(jiyun.id, { nonce: 'n-0S6_WzA2Mj' })
    lines.length = 0
    const bodies: [number, object][] = [
      [200, { code }],
      [400, { code }],
      [200, { id_token: idToken, nonce: 'n-0S6_WzA2Mj' }],
      [400, { id_token: idToken, nonce: 'n-0S6_WzA2Mj' }]
    ]
    for (const [status, payload] of bodies)
      t.equal((await app.inject({ method: 'POST', url, payload })).statusCode, status)
    const [kept] = readRows(app, 'select token, token_secret from socialaccount_socialtoken')
    const secrets = [code, idToken, 'n-0S6_WzA2Mj', kakao.app.clientSecret, kept?.token, kept?.token_secret].map(String)
    t.ok(secrets.every(secret => secret.length >= 10))
    t.ok(lines.length >= 8)
    for (const secret of secrets) t.notOk(lines.join('').includes(secret), secret)
  })

  t.test('it says why Kakao could not be reached', async t => {
    kakao.tokens.set(token, { person: jiyun, respond: ({ socket }) => socket.resetAndDestroy() })
    lines.length = 0
    await logInLogged(token)
    t.match(
      lines.map(line => JSON.parse(line)).filter(({ level }) => level === 40),
      [{ msg: 'unavailable', cause: { code: 'ECONNRESET' } }]
    )
  })

  for (const [name, respond] of [
    ['nonsense', answering(200, `${token} jiyun@kakao.example`)],
    ['JSON with a mistake', answering(200, `{"email":"jiyun@kakao.example" "${token}"}`)],
    [
      'what is no HTTP',
      ({ socket }) =>
        socket.end(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{"jiyun@kakao.example":"${token}"}`)
    ]
  ] as [string, Respond][]) {
    t.test(`nothing stands of an answer that is ${name}`, async t => {
      kakao.tokens.set(token, { person: jiyun, respond })
      lines.length = 0
      t.equal(await logInLogged(token), 503)
      t.ok(lines.length >= 3)
      t.notMatch(lines.join(''), /tok-7f|jiyun@k/)
    })
  }
})
