import type { LoginCount } from './use-dashboard.ts'

export interface Day {
  date: string
  total: number
  /** By method, those that were used on that day. */
  counts: Map<string, number>
}

/** How many days the API tells of. */
const span = 30
const dayLength = 24 * 3600_000

/** The last days in their order, those without a login too. Days are those of UTC, as the server counts them. */
export function daysOf(logins: LoginCount[], now: Date): Day[] {
  const last = Math.max(now.getTime(), ...logins.map(({ date }) => Date.parse(date)))
  return Array.from({ length: span }, (_, index) => {
    const date = new Date(last - (span - 1 - index) * dayLength).toISOString().slice(0, 10)
    const own = logins.filter(login => login.date === date)
    return {
      date,
      total: own.reduce((sum, { count }) => sum + count, 0),
      counts: new Map(own.map(({ method, count }) => [method, count]))
    }
  })
}

/** All methods of these days, the most used first: the order of the bars' parts. */
export function methodsOf(days: Day[]): string[] {
  const totals = new Map<string, number>()
  for (const { counts } of days) {
    for (const [method, count] of counts) totals.set(method, (totals.get(method) ?? 0) + count)
  }
  return [...totals].sort(([, one], [, other]) => other - one).map(([method]) => method)
}
