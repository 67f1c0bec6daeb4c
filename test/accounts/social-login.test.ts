import t from 'tap'
import { readEmailKey } from '../../accounts/verify-email.ts'
import { djangoDatabase, readRows } from '../helper.ts'
import { allRows, countRows, execute, jiyun, noneOfAny, profilePath, questions, respondTo } from '../kakao-login.ts'
import { me, send, tokenInfo } from '../kakao-server.ts'
import { away, createSocialLogin, emailTaken, refused } from './social-acts.ts'

t.test('a login tells the user and the token of a session', async t => {
  const { app, logIn } = await createSocialLogin(t)
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
  const { app, logIn } = await createSocialLogin(t, { databaseUrl: djangoDatabase(t) })
  const { user } = await logIn('tok-jiyun')
  t.equal(user.id, 6)
  t.strictSame(user, await app.database.users.find(6))
})

t.test('the application of the token must be ours to the last digit', async t => {
  const { app, kakao, logIn } = await createSocialLogin(t)
  for (const appId of [77000, 7700010, 77001, 770002, 1]) {
    kakao.tokens.set('tok-foreign', { person: jiyun, appId })
    await t.rejects(logIn('tok-foreign'), refused, String(appId))
  }
  t.strictSame(countRows(app), noneOfAny)
})

for (const [question, path] of questions) {
  t.test(`when ${question} take longer than the time there is, the login ends and nothing is written`, async t => {
    const { app, kakao, logIn } = await createSocialLogin(t)
    respondTo(kakao, 'tok', path, () => {})
    await t.rejects(logIn('tok', { timeout: 50 }), { ...away, cause: { name: 'TimeoutError' } })
    t.strictSame(countRows(app), noneOfAny)
  })

  t.test(
    `when ${question} trickle for longer than the time there is, the login ends and nothing is written`,
    async t => {
      const { app, kakao, logIn } = await createSocialLogin(t)
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
  const { kakao, logIn } = await createSocialLogin(t)
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
  const { kakao, logIn } = await createSocialLogin(t)
  await kakao.close()
  await t.rejects(logIn('tok-jiyun'), { ...away, cause: { code: 'ECONNREFUSED' } })
})

t.test('a text that can be no token is refused without a question', async t => {
  const { kakao, logIn } = await createSocialLogin(t)
  for (const accessToken of ['', ' ', 'a b', 'a\n', '\na', 'a\r\nb', '토큰', '=', 'a'.repeat(4097)]) {
    await t.rejects(logIn(accessToken), refused, JSON.stringify(accessToken.slice(0, 10)))
  }
  t.strictSame(kakao.asked, [])
})

t.test('a token of 4096 characters is asked for', async t => {
  const { kakao, logIn } = await createSocialLogin(t)
  const accessToken = 'a'.repeat(4096)
  kakao.tokens.set(accessToken, { person: jiyun })
  t.equal((await logIn(accessToken)).user.id, 1)
})

const claim = (verified: number, primary: number) =>
  `insert into account_emailaddress values (90, ${verified}, ${primary}, 1, 'N1@kakao.example')`
const rowsOfN1 = "select user_id, email from account_emailaddress where lower(email) = 'n1@kakao.example'"

t.test('what another user claims without having verified it keeps nobody away, and is dropped', async t => {
  const { app, logIn } = await createSocialLogin(t, { databaseUrl: djangoDatabase(t) })
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
    const { app, logIn } = await createSocialLogin(t, { databaseUrl: djangoDatabase(t) })
    execute(app, sql)
    const before = allRows(app)
    await t.rejects(logIn('tok-n1'), emailTaken)
    t.strictSame(allRows(app), before)
  })
}
