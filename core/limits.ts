import { type Attempts, delayAfter } from './attempts.ts'

/** What limits count: requests in a window of time, and tries of passwords. */
export interface Limits extends Attempts {
  /**
   * Counts a request.
   * @param window milliseconds from the first one until the count begins anew
   * @returns how many there were, and the milliseconds until then
   */
  count(key: string, window: number): Promise<{ current: number; ttl: number }>
}

export interface MemoryLimitsOptions {
  /** Milliseconds since 1970. */
  now: () => number
  /** Keys of each kind that are remembered; the oldest go first. */
  size?: number
}

/** Limits of this process alone. What a clock that is put back would freeze begins anew. */
export function createMemoryLimits({ now, size = 100_000 }: MemoryLimitsOptions): Limits {
  const windows = createBounded<{ current: number; resets: number }>(size)
  const failures = createBounded<{ count: number; until: number; forgotten: number }>(size)
  const marks = createBounded<number>(size)

  return {
    async count(key, window) {
      const time = now()
      const found = windows.get(key)
      const isOpen = found !== undefined && found.resets > time && found.resets <= time + window
      const { current, resets } = isOpen ? found : { current: 0, resets: time + window }
      windows.set(key, { current: current + 1, resets })
      return { current: current + 1, ttl: resets - time }
    },

    async take(key, rule) {
      const time = now()
      const found = failures.get(key)
      const wait = found === undefined ? 0 : found.until - time
      if (wait > 0 && wait <= rule.longestDelay) return wait
      const count = 1 + (found !== undefined && found.forgotten > time ? found.count : 0)
      const until = time + delayAfter(count, rule)
      failures.set(key, { count, until, forgotten: until + rule.memory })
      return 0
    },

    async giveBack(key) {
      const found = failures.get(key)
      if (found !== undefined) failures.set(key, { ...found, count: found.count - 1, until: 0 })
    },

    async forget(key) {
      failures.delete(key)
    },

    async mark(key, duration) {
      marks.set(key, now() + duration)
    },

    async isMarked(key) {
      return (marks.get(key) ?? 0) > now()
    }
  }
}

/** A map that forgets what was set longest ago when it is full. */
function createBounded<Value>(size: number) {
  const entries = new Map<string, Value>()
  return {
    get: (key: string) => entries.get(key),
    delete: (key: string) => entries.delete(key),
    set(key: string, value: Value): void {
      entries.delete(key)
      const [oldest] = entries.size >= size ? entries.keys() : []
      if (oldest !== undefined) entries.delete(oldest)
      entries.set(key, value)
    }
  }
}
