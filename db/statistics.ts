import { and, count, eq, gt, gte, isNull, lt, sql } from 'drizzle-orm'
import type { Drizzle } from './open.ts'
import { only } from './rows.ts'
import { events, sessions, socialAccounts, users } from './schema.ts'

/** Logins of a day by how they began. */
export interface LoginCount {
  method: string
  count: number
}

/** Counts what the front page of the admin shows, by indexes alone but for the ways of logins and sessions that were ended. */
export function createStatistics(db: Drizzle) {
  return {
    async users(): Promise<number> {
      return only(await db.select({ count: count() }).from(users)).count
    },

    /** Of all users mostly few. */
    async inactiveUsers(): Promise<number> {
      return only(await db.select({ count: count() }).from(users).where(sql`not ${users.isActive}`)).count
    },

    async usersJoinedSince(moment: Date): Promise<number> {
      return only(await db.select({ count: count() }).from(users).where(gte(users.dateJoined, moment))).count
    },

    async openSessions(now: Date): Promise<number> {
      const isOpen = and(isNull(sessions.ended), gt(sessions.expires, now))
      return only(await db.select({ count: count() }).from(sessions).where(isOpen)).count
    },

    /** Logins from one moment on until before another. */
    async loginsBetween(from: Date, to: Date): Promise<LoginCount[]> {
      const method = sql<string>`coalesce(json_extract(${events.details}, '$.method'), '')`
      return db
        .select({ method, count: count() })
        .from(events)
        .where(and(eq(events.event, 'login'), gte(events.created, from), lt(events.created, to)))
        .groupBy(method)
        .orderBy(method)
    },

    /** Social accounts by their provider, the most frequent one first. */
    async providers(): Promise<{ provider: string; count: number }[]> {
      const { provider } = socialAccounts
      const counted = await db.select({ provider, count: count() }).from(socialAccounts).groupBy(provider)
      return counted.sort((a, b) => b.count - a.count)
    }
  }
}
