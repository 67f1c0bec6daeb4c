import { setImmediate as otherWork } from 'node:timers/promises'
import type { LoginCount } from '../../db/statistics.ts'
import type { Accounts } from '../context.ts'

const second = 1000
const day = 24 * 3600 * second

/** For how long an answer is given again, in milliseconds: it counts over everything. */
const cachedFor = 30 * second
/** Days of the logins, today's among them. */
const shownDays = 30

/** What the front page shows. */
export interface Dashboard {
  users: number
  activeUsers: number
  newThisWeek: number
  openSessions: number
  logins: ({ date: string } & LoginCount)[]
  providers: { provider: string; count: number }[]
}

/** Counts for the front page, at most every 30 seconds; who asks meanwhile, or while it is being counted, gets the same. */
export function createDashboard({ database: { statistics }, now }: Pick<Accounts, 'database' | 'now'>) {
  let last: { counted: number; dashboard: Promise<Dashboard> } | undefined

  async function count(at: number): Promise<Dashboard> {
    const users = await inTurn(statistics.users)
    const inactive = await inTurn(statistics.inactiveUsers)
    const newThisWeek = await inTurn(() => statistics.usersJoinedSince(new Date(at - 7 * day)))
    const openSessions = await inTurn(() => statistics.openSessions(new Date(at)))
    const providers = await inTurn(statistics.providers)
    return { users, activeUsers: users - inactive, newThisWeek, openSessions, providers, logins: await loginsUntil(at) }
  }

  /** Day by day (UTC), since the ways of very many logins take a while to read. */
  async function loginsUntil(at: number): Promise<Dashboard['logins']> {
    const today = at - (at % day)
    const logins: Dashboard['logins'] = []
    for (let start = today - (shownDays - 1) * day; start <= today; start += day) {
      const date = new Date(start).toISOString().slice(0, 10)
      const counts = await inTurn(() => statistics.loginsBetween(new Date(start), new Date(start + day)))
      logins.push(...counts.map(({ method, count }) => ({ date, method, count })))
    }
    return logins
  }

  return async function dashboard(): Promise<Dashboard> {
    const at = now()
    if (last === undefined || Math.abs(at - last.counted) >= cachedFor) {
      const counting = { counted: at, dashboard: count(at) }
      last = counting
      counting.dashboard.catch(() => {
        if (last === counting) last = undefined // What failed is not given again.
      })
    }
    return last.dashboard
  }
}

/** Requests are answered between one count and the next: SQLite answers at once, and everybody else waits for it. */
async function inTurn<Count>(count: () => Promise<Count>): Promise<Count> {
  await otherWork()
  return count()
}
