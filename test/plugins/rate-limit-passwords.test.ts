import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../app.ts'
import { newDatabase, password, post, readRows } from '../helper.ts'
import { createMailingApp, resetLinkIn } from '../mailing-app.ts'
import { readMails } from '../mails.ts'
import { writeRows } from '../outside.ts'

/** A server with limits, where alice logs in with the password of the tests, dora is disabled and soo has no password. */
async function createPeopled(t: Test, options: SuiteOptions = {}) {
  const { app, clock } = await createMailingApp(t, { databaseUrl: newDatabase(t), rateLimit: true, ...options })
  for (const username of ['alice', 'dora', 'soo']) {
    const fields = { username, email: `${username}@example.com`, password1: password, password2: password }
    const remoteAddress = '203.0.113.200'
    const { statusCode } = await app.inject({
      method: 'POST',
      url: '/rest-auth/registration/',
      payload: fields,
      remoteAddress
    })
    t.equal(statusCode, 201)
  }
  writeRows(app, "update auth_user set is_active = 0 where username = 'dora'")
  writeRows(app, "update auth_user set password = '!unusable' where username = 'soo'")
  const attempt = (username: string, remoteAddress: string, secret = 'wrong', url = '/api-jwt-auth/') =>
    app.inject({ method: 'POST', url, payload: { username, password: secret }, remoteAddress })
  const countFailures = () => readRows(app, "select * from rest_auth_event where event = 'login_failed'").length
  return { app, clock, attempt, countFailures }
}

t.test(
  'wrong passwords wait the same at both logins, whether the name is somebody’s, disabled or nobody’s',
  async t => {
    const { clock, attempt, countFailures } = await createPeopled(t)
    const names = ['alice', 'dora', 'soo', 'nobody']
    const answers = await Promise.all(
      names.map(async (name, index) => {
        const seen: unknown[] = []
        for (let tries = 0; tries < 7; tries++) {
          // In different cases, and at one login and the other in turn.
          const username = tries % 3 === 0 ? name.toUpperCase() : name
          const url = tries % 2 === 0 ? '/api-jwt-auth/' : '/rest-auth/login/'
          const { statusCode, headers, body } = await attempt(username, `192.0.2.${index}`, 'wrong', url)
          seen.push([statusCode, body, headers['retry-after']])
        }
        return seen
      })
    )
    const wrong = [400, '{"non_field_errors":["Unable to log in with provided credentials."]}', undefined]
    const waits = [429, '{"detail":"Request was throttled. Expected available in 1 second."}', '1']
    for (const seen of answers) t.same(seen, [wrong, wrong, wrong, wrong, wrong, waits, waits])
    t.equal(countFailures(), 5 * names.length, 'who has to wait has not been looked at')
    const grown: unknown[] = []
    for (let tries = 0; tries < 4; tries++) {
      clock.seconds += 2 ** tries
      t.equal((await attempt('alice', '192.0.2.0')).statusCode, 400)
      grown.push((await attempt('alice', '192.0.2.0', password)).headers['retry-after'])
    }
    t.same(grown, ['2', '4', '8', '16'])
  }
)

t.test('who is made to wait can come in from elsewhere, and after the wait', async t => {
  const { clock, attempt } = await createPeopled(t)
  for (let tries = 0; tries < 5; tries++) await attempt('alice', '192.0.2.0')
  t.equal((await attempt('alice', '192.0.2.0', password)).statusCode, 429)
  t.equal((await attempt('alice', '198.51.100.1', password)).statusCode, 200)
  clock.seconds += 1
  t.equal((await attempt('alice', '192.0.2.0', password)).statusCode, 200)
})

t.test('of fifty wrong passwords at once five are looked at', async t => {
  const { attempt, countFailures } = await createPeopled(t, { rateLimitPasswords: 100 })
  const answers = await Promise.all(Array.from({ length: 50 }, () => attempt('alice', '192.0.2.0')))
  const count = (status: number) => answers.filter(({ statusCode }) => statusCode === status).length
  t.same([count(400), count(429)], [5, 45])
  t.equal(countFailures(), 5)
})

t.test('an owner gets in while others fail for their name from everywhere', async t => {
  const { attempt, countFailures } = await createPeopled(t)
  t.equal((await attempt('alice', '198.51.100.1', password)).statusCode, 200)
  const attack = Array.from({ length: 60 }, (_, index) => attempt('alice', `192.0.2.${index}`))
  const count = (await Promise.all(attack)).filter(({ statusCode }) => statusCode === 400).length
  t.equal(count, 50)
  t.equal(countFailures(), 50)
  t.equal((await attempt('alice', '203.0.113.1', password)).statusCode, 429)
  t.equal((await attempt('alice', '198.51.100.1', password)).statusCode, 200)
})

t.test('whoever is kept waiting by others, or by their own failures, gets in by a reset', async t => {
  const folder = join(t.testdirName, 'mails')
  const { app, attempt } = await createPeopled(t)
  const home = '198.51.100.9'
  await Promise.all(Array.from({ length: 60 }, (_, index) => attempt('alice', `192.0.2.${index}`)))
  for (let tries = 0; tries < 5; tries++) await attempt('alice@example.com', home)
  const email = 'alice@example.com'
  await app.inject({ method: 'POST', url: '/rest-auth/password/reset/', payload: { email }, remoteAddress: home })
  const mail = (await readMails(folder)).find(({ subject }) => /[Rr]eset/.test(subject))
  if (mail === undefined) return t.fail('no mail')
  const lovely = 'a lovely passphrase'
  const { statusCode } = await app.inject({
    method: 'POST',
    url: '/rest-auth/password/reset/confirm/',
    payload: { ...resetLinkIn(mail), new_password1: lovely, new_password2: lovely },
    remoteAddress: home
  })
  t.equal(statusCode, 200)
  t.equal((await attempt('alice', '203.0.113.1', lovely)).statusCode, 429)
  t.equal((await attempt('alice', home, lovely)).statusCode, 200)
  t.equal((await attempt('alice@example.com', home)).statusCode, 400, 'and their failures are forgotten')
})

t.test('a name that looks like the number of a user is another', async t => {
  const { app, attempt } = await createPeopled(t, { accountDeletion: true })
  const [alice] = readRows(app, "select id from auth_user where username = 'alice'")
  const id = Number(alice?.id)
  for (const name of [`user ${id}`, `user:${id}`, `${id}`]) {
    for (let tries = 0; tries < 5; tries++) await attempt(name, '192.0.2.0')
  }
  const authorization = `JWT ${await app.jwtAuth.issue({ id })}`
  const { statusCode } = await app.inject({
    method: 'DELETE',
    url: '/rest-auth/user/',
    payload: { password },
    headers: { authorization },
    remoteAddress: '192.0.2.0'
  })
  t.equal(statusCode, 204)
})

t.test('a stolen token does not help to find the password', async t => {
  const { app, clock } = await createPeopled(t, { oldPasswordFieldEnabled: true, accountDeletion: true })
  const { body } = await post(app, '/api-jwt-auth/', { username: 'alice', password })
  const headers = { authorization: `JWT ${body.token}` }
  const change = { old_password: 'wrong', new_password1: 'a lovely passphrase', new_password2: 'a lovely passphrase' }
  for (let tries = 0; tries < 5; tries++) {
    t.match(await post(app, '/rest-auth/password/change/', change, headers), {
      status: 400,
      body: { old_password: ['Invalid password'] }
    })
  }
  const right = { ...change, old_password: password }
  t.match(await post(app, '/rest-auth/password/change/', right, headers), {
    status: 429,
    headers: { 'retry-after': '1' }
  })
  const deletion = {
    method: 'DELETE',
    url: '/rest-auth/user/',
    headers,
    payload: { password: password }
  } as const
  t.equal((await app.inject(deletion)).statusCode, 429)
  clock.seconds += 1
  t.match(await post(app, '/rest-auth/password/change/', right, headers), { status: 200 })
})
