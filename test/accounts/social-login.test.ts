import t, { type Test } from 'tap'
import { Agent } from 'undici'
import type { SocialClient } from '../../accounts/identify-social-account.ts'
import { socialLogin } from '../../accounts/social-login.ts'
import { readEmailKey } from '../../accounts/verify-email.ts'
import { kakao as kakaoFacts } from '../../core/kakao.ts'
import { createKakaoApp, djangoDatabase, newDatabase, readRows } from '../helper.ts'
import { allRows, countRows, execute, jiyun, noneOfAny, profilePath, questions, respondTo } from '../kakao-login.ts'
import { type KakaoPerson, kakaoAppId, me, send, tokenInfo } from '../kakao-server.ts'

const origin = { ipAddress: '192.0.2.1', userAgent: 'tests', language: 'en' } as const
const refused = { code: 'REST_AUTH_INVALID_INPUT', fields: { non_field_errors: [{ name: 'socialRefused' }] } }
const emailTaken = { code: 'REST_AUTH_INVALID_INPUT', fields: { non_field_errors: [{ name: 'socialEmailTaken' }] } }
const away = { message: 'providerUnavailable', statusCode: 503, retryAfter: 5 }

/** The act on a database, with a client of Kakao whose facts a test can change. */
async function createAct(t: Test, databaseUrl = newDatabase(t)) {
  const { app, kakao } = await createKakaoApp(t, { databaseUrl })
  const dispatcher = new Agent()
  t.teardown(() => dispatcher.destroy())
  const client: SocialClient = {
    provider: kakaoFacts(kakao.url),
    appId: String(kakaoAppId),
    newApp: { clientId: 'rest-api-key', secret: 'client-secret', key: 'native-app-key' },
    siteId: 1,
    dispatcher,
    timeout: 30_000
  }
  const logIn = (accessToken: string, changes: Partial<SocialClient> = {}) =>
    socialLogin(app.accounts, { ...client, ...changes }, accessToken, origin)
  /** The first login of somebody new. */
  const arrive = (person: Partial<KakaoPerson>, changes: Partial<SocialClient> = {}) => {
    const id = String(kakao.tokens.size)
    kakao.tokens.set(`tok-new${id}`, { person: { id, nickname: '', ...person } })
    return logIn(`tok-new${id}`, changes)
  }
  return { app, kakao, logIn, arrive }
}

t.test('a login tells the user and the token of a session', async t => {
  const { app, logIn } = await createAct(t)
  const loggedIn = await logIn('tok-jiyun')
  t.match(loggedIn.user, { id: 1, username: '지윤', email: 'jiyun@kakao.example', isActive: true })
  if (!('token' in loggedIn)) return t.fail('it has a token')
  const { user: verified } = await app.jwtAuth.verify(loggedIn.token)
  t.equal(verified.id, loggedIn.user.id)
  t.strictSame(readRows(app, 'select user_id, ip_address, user_agent, method from rest_auth_session'), [
    { user_id: 1, ip_address: '192.0.2.1', user_agent: 'tests', method: 'kakao' }
  ])
})

t.test('a later login tells the user with the time of it', async t => {
  const { app, logIn } = await createAct(t, djangoDatabase(t))
  const { user } = await logIn('tok-jiyun')
  t.equal(user.id, 6)
  t.strictSame(user, await app.database.users.find(6))
})

const decomposed = '하늘'.normalize('NFD')

for (const [name, nickname, email, username] of [
  ['a nickname in Hangul', '하늘', 'jiyun@kakao.example', '하늘'],
  ['a nickname with all that a username may have', 'Ji_yun.K-1@+', 'jiyun@kakao.example', 'Ji_yun.K-1@+'],
  ['a nickname in decomposed Hangul is composed', decomposed, 'jiyun@kakao.example', '하늘'],
  ['a nickname in wide letters is narrowed', 'ｊｉ', 'jiyun@kakao.example', 'ji'],
  ['a nickname of 150 characters', '윤'.repeat(150), 'jiyun@kakao.example', '윤'.repeat(150)],
  ['a nickname of 151 characters', '윤'.repeat(151), 'jiyun@kakao.example', 'jiyun'],
  ['a nickname with a space', '지 윤', 'jiyun@kakao.example', 'jiyun'],
  ['a nickname of an emoji', '🐯', 'jiyun@kakao.example', 'jiyun'],
  ['a nickname that shows nothing', '\u3164', 'jiyun@kakao.example', 'jiyun'],
  ['a nickname with an invisible space', '지\u200b윤', 'jiyun@kakao.example', 'jiyun'],
  ['a nickname with a NUL', '지\0윤', 'jiyun@kakao.example', 'jiyun'],
  ['a nickname with half a character', '지\ud83d', 'jiyun@kakao.example', 'jiyun'],
  ['a nickname in HTML', '<script>', 'jiyun@kakao.example', 'jiyun'],
  ['no nickname', '', 'jiyun@kakao.example', 'jiyun'],
  ['no nickname, and an address in capitals', '', 'Ji.Yun+KAKAO@kakao.example', 'ji.yun+kakao'],
  ['no nickname, and an address of signs alone', '', '!#$%@kakao.example', 'user'],
  ['no nickname, and a long address', '', `${'a'.repeat(200)}@kakao.example`, 'a'.repeat(150)],
  ['no nickname and no address', '', undefined, 'user'],
  ['a nickname with a space and no address', '지 윤', undefined, 'user'],
  ["alice's name", 'alice', 'jiyun@other.example', 'jiyun'],
  ["alice's name in another case", 'ALICE', 'jiyun@other.example', 'jiyun'],
  ["alice's name in wide letters", 'ａｌｉｃｅ', 'jiyun@other.example', 'jiyun'],
  ["alice's name, without an address", 'alice', undefined, 'user'],
  ["alice's name twice", 'alice', 'alice@other.example', 'alice4']
] as const) {
  t.test(`${name}: the username is ${username.slice(0, 20)}`, async t => {
    const { app, arrive } = await createAct(t, djangoDatabase(t))
    const person = email === undefined ? { nickname } : { nickname, email: email.replace('kakao.e', 'new.e') }
    const { user } = await arrive(person, { randomDigit: () => 4 })
    t.equal(user.username, username)
    t.strictSame(readRows(app, 'select username from auth_user where id = 10'), [{ username }])
  })
}

t.test('names that are taken get one digit more each time, and at last there is none: 503', async t => {
  const { app, arrive } = await createAct(t)
  const usernames = []
  for (let i = 0; i < 8; i++) usernames.push((await arrive({}, { randomDigit: () => 7 })).user.username)
  t.strictSame(
    usernames,
    Array.from({ length: 8 }, (_, digits) => `user${'7'.repeat(digits)}`)
  )
  const before = allRows(app)
  await t.rejects(arrive({}, { randomDigit: () => 7 }), { message: 'unavailable', statusCode: 503 })
  t.strictSame(allRows(app), before)
})

t.test('a long name is cut to make room for the digits', async t => {
  const { arrive } = await createAct(t)
  const randomDigit = () => 7
  await arrive({ email: `${'a'.repeat(160)}@one.example` }, { randomDigit })
  const { user } = await arrive({ email: `${'a'.repeat(160)}@two.example` }, { randomDigit })
  t.equal(user.username, `${'a'.repeat(149)}7`)
})

const apps = 'select id, provider, name, client_id, secret, key from socialaccount_socialapp'
const appSites = 'select socialapp_id, site_id from socialaccount_socialapp_sites'

t.test('a site without an application for Kakao gets one', async t => {
  const { app, logIn } = await createAct(t)
  await logIn('tok-jiyun')
  t.strictSame(readRows(app, apps), [
    {
      id: 1,
      provider: 'kakao',
      name: 'kakao',
      client_id: 'rest-api-key',
      secret: 'client-secret',
      key: 'native-app-key'
    }
  ])
  t.strictSame(readRows(app, appSites), [{ socialapp_id: 1, site_id: 1 }])
})

t.test('the next person uses the same application', async t => {
  const { app, logIn } = await createAct(t)
  await logIn('tok-jiyun')
  await logIn('tok-noemail')
  t.equal(readRows(app, apps).length, 1)
  t.strictSame(readRows(app, 'select app_id from socialaccount_socialtoken'), [{ app_id: 1 }, { app_id: 1 }])
})

t.test('the application that the site has is used, and left as it is', async t => {
  const { app, logIn } = await createAct(t, djangoDatabase(t))
  const before = [readRows(app, apps), readRows(app, appSites)]
  await logIn('tok-noemail')
  t.strictSame([readRows(app, apps), readRows(app, appSites)], before)
  t.strictSame(readRows(app, "select app_id from socialaccount_socialtoken where token = 'tok-noemail'"), [
    { app_id: 1 }
  ])
})

t.test('of two applications of the site the older is used', async t => {
  const { app, logIn } = await createAct(t, djangoDatabase(t))
  execute(
    app,
    `insert into socialaccount_socialapp (provider, name, client_id, secret, key) values ('kakao', 'new', '', '', '');
     insert into socialaccount_socialapp_sites (socialapp_id, site_id) values (last_insert_rowid(), 1)`
  )
  await logIn('tok-noemail')
  t.strictSame(readRows(app, "select app_id from socialaccount_socialtoken where token = 'tok-noemail'"), [
    { app_id: 1 }
  ])
})

t.test("another site's application is not used: the site gets its own", async t => {
  const { app, logIn } = await createAct(t, djangoDatabase(t))
  await logIn('tok-noemail', { siteId: 2 })
  t.match(readRows(app, apps), [
    { id: 1, provider: 'kakao', client_id: 'kakao-rest-api-key' },
    { id: 2, provider: 'facebook' },
    { id: 3, provider: 'kakao', client_id: 'rest-api-key' }
  ])
  t.strictSame(readRows(app, appSites), [
    { socialapp_id: 1, site_id: 1 },
    { socialapp_id: 2, site_id: 2 },
    { socialapp_id: 3, site_id: 2 }
  ])
  t.strictSame(readRows(app, "select app_id from socialaccount_socialtoken where token = 'tok-noemail'"), [
    { app_id: 3 }
  ])
})

t.test("one person's tokens of two sites stand beside each other", async t => {
  const { app, logIn } = await createAct(t, djangoDatabase(t))
  const { user } = await logIn('tok-jiyun-2', { siteId: 2 })
  t.equal(user.id, 6)
  t.strictSame(readRows(app, 'select app_id, token, token_secret from socialaccount_socialtoken order by id'), [
    { app_id: 1, token: 'tok-jiyun', token_secret: 'refresh-jiyun' },
    { app_id: 3, token: 'tok-jiyun-2', token_secret: '' }
  ])
})

t.test('the application of the token must be ours to the last digit', async t => {
  const { logIn } = await createAct(t)
  for (const appId of ['77000', '7700010', '0770001', 'undefined', '']) {
    await t.rejects(logIn('tok-jiyun', { appId }), refused)
  }
})

for (const [question, path] of questions) {
  t.test(`when ${question} take longer than the time there is, the login ends and nothing is written`, async t => {
    const { app, kakao, logIn } = await createAct(t)
    respondTo(kakao, 'tok', path, () => {})
    await t.rejects(logIn('tok', { timeout: 50 }), { ...away, cause: { name: 'TimeoutError' } })
    t.strictSame(countRows(app), noneOfAny)
  })

  t.test(
    `when ${question} trickle for longer than the time there is, the login ends and nothing is written`,
    async t => {
      const { app, kakao, logIn } = await createAct(t)
      respondTo(kakao, 'tok', path, (_request, response) => {
        response.writeHead(200).write('{"id":')
        const drip = setInterval(() => response.write(' '), 10)
        response.on('close', () => clearInterval(drip))
      })
      await t.rejects(logIn('tok', { timeout: 100 }), { ...away, cause: { name: 'TimeoutError' } })
      t.strictSame(countRows(app), noneOfAny)
    }
  )
}

t.test('the time is for both questions together', async t => {
  const { kakao, logIn } = await createAct(t)
  kakao.tokens.set('tok', {
    person: jiyun,
    respond: ({ url }, response) => {
      setTimeout(() => send(response, 200, url === profilePath ? me(jiyun) : tokenInfo({ person: jiyun })), 300)
    }
  })
  await t.rejects(logIn('tok', { timeout: 450 }), { ...away, cause: { name: 'TimeoutError' } })
  t.equal((await logIn('tok')).user.id, 1)
})

t.test('the error of a provider that is away has its reason', async t => {
  const { kakao, logIn } = await createAct(t)
  await kakao.close()
  await t.rejects(logIn('tok-jiyun'), { ...away, cause: { code: 'ECONNREFUSED' } })
})

t.test('a text that can be no token is refused without a question', async t => {
  const { kakao, logIn } = await createAct(t)
  for (const accessToken of ['', ' ', 'a b', 'a\n', '\na', 'a\r\nb', '토큰', '=', 'a'.repeat(4097)]) {
    await t.rejects(logIn(accessToken), refused, JSON.stringify(accessToken.slice(0, 10)))
  }
  t.strictSame(kakao.asked, [])
})

t.test('a token of 4096 characters is asked for', async t => {
  const { kakao, logIn } = await createAct(t)
  const accessToken = 'a'.repeat(4096)
  kakao.tokens.set(accessToken, { person: jiyun })
  t.equal((await logIn(accessToken)).user.id, 1)
})

const claim = (verified: number, primary: number) =>
  `insert into account_emailaddress values (90, ${verified}, ${primary}, 1, 'N1@kakao.example')`
const rowsOfN1 = "select user_id, email from account_emailaddress where lower(email) = 'n1@kakao.example'"

t.test('what another user claims without having verified it keeps nobody away, and is dropped', async t => {
  const { app, logIn } = await createAct(t, djangoDatabase(t))
  execute(app, claim(0, 0))
  const key = app.accounts.links.emailKey(90)
  t.match(await readEmailKey(app.accounts, key), { id: 90, userId: 1 })
  const { user, isNew } = await logIn('tok-n1')
  t.equal(isNew, true)
  t.strictSame(readRows(app, rowsOfN1), [{ user_id: user.id, email: 'n1@kakao.example' }])
  t.equal(await readEmailKey(app.accounts, key), undefined, 'the key to it is dead')
})

for (const [what, sql] of [
  ['has verified', claim(1, 0)],
  ['has as the primary one', claim(0, 1)]
] as const) {
  t.test(`an address that another user ${what} is refused, and nothing is written`, async t => {
    const { app, logIn } = await createAct(t, djangoDatabase(t))
    execute(app, sql)
    const before = allRows(app)
    await t.rejects(logIn('tok-n1'), emailTaken)
    t.strictSame(allRows(app), before)
  })
}
