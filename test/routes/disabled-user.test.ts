// A user who is disabled in the database, by Django's admin or by hand: everything fails at once, and stays dead when
// they are enabled again (CVE-2024-22513 of djangorestframework-simplejwt, allauth 65.13.0).
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../app.ts'
import { createKakaoApp, djangoDatabase, password, post } from '../helper.ts'
import { url as kakaoUrl } from '../kakao-login.ts'
import { as } from '../mailing-app.ts'
import { signToken, writeRows } from '../outside.ts'
import { logInPair, refresh } from '../rotating-app.ts'

const key = '8df73dafbde4c669dc37a9ea7620434515b2cc43'
const alice = { username: 'alice', password }

/** A server by the machine's own clock: so does the database, when it notes that somebody was disabled. */
async function create(t: Test, options: SuiteOptions = {}): Promise<FastifyInstance> {
  const emailUrl = `file:${t.testdirName}/mails`
  const { app } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t), emailUrl, ...options })
  return app
}

const setActive = (app: FastifyInstance, isActive: number, id = 1) =>
  writeRows(app, 'update auth_user set is_active = ? where id = ?', isActive, id)

function djangoToken(): string {
  const now = Math.floor(Date.now() / 1000)
  return signToken({ user_id: 1, username: 'alice', email: '', exp: now + 300, orig_iat: now - 10 })
}

/** What is answered where a token or a key can be shown. */
async function shown(app: FastifyInstance, token: string): Promise<number[]> {
  const answers = [
    await as(app, token)('GET', '/whoami'),
    await as(app, token)('GET', '/rest-auth/user/'),
    await as(app, token)('GET', '/rest-auth/sessions/'),
    await post(app, '/api-jwt-auth/verify/', { token }),
    await post(app, '/api-jwt-auth/refresh/', { token })
  ]
  return answers.map(({ status }) => status)
}
const holds = [200, 200, 200, 200, 200]
const isDead = [401, 401, 401, 400, 400]

t.test(
  'access, verify and refresh fail at once by tokens from before, and after the user is enabled again',
  async t => {
    const app = await create(t)
    const tokens = [(await post(app, '/api-jwt-auth/', alice)).body.token, djangoToken()]
    const refreshed = (await post(app, '/api-jwt-auth/refresh/', { token: tokens[0] })).body.token
    for (const token of [...tokens, refreshed]) t.same(await shown(app, token), holds)
    setActive(app, 0)
    for (const token of [...tokens, refreshed]) t.same(await shown(app, token), isDead)
    setActive(app, 1)
    for (const token of [...tokens, refreshed]) t.same(await shown(app, token), isDead)
  }
)

t.test('every login fails while the user is disabled, in the words of a wrong password', async t => {
  const app = await create(t)
  setActive(app, 0)
  const refused = { status: 400, body: { non_field_errors: ['Unable to log in with provided credentials.'] } }
  t.match(await post(app, '/api-jwt-auth/', alice), refused)
  t.match(await post(app, '/rest-auth/login/', alice), refused)
  setActive(app, 0, 6)
  t.equal((await post(app, kakaoUrl, { access_token: 'tok-jiyun' })).status, 400)
  setActive(app, 1)
  const { status, body } = await post(app, '/api-jwt-auth/', alice)
  t.equal(status, 200)
  t.same(await shown(app, body.token), holds, 'and a login after that is a new one')
})

t.test('the key of Django REST Framework fails, and stays dead', async t => {
  const app = await create(t)
  t.equal((await as(app, key, 'Token')('GET', '/whoami')).status, 200)
  for (const isActive of [0, 1]) {
    setActive(app, isActive)
    t.equal((await as(app, key, 'Token')('GET', '/whoami')).status, 401)
  }
})

t.test('a refresh token fails, and stays dead', async t => {
  const app = await create(t, { jwtRefreshMode: 'rotating' })
  const { token, refresh_token: refreshToken } = await logInPair(app)
  for (const isActive of [0, 1]) {
    setActive(app, isActive)
    t.equal((await refresh(app, refreshToken)).status, 400)
    t.equal((await as(app, token)('GET', '/whoami')).status, 401)
  }
})

t.test('somebody else’s logins go on', async t => {
  const app = await create(t)
  const token = (await post(app, '/api-jwt-auth/', alice)).body.token
  setActive(app, 0, 2)
  t.same(await shown(app, token), holds)
})
