import { and, eq, gt, gte, isNull, ne } from 'drizzle-orm'
import type { Drizzle } from './open.ts'
import { sessions } from './schema.ts'

export type Session = typeof sessions.$inferSelect
export type NewSession = typeof sessions.$inferInsert

/** Reads and writes `rest_auth_session`. */
export function createSessionQueries(db: Drizzle) {
  return {
    async insert(values: NewSession): Promise<void> {
      await db.insert(sessions).values(values)
    },

    /** A session that may be there already, and then stays as it is. */
    async adopt(values: NewSession): Promise<void> {
      await db.insert(sessions).values(values).onConflictDoNothing()
    },

    /**
     * Marks a session as used, and moves its end; undefined when it is not this user's, or is over. One statement
     * decides.
     */
    async touch(use: { id: string; userId: number; now: Date; expires?: Date }): Promise<Session | undefined> {
      const { id, userId, now, expires } = use
      const [session] = await db
        .update(sessions)
        .set({ lastUsed: now, ...(expires !== undefined && { expires }) })
        .where(and(eq(sessions.id, id), eq(sessions.userId, userId), isNull(sessions.ended), gt(sessions.expires, now)))
        .returning()
      return session
    },

    async find(id: string): Promise<Session | undefined> {
      const [session] = await db.select().from(sessions).where(eq(sessions.id, id))
      return session
    },

    /** Ends a session; one that is not there yet, of a token that Django signed, is kept as ended. */
    async end(values: NewSession & { ended: Date }): Promise<void> {
      await db
        .insert(sessions)
        .values(values)
        .onConflictDoUpdate({ target: sessions.id, set: { ended: values.ended }, setWhere: isNull(sessions.ended) })
    },

    /** Ends the sessions of a user that began in one way, but for one that is kept. */
    async endAllBy(userId: number, method: string, now: Date, kept = ''): Promise<void> {
      const open = and(eq(sessions.userId, userId), isNull(sessions.ended), ne(sessions.id, kept))
      await db
        .update(sessions)
        .set({ ended: now })
        .where(and(open, eq(sessions.method, method)))
    },

    /**
     * Ends every session of a user, but for one that is kept. A row of its own remembers when, for the tokens that Django
     * signed and that have no session yet.
     */
    async endAll(userId: number, now: Date, kept = ''): Promise<void> {
      await db
        .update(sessions)
        .set({ ended: now })
        .where(and(eq(sessions.userId, userId), isNull(sessions.ended), ne(sessions.id, kept)))
      const end = { created: now, lastUsed: now, expires: now, ended: now }
      await db
        .insert(sessions)
        .values({ id: endOfAll(userId), userId, userAgent: '', ipAddress: '', method: 'end of all', ...end })
        .onConflictDoUpdate({ target: sessions.id, set: end })
    },

    /** Whether all sessions of a user have been ended since a moment. */
    async haveAllEndedSince(userId: number, moment: Date): Promise<boolean> {
      const [end] = await db
        .select({ id: sessions.id })
        .from(sessions)
        .where(and(eq(sessions.id, endOfAll(userId)), gte(sessions.ended, moment)))
      return end !== undefined
    }
  }
}

/** The id of the row that remembers when all sessions of a user were ended; no token names it. */
function endOfAll(userId: number): string {
  return `end of all ${userId}`
}
