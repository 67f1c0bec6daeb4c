import fp from 'fastify-plugin'
import { createMemoryLimits, type Limits } from '../core/limits.ts'
import type { LimitName } from '../routes/resource.ts'
import { type PluginOptions, readOptions } from '../settings.ts'
import { withFallback } from './limits-with-fallback.ts'
import { createRedisLimits } from './redis-limits.ts'

/** How often one network may ask in a minute: anything at all, what hashes a password, what mails. */
export type Budgets = Record<'requests' | LimitName, number>

declare module 'fastify' {
  interface FastifyInstance {
    /** What our routes are limited by; undefined with RATE_LIMIT=off. */
    limits: { budgets: Budgets; counts: Limits } | undefined
  }
}

/** Its name, by which `jwtAuth` knows whether the host has brought it along. */
export const rateLimitName = 'rest-auth-rate-limit'

export type RateLimitOptions = PluginOptions<'rateLimit'> & {
  /** Milliseconds since 1970. */
  now?: () => number
}

/**
 * Limits how often our endpoints may be asked, and how fast passwords may be tried: counted in this process, or in Redis
 * for all processes together. `jwtAuth` brings it along.
 * @throws StartError naming the setting that is wrong
 */
export const rateLimit = fp<RateLimitOptions>(
  async (fastify, options) => {
    const { now = Date.now } = options
    const { isOn, redisUrl, ...budgets } = readOptions('rateLimit', options, ['now'])
    if (!isOn) {
      fastify.decorate('limits', undefined)
      return
    }
    const own = createMemoryLimits({ now })
    const redis = redisUrl === undefined ? undefined : createRedisLimits(redisUrl)
    await redis?.connect()
    if (redis !== undefined) fastify.addHook('onClose', async () => redis.close())
    const counts = redis === undefined ? own : withFallback(redis, own, fastify.log)
    fastify.decorate('limits', { budgets, counts })
  },
  { name: rateLimitName, fastify: '5.x' }
)
