import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../app.ts'
import type { AttemptRule } from '../../core/attempts.ts'
import { createMemoryLimits, type Limits } from '../../core/limits.ts'
import { withFallback } from '../../plugins/limits-with-fallback.ts'
import { createRedisLimits } from '../../plugins/redis-limits.ts'
import { createApp } from '../helper.ts'
import {
  createRedisCable,
  createRedisStandIn,
  dumpRedis,
  redisUrl as foundUrl,
  skipWithoutRedis,
  unique
} from '../redis.ts'

const redisUrl = foundUrl ?? ''

const options = { skip: skipWithoutRedis }
const rule: AttemptRule = { free: 3, firstDelay: 60_000, longestDelay: 120_000, memory: 60_000 }

async function createShared(t: Test, url = redisUrl) {
  const limits = createRedisLimits(url)
  t.teardown(() => limits.close())
  await limits.connect()
  return limits
}

t.test('two processes count requests together', options, async t => {
  const [one, other] = [await createShared(t), await createShared(t)]
  const key = unique()
  t.match(await one.count(key, 60_000), { current: 1 })
  const { current, ttl } = await other.count(key, 60_000)
  t.equal(current, 2)
  t.ok(ttl > 50_000 && ttl <= 60_000)
})

t.test('two processes count tries together, and a try that waits is none', options, async t => {
  const [one, other] = [await createShared(t), await createShared(t)]
  const key = unique()
  t.same([await one.take(key, rule), await other.take(key, rule), await one.take(key, rule)], [0, 0, 0])
  for (const limits of [one, other, one]) {
    const wait = await limits.take(key, rule)
    t.ok(wait > 50_000 && wait <= 60_000)
  }
  await one.giveBack(key)
  t.equal(await other.take(key, rule), 0)
  await other.forget(key)
  await other.giveBack(key)
  t.same([await one.take(key, rule), await one.take(key, rule), await one.take(key, rule)], [0, 0, 0])
})

t.test('of a hundred tries at once, over two processes, as few go on as in turn', options, async t => {
  const both = [await createShared(t), await createShared(t)]
  const key = unique()
  const tries = Array.from({ length: 100 }, (_, index) => both[index % 2]?.take(key, rule))
  t.equal((await Promise.all(tries)).filter(wait => wait === 0).length, 3)
})

t.test('the longest wait is the longest', options, async t => {
  const limits = await createShared(t)
  const key = unique()
  const quick: AttemptRule = { ...rule, free: 1, firstDelay: 3_000_000, longestDelay: 100_000 }
  await limits.take(key, quick)
  const wait = await limits.take(key, quick)
  t.ok(wait > 90_000 && wait <= 100_000)
})

t.test('a mark is seen by the other process', options, async t => {
  const [one, other] = [await createShared(t), await createShared(t)]
  const key = unique()
  t.equal(await other.isMarked(key), false)
  await one.mark(key, 60_000)
  t.equal(await other.isMarked(key), true)
})

/** A Redis that can be cut off; where there is none, one that answers as it would. */
async function createCutRedis(t: Test) {
  const target = foundUrl ?? (await createRedisStandIn(t, { eval: '*2\r\n:1\r\n:60000\r\n' })).url
  return createRedisCable(t, target)
}

/** Limits over it with those of this process behind, and what is logged. */
async function createFalling(t: Test, url?: string) {
  const cable = url === undefined ? await createCutRedis(t) : await createRedisCable(t, url)
  const log: string[] = []
  const limits = withFallback(await createShared(t, cable.url), createMemoryLimits({ now: Date.now }), {
    warn: (facts, text) => log.push(`${text}: ${Object.values(facts).join()}`),
    info: text => log.push(text)
  })
  return { cable, log, limits }
}

/** Asks until something is logged: it comes back by itself, some time within two seconds. */
async function comeBack(limits: Limits, log: string[]): Promise<void> {
  for (let tries = 0; tries < 200 && log.length === 0; tries++) {
    await limits.count(unique(), 60_000)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

for (const mode of ['cut', 'hanging'] as const) {
  t.test(`where Redis is ${mode}, each process counts by itself, and the log says so once`, async t => {
    const { cable, log, limits } = await createFalling(t)
    const key = unique()
    t.match(await limits.count(key, 60_000), { current: 1 })
    cable.set(mode)
    t.same([await limits.take(key, rule), await limits.take(key, rule), await limits.take(key, rule)], [0, 0, 0])
    t.ok((await limits.take(key, rule)) > 0)
    await limits.giveBack(key)
    t.equal(await limits.take(key, rule), 0)
    await limits.forget(key)
    await limits.mark(key, 60_000)
    t.equal(await limits.isMarked(key), true)
    t.match(await limits.count(key, 60_000), { current: 1 })
    t.equal(log.length, 1)
    t.match(log.splice(0), [/^Redis is away: this process counts its limits by itself: ./])
    cable.set('whole')
    await comeBack(limits, log)
    t.same(log, ['Redis is back: limits are shared again'])
  })
}

t.test('what was the matter the last time is not told again', async t => {
  const { url } = await createRedisStandIn(t, { eval: '*2\r\n:1\r\n:60000\r\n' })
  const { cable, log, limits } = await createFalling(t, url)
  cable.set('hanging')
  for (let requests = 0; requests < 3; requests++) await limits.count(unique(), 60_000)
  cable.set('whole')
  log.length = 0
  await comeBack(limits, log)
  await limits.isMarked(unique())
  t.match(log.at(-1), /^Redis is away: .*: ERR unknown command$/)
})

t.test('of many requests not each waits for a Redis that hangs', async t => {
  const { cable, limits } = await createFalling(t)
  await limits.count(unique(), 60_000)
  cable.set('hanging')
  for (let requests = 0; requests < 20; requests++) await limits.count(unique(), 60_000)
  // The second may be on its way when the connection is given up because of the first.
  t.ok(cable.lost.filter(sent => sent.includes('eval')).length <= 2)
})

t.test('the log says why Redis is away', async t => {
  const shared = await createShared(t, 'redis://:some-password@127.0.0.1:1')
  const reasons: object[] = []
  const log = { warn: (facts: object) => reasons.push(facts), info: () => undefined }
  await withFallback(shared, createMemoryLimits({ now: Date.now }), log).count(unique(), 60_000)
  t.same(reasons, [{ reason: 'connect ECONNREFUSED 127.0.0.1:1' }])
})

t.test('what Redis answers is what is counted, and each key is there for a time alone', async t => {
  const { url, asked } = await createRedisStandIn(t, {
    del: ':1\r\n',
    set: '+OK\r\n',
    exists: ':1\r\n',
    eval: ':7\r\n'
  })
  const limits = await createShared(t, url)
  t.equal(await limits.take('a', rule), 7)
  await limits.giveBack('a')
  await limits.forget('a')
  await limits.mark('a', 5000)
  t.equal(await limits.isMarked('a'), true)
  t.same(
    asked.map(([name, ...words]) => [name, ...(name === 'eval' ? words.slice(1) : words)]),
    [
      ['eval', '1', 'rest-auth:tries a', '3', '60000', '120000', '60000'],
      ['eval', '1', 'rest-auth:tries a'],
      ['del', 'rest-auth:tries a'],
      ['set', 'rest-auth:mark a', '1', 'PX', '5000'],
      ['exists', 'rest-auth:mark a']
    ]
  )
})

t.test('an answer that Redis refuses to give is no reason to let everybody in', async t => {
  const { url } = await createRedisStandIn(t, { eval: "-READONLY You can't write against a read only replica.\r\n" })
  const log: unknown[] = []
  const own = createMemoryLimits({ now: Date.now })
  const limits = withFallback(await createShared(t, url), own, {
    warn: facts => log.push(facts),
    info: () => undefined
  })
  t.same([(await limits.count('a', 60_000)).current, (await limits.count('a', 60_000)).current], [1, 2])
  t.same(log, [{ reason: "READONLY You can't write against a read only replica." }])
})

t.test('a server whose Redis goes away limits and answers as before', async t => {
  const cable = await createCutRedis(t)
  const app = await createApp(t, { rateLimit: true, rateLimitPasswords: 6, redisUrl: cable.url })
  const network = `2001:db8:${unique().slice(0, 4)}:${unique().slice(0, 4)}`
  const payload = { username: unique(), password: 'wrong' }
  const statuses: number[] = []
  for (let tries = 0; tries < 8; tries++) {
    if (tries === 2) cable.set('cut')
    const request = { method: 'POST', url: '/api-jwt-auth/', payload, remoteAddress: `${network}::1` } as const
    statuses.push((await app.inject(request)).statusCode)
  }
  t.same(statuses.slice(2), [400, 400, 400, 400, 400, 429])
})

const limited = (t: Test, more: SuiteOptions = {}) => createApp(t, { rateLimit: true, redisUrl, ...more })

t.test('two servers share the budget of a network, and keep no name in Redis', options, async t => {
  const [one, other] = [await limited(t, { rateLimitPasswords: 6 }), await limited(t, { rateLimitPasswords: 6 })]
  const username = `somebody-${unique()}`
  const remoteAddress = `2001:db8:${unique().slice(0, 4)}:${unique().slice(0, 4)}::1`
  const request = {
    method: 'POST',
    url: '/api-jwt-auth/',
    payload: { username, password: 'wrong' },
    remoteAddress
  } as const
  const seen: number[] = []
  for (const app of [one, other, one, other, one, other, one]) seen.push((await app.inject(request)).statusCode)
  t.same(seen, [400, 400, 400, 400, 400, 429, 429])
  const elsewhere = await other.inject({ ...request, payload: { username: `${username}2`, password: 'wrong' } })
  t.equal(elsewhere.statusCode, 429)
  t.notMatch(await dumpRedis(), username)
})

t.test('a server starts, limits and stops where there is no Redis', async t => {
  const app = await createApp(t, { rateLimit: true, rateLimitRequests: 2, redisUrl: 'redis://127.0.0.1:1' })
  const seen: number[] = []
  for (let index = 0; index < 3; index++) seen.push((await app.inject('/rest-auth/user/')).statusCode)
  t.same(seen, [401, 401, 429])
  await app.close()
})
