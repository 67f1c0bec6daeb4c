import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { type SuiteOptions, suite } from '../../app.ts'
import { createApp, newDatabase, secretKey } from '../helper.ts'
import { createClock } from '../outside.ts'

const credentials = { username: 'nobody', password: 'wrong' }

function createLimited(t: Test, options: SuiteOptions = {}): Promise<FastifyInstance> {
  return createApp(t, { rateLimit: true, ...options })
}

/** The statuses of so many requests of one network, one after the other. */
async function statuses(app: FastifyInstance, count: number, request: InjectOptions): Promise<number[]> {
  const seen: number[] = []
  for (let index = 0; index < count; index++) seen.push((await app.inject(request)).statusCode)
  return seen
}

t.test('one network may make so many requests in a minute, to all endpoints together', async t => {
  const clock = createClock()
  const app = await createLimited(t, { rateLimitRequests: 5, now: clock.now })
  const remoteAddress = '192.0.2.7'
  const urls = [
    '/rest-auth/user/',
    '/.well-known/jwks.json',
    '/socialaccounts/',
    '/rest-auth/sessions/',
    '/account-confirm-email/x/'
  ]
  for (const url of urls) t.not((await app.inject({ url, remoteAddress })).statusCode, 429, url)
  for (const url of urls) t.equal((await app.inject({ url, remoteAddress })).statusCode, 429, url)
  t.equal((await app.inject({ url: '/rest-auth/user/', remoteAddress: '192.0.2.8' })).statusCode, 401)
  clock.seconds += 59
  t.equal((await app.inject({ url: '/rest-auth/user/', remoteAddress })).headers['retry-after'], '1')
  clock.seconds += 1
  t.equal((await app.inject({ url: '/rest-auth/user/', remoteAddress })).statusCode, 401)
})

t.test(
  'who asks too much is told in the words of Django REST Framework, before anything else is looked at',
  async t => {
    const app = await createLimited(t, { rateLimitRequests: 1, now: createClock().now })
    const request = {
      method: 'POST',
      url: '/rest-auth/password/change/',
      payload: '{',
      headers: { 'content-type': 'application/json' }
    } as const
    t.equal((await app.inject(request)).statusCode, 401)
    const { statusCode, headers, body } = await app.inject(request)
    t.equal(statusCode, 429)
    t.equal(body, '{"detail":"Request was throttled. Expected available in 60 seconds."}')
    t.match(headers, { 'retry-after': '60', allow: 'POST, OPTIONS', 'cache-control': 'no-store' })
    const korean = await app.inject({ ...request, headers: { ...request.headers, 'accept-language': 'ko' } })
    t.equal(korean.json().detail, '요청이 너무 많습니다. 60초 뒤에 다시 시도해 주세요.')
    t.equal((await app.inject({ method: 'DELETE', url: '/rest-auth/login/' })).statusCode, 429)
    t.equal((await app.inject({ method: 'OPTIONS', url: '/rest-auth/login/' })).statusCode, 429)
  }
)

t.test('answers within the limits have no headers of it, as the original’s', async t => {
  const app = await createLimited(t)
  const { headers } = await app.inject('/rest-auth/user/')
  t.same(
    Object.keys(headers).filter(name => /limit|retry/.test(name)),
    []
  )
})

const hashing: InjectOptions[] = [
  { method: 'POST', url: '/api-jwt-auth/' },
  { method: 'POST', url: '/rest-auth/login/' },
  { method: 'POST', url: '/rest-auth/registration/' },
  { method: 'POST', url: '/rest-auth/password/change/' },
  { method: 'POST', url: '/rest-auth/password/reset/confirm/' },
  { method: 'POST', url: '/password-reset/confirm/MQ/x/' },
  { method: 'POST', url: '/password-reset/confirm' },
  { method: 'DELETE', url: '/rest-auth/user/' }
]
const mailing: InjectOptions[] = [
  { method: 'POST', url: '/rest-auth/registration/' },
  { method: 'POST', url: '/rest-auth/registration/resend-email/' },
  { method: 'POST', url: '/rest-auth/password/reset/' },
  { method: 'POST', url: '/rest-auth/emails/' },
  { method: 'DELETE', url: '/rest-auth/emails/1/' },
  { method: 'POST', url: '/rest-auth/emails/1/primary/' },
  { method: 'POST', url: '/accounts/rest-auth/kakao/connect/' },
  { method: 'POST', url: '/socialaccounts/1/disconnect/' }
]
for (const [budget, endpoints] of [
  ['rateLimitPasswords', hashing],
  ['rateLimitMails', mailing]
] as const) {
  t.test(`${budget} holds for what it is about together, and for nothing else`, async t => {
    for (const [index, request] of endpoints.entries()) {
      const app = await createLimited(t, { [budget]: 1, accountDeletion: true })
      t.not((await app.inject(request)).statusCode, 429, String(request.url))
      const next = endpoints[(index + 1) % endpoints.length] ?? request
      t.equal((await app.inject(next)).statusCode, 429, String(next.url))
      t.equal((await app.inject({ ...request, method: 'GET' })).statusCode === 429, false)
      t.equal((await app.inject({ method: 'POST', url: '/api-jwt-auth/verify/' })).statusCode, 400)
    }
  })
}

t.test('a client cannot choose its network by X-Forwarded-For', async t => {
  const app = await createLimited(t, { rateLimitRequests: 3 })
  for (let index = 0; index < 3; index++) {
    await app.inject({ url: '/rest-auth/user/', headers: { 'x-forwarded-for': `203.0.113.${index}` } })
  }
  const spoofed = await app.inject({ url: '/rest-auth/user/', headers: { 'x-forwarded-for': '203.0.113.77' } })
  t.equal(spoofed.statusCode, 429)
})

t.test('behind a proxy that the host trusts, each client is a network of its own', async t => {
  const app = Fastify({ trustProxy: '127.0.0.1' })
  t.teardown(() => app.close())
  await app.register(suite, { secretKey, databaseUrl: newDatabase(t), rateLimitRequests: 1 })
  const ask = (client: string) => app.inject({ url: '/rest-auth/user/', headers: { 'x-forwarded-for': client } })
  t.equal((await ask('203.0.113.1')).statusCode, 401)
  t.equal((await ask('203.0.113.2')).statusCode, 401)
  t.equal((await ask('203.0.113.1')).statusCode, 429)
  t.equal((await ask('2001:db8::1')).statusCode, 401)
  t.equal((await ask('2001:db8::2')).statusCode, 429)
})

t.test('off is off', async t => {
  const app = await createApp(t, { rateLimit: false, rateLimitRequests: 1, rateLimitPasswords: 1 })
  t.equal(app.limits, undefined)
  t.same(await statuses(app, 12, { method: 'POST', url: '/api-jwt-auth/', payload: credentials }), Array(12).fill(400))
})

t.test('a context of ours that nobody has limited is not', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(suite, { secretKey, databaseUrl: newDatabase(t), rateLimit: false })
  t.same(await statuses(app, 3, { url: '/rest-auth/user/' }), [401, 401, 401])
})
