import { Redis } from 'ioredis'
import type { Limits } from '../core/limits.ts'

/** What is asked of Redis in one step each, so that processes that share it cannot come between. */
const scripts = {
  count: `
    local current = redis.call('INCR', KEYS[1])
    if current == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
    return { current, redis.call('PTTL', KEYS[1]) }`,
  // By Redis's own clock, which all of them have in common.
  take: `
    local clock = redis.call('TIME')
    local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
    local free, first, longest, memory = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
    local wait = tonumber(redis.call('HGET', KEYS[1], 'until') or '0') - now
    if wait > 0 and wait <= longest then return wait end
    local count = redis.call('HINCRBY', KEYS[1], 'count', 1)
    local delay = 0
    if count >= free then delay = math.min(longest, first * 2 ^ (count - free)) end
    redis.call('HSET', KEYS[1], 'until', string.format('%.0f', now + delay))
    redis.call('PEXPIRE', KEYS[1], string.format('%.0f', delay + memory))
    return 0`,
  giveBack: `
    if redis.call('EXISTS', KEYS[1]) == 1 then
      redis.call('HINCRBY', KEYS[1], 'count', -1)
      redis.call('HSET', KEYS[1], 'until', 0)
    end`
}

/** Milliseconds that a request waits for Redis at most. */
const timeout = 500

/** What limits are counted by where several processes share them. Each throws where Redis is away or slow. */
export function createRedisLimits(url: string) {
  const redis = new Redis(url, {
    keyPrefix: 'rest-auth:',
    lazyConnect: true,
    connectTimeout: timeout,
    commandTimeout: timeout,
    // A connection on which nothing comes back is given up: what is asked meanwhile fails at once, not each by itself.
    socketTimeout: timeout,
    // What cannot be asked now is not asked later: this process counts by itself meanwhile.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: times => Math.min(100 * times, 2000)
  })
  // Why it is away, for whoever asks: ioredis itself tells them no more than that it is.
  let trouble: Error | undefined
  redis.on('error', error => {
    trouble = error
  })
  redis.on('ready', () => {
    trouble = undefined
  })

  async function answerOf<Answer>(answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer
    } catch (error) {
      throw trouble ?? error
    }
  }

  const run = (script: keyof typeof scripts, key: string, ...values: number[]): Promise<unknown> =>
    answerOf(redis.eval(scripts[script], 1, key, ...values))

  const limits: Limits = {
    async count(key, window) {
      const [current = 0, ttl = 0] = (await run('count', `count ${key}`, window)) as number[]
      return { current, ttl }
    },
    async take(key, { free, firstDelay, longestDelay, memory }) {
      return Number(await run('take', `tries ${key}`, free, firstDelay, longestDelay, memory))
    },
    async giveBack(key) {
      await run('giveBack', `tries ${key}`)
    },
    async forget(key) {
      await answerOf(redis.del(`tries ${key}`))
    },
    async mark(key, duration) {
      await answerOf(redis.set(`mark ${key}`, 1, 'PX', duration))
    },
    async isMarked(key) {
      return (await answerOf(redis.exists(`mark ${key}`))) === 1
    }
  }
  return {
    ...limits,
    /** Returns when it is connected, or cannot be for now. */
    async connect(): Promise<void> {
      await redis.connect().catch(() => undefined) // It is tried again by itself.
    },
    close: () => redis.disconnect()
  }
}
