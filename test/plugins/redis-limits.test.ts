import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../app.ts'
import type { AttemptRule } from '../../core/attempts.ts'
import { createMemoryLimits } from '../../core/limits.ts'
import { withFallback } from '../../plugins/limits-with-fallback.ts'
import { createRedisLimits } from '../../plugins/redis-limits.ts'
import { createApp } from '../helper.ts'
import { createRedisCable, dumpRedis, redisUrl as foundUrl, skipWithoutRedis, unique } from '../redis.ts'

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

t.test('where Redis is away, or hangs, each process counts by itself, and the log says it once', options, async t => {
  const cable = await createRedisCable(t)
  const shared = await createShared(t, cable.url)
  const log: string[] = []
  const limits = withFallback(shared, createMemoryLimits({ now: Date.now }), {
    warn: (_facts, text) => log.push(text),
    info: text => log.push(text)
  })
  const key = unique()
  t.match(await limits.count(key, 60_000), { current: 1 })
  for (const mode of ['cut', 'hanging'] as const) {
    cable.set(mode)
    const name = unique()
    t.same([await limits.take(name, rule), await limits.take(name, rule), await limits.take(name, rule)], [0, 0, 0])
    t.ok((await limits.take(name, rule)) > 0)
    await limits.giveBack(name)
    await limits.forget(name)
    await limits.mark(name, 60_000)
    t.equal(await limits.isMarked(name), true)
    t.match(await limits.count(name, 60_000), { current: 1 })
    if (mode === 'cut') t.same(log.splice(0), ['Redis is away: this process counts its limits by itself'])
  }
  cable.set('whole')
  for (let tries = 0; tries < 100 && log.length === 0; tries++) {
    await limits.count(key, 60_000)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  t.same(log, ['Redis is back: limits are shared again'])
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
