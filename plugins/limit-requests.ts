import limiter, { type FastifyRateLimitStore, type FastifyRateLimitStoreCtor } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Throttled } from '../core/errors.ts'
import type { Limits } from '../core/limits.ts'
import { networkOf } from '../core/network.ts'
import { addressOf } from '../routes/origin.ts'
import type { Budgets } from './rate-limit.ts'

const minute = 60_000

/** Limits the routes of a context of ours, if anything is to be limited: by network, with one budget for all contexts. */
export async function limitRequests(scope: FastifyInstance): Promise<void> {
  if (!scope.hasDecorator('limits') || scope.limits === undefined) return
  const { budgets, counts } = scope.limits
  const none = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false }
  await scope.register(limiter, {
    max: 1,
    timeWindow: minute,
    keyGenerator,
    store: storeOf(budgets, counts),
    addHeaders: none,
    addHeadersOnExceeding: none,
    errorResponseBuilder: (_request, { ttl }) => new Throttled(ttl / 1000)
  })
  // It puts itself behind whatever a route asks first; who is not let through must not cost more than who is.
  scope.addHook('onRoute', route => {
    const hooks = [route.onRequest].flat().filter(hook => hook !== undefined)
    const limit = hooks.pop()
    if (limit !== undefined) route.onRequest = [...hooks.slice(0, 1), limit, ...hooks.slice(1)]
  })
}

/** Which budgets a request is taken from, and whose: `requests passwords 192.0.2.7`. */
function keyGenerator(request: FastifyRequest): string {
  const { limits = [] } = request.routeOptions.config
  return ['requests', ...limits, networkOf(addressOf(request))].join(' ')
}

/**
 * A store that takes one request from several budgets. The limiter is told 0 for a request that all of them allow, and 2
 * of the 1 that is allowed for another.
 */
function storeOf(budgets: Budgets, counts: Limits): FastifyRateLimitStoreCtor {
  class Store implements Pick<FastifyRateLimitStore, 'incr'> {
    incr(key: string, done: (error: Error | null, result?: { current: number; ttl: number }) => void): void {
      const names = key.split(' ')
      const network = names.pop()
      const takes = names.map(async name => {
        const { current, ttl } = await counts.count(`${name} ${network}`, minute)
        return current > budgets[name as keyof Budgets] ? ttl : 0
      })
      Promise.all(takes).then(
        ttls => done(null, Math.max(...ttls) > 0 ? { current: 2, ttl: Math.max(...ttls) } : { current: 0, ttl: 0 }),
        done
      )
    }
  }
  // A child is asked for by routes with limits of their own alone, and ours have none.
  return Store as unknown as FastifyRateLimitStoreCtor
}
