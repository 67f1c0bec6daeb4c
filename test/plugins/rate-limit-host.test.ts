import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import limiter from '@fastify/rate-limit'
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { Agent, request } from 'undici'
import { suite } from '../../app.ts'
import { createPasswords } from '../../core/passwords.ts'
import { database } from '../../plugins/database.ts'
import { jwtAuth } from '../../plugins/jwt-auth.ts'
import { rateLimit } from '../../plugins/rate-limit.ts'
import { restAuth } from '../../plugins/rest-auth.ts'
import { djangoDatabase, newDatabase, obtain, password, post, readRows, secretKey } from '../helper.ts'

/** The statuses of so many requests of one network, one after the other. */
async function statuses(app: FastifyInstance, count: number, request: InjectOptions): Promise<number[]> {
  const seen: number[] = []
  for (let index = 0; index < count; index++) seen.push((await app.inject(request)).statusCode)
  return seen
}

/** A host that registers the parts by hand. */
async function createHost(t: Test, before: (app: FastifyInstance) => Promise<unknown> = async () => undefined) {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(database, { url: djangoDatabase(t) })
  await before(app)
  await app.register(jwtAuth, { secret: secretKey })
  await app.register(restAuth)
  return app
}

t.test('past the queue of passwords a login is 503, while requests with a token go on', async t => {
  const app = await createHost(t, async app => {
    app.decorate('passwords', createPasswords({ concurrency: 1, queueLimit: 0 }))
  })
  const headers = { authorization: `JWT ${await obtain(app, 'alice')}` }
  const finished: string[] = []
  const logIn = async () => {
    const answer = await post(app, '/api-jwt-auth/', { username: 'alice', password })
    finished.push(`login ${answer.status}`)
    return answer
  }
  const logins = Array.from({ length: 4 }, logIn)
  const { statusCode } = await app.inject({ url: '/rest-auth/user/', headers })
  finished.push(`user ${statusCode}`)
  const refused = (await Promise.all(logins)).filter(({ status }) => status !== 200)
  t.equal(refused.length, 3)
  for (const answer of refused) t.match(answer, { status: 503, headers: { 'retry-after': '5' } })
  t.ok(finished.indexOf('user 200') >= 0 && finished.indexOf('user 200') < finished.indexOf('login 200'))
})

t.test('jwtAuth brings limits along', async t => {
  const app = await createHost(t)
  const seen = await statuses(app, 31, { method: 'POST', url: '/api-jwt-auth/' })
  t.same([seen.indexOf(429), seen.length], [30, 31])
})

t.test('unless the host has some', async t => {
  const app = await createHost(t, async app => app.register(rateLimit, { passwords: 2 }))
  t.same(await statuses(app, 3, { method: 'POST', url: '/api-jwt-auth/' }), [400, 400, 429])
})

t.test('a limit that is none stops the start', async t => {
  await t.rejects(
    createHost(t, async app => app.register(rateLimit, { passwords: 0 })),
    {
      message: 'RATE_LIMIT_PASSWORDS takes a whole number, 1 or more, not 0'
    }
  )
})

t.test('whoever comes through a socket of this machine is one network, and can log in', async t => {
  const app = await createHost(t, async app => app.register(rateLimit, { passwords: 2 }))
  // Not in the test's own folder: the path of a socket may have some hundred characters.
  const folder = mkdtempSync(join(tmpdir(), 'rest-auth-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'socket')
  await app.listen({ path })
  const dispatcher = new Agent({ connect: { socketPath: path } })
  t.teardown(() => dispatcher.close())
  const logIn = async () => {
    const { statusCode, body } = await request('http://localhost/api-jwt-auth/', {
      dispatcher,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'alice', password })
    })
    await body.dump()
    return statusCode
  }
  t.same([await logIn(), await logIn(), await logIn()], [200, 200, 429])
  t.same(readRows(app, 'select distinct ip_address from rest_auth_session'), [{ ip_address: '' }])
})

for (const when of ['before', 'after'] as const) {
  t.test(`a host may have limits of its own, registered ${when} ours`, async t => {
    const app = Fastify()
    t.teardown(() => app.close())
    if (when === 'before') await app.register(limiter, { max: 4 })
    await app.register(suite, { secretKey, databaseUrl: newDatabase(t), rateLimitRequests: 2 })
    if (when === 'after') await app.register(limiter, { max: 4 })
    app.get('/own', async () => ({}))
    t.same(await statuses(app, 6, { url: '/own' }), [200, 200, 200, 200, 429, 429])
    t.same(await statuses(app, 4, { url: '/rest-auth/user/', remoteAddress: '192.0.2.1' }), [401, 401, 429, 429])
  })
}
