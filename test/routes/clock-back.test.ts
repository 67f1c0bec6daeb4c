// A clock that is put back a day gives nothing back that was ended (faults 10 of the list in docs/security.md).
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { obtain, post } from '../helper.ts'
import { as, createMailingApp } from '../mailing-app.ts'
import { loginTime, signToken } from '../outside.ts'

const day = 24 * 3600

/** What is answered where a token is shown. */
async function shown(app: FastifyInstance, token: string): Promise<number[]> {
  const header = await as(app, token)('GET', '/whoami')
  const verify = await post(app, '/api-jwt-auth/verify/', { token })
  return [header.status, verify.status, (await post(app, '/api-jwt-auth/refresh/', { token })).status]
}
const isDead = [401, 400, 400]
const djangos = { user_id: 1, username: 'alice', email: 'alice@example.com', exp: loginTime + 290 }
const refreshable = signToken({ ...djangos, orig_iat: loginTime - 10 })
const plain = signToken(djangos)

t.test('sessions that ended stay so, whoever signed their tokens', async t => {
  for (const [what, url] of Object.entries({
    'a logout': '/rest-auth/logout/',
    'one of all': '/rest-auth/logout/all/'
  })) {
    t.test(what, async t => {
      const { app, clock } = await createMailingApp(t)
      const tokens = [await obtain(app), refreshable, plain]
      for (const token of tokens) await as(app, token)('POST', url)
      for (const seconds of [-day, -1]) {
        clock.seconds = loginTime + seconds
        for (const token of tokens) t.same(await shown(app, token), isDead)
      }
    })
  }
})

t.test('also when they had expired and logins came that sweep', async t => {
  const { app, clock } = await createMailingApp(t, { jwtAllowRefresh: false })
  const own = await obtain(app)
  for (const token of [own, plain]) await as(app, token)('POST', '/rest-auth/logout/')
  for (const seconds of [301, day]) {
    clock.seconds = loginTime + seconds
    await obtain(app)
  }
  clock.seconds -= day
  for (const token of [own, plain]) t.same(await shown(app, token), isDead)
})

t.test('a second end of all sessions before the first one does not give back what began in between', async t => {
  const { app, clock } = await createMailingApp(t)
  await as(app, refreshable)('POST', '/rest-auth/logout/all/')
  clock.seconds -= day
  await as(app, await obtain(app))('POST', '/rest-auth/logout/all/')
  t.same(await shown(app, refreshable), isDead)
  clock.seconds += day
  t.same(await shown(app, refreshable), isDead)
})
