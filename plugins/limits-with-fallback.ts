import type { Limits } from '../core/limits.ts'

/**
 * Limits that are shared with others while that works, and those of this process while it does not: never none at all.
 * The log says once that they are not shared, and once that they are again.
 */
export function withFallback(
  shared: Limits,
  own: Limits,
  log: { warn(facts: object, text: string): void; info(text: string): void }
): Limits {
  let isAway = false

  async function ask<Result>(work: (limits: Limits) => Promise<Result>): Promise<Result> {
    try {
      const result = await work(shared)
      if (isAway) log.info('Redis is back: limits are shared again')
      isAway = false
      return result
    } catch (error) {
      const reason = (error as Error).message
      if (!isAway) log.warn({ reason }, 'Redis is away: this process counts its limits by itself')
      isAway = true
      return work(own)
    }
  }

  return {
    count: (key, window) => ask(limits => limits.count(key, window)),
    take: (key, rule) => ask(limits => limits.take(key, rule)),
    giveBack: key => ask(limits => limits.giveBack(key)),
    forget: key => ask(limits => limits.forget(key)),
    mark: (key, duration) => ask(limits => limits.mark(key, duration)),
    isMarked: key => ask(limits => limits.isMarked(key))
  }
}
