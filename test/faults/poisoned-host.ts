// A program of its own that has the suite, routes that throw in every way, and hooks that all fail. It is run by
// poisoned.test.ts: what a process dies of cannot be shown inside the test's own. It ends when its input ends.
import { createInterface } from 'node:readline'
import { setImmediate } from 'node:timers/promises'
import Fastify from 'fastify'
import { answers, suite } from '../../index.ts'
import { secretKey } from '../helper.ts'

const [, , databaseUrl = ''] = process.argv

/** A hook that fails after its call has returned. */
async function failLater(): Promise<never> {
  await setImmediate()
  throw new Error('a hook has failed')
}

/** One that fails at once, and not by a promise. */
function fail(): never {
  throw new TypeError('a hook has failed at once')
}

const app = Fastify({ logger: { level: 'error' } })
await app.register(suite, {
  secretKey,
  databaseUrl,
  rateLimit: false,
  emailUrl: 'console:',
  onAuditEvent: failLater,
  onRefreshTokenReused: failLater,
  onUserRegistered: failLater,
  onUserLoggedIn: fail,
  onUserLoggedOut: failLater,
  onPasswordChanged: fail
})
await app.register(async routes => {
  await routes.register(answers)
  routes.get('/throws/', async () => fail())
  routes.get('/throws-at-once/', () => fail())
  routes.get('/throws-later/', failLater)
  routes.get('/throws-nothing/', async () => Promise.reject())
  routes.get('/throws-what-is-no-error/', async () => Promise.reject('a text'))
  routes.get('/throws-after-its-answer/', async (_request, reply) => {
    reply.send({ answered: true })
    await reply
    return fail()
  })
  routes.get('/throws-in-a-hook/', { onSend: failLater }, async () => ({}))
  routes.get('/throws-when-all-is-over/', { onResponse: failLater }, async () => ({}))
})
console.log(await app.listen({ host: '127.0.0.1', port: 0 }))
createInterface(process.stdin).on('close', () => app.close())
