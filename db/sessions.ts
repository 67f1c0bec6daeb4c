import { and, asc, desc, eq, gt, gte, inArray, isNull, lte, ne, notExists, or, sql } from 'drizzle-orm'
import type { Drizzle } from './open.ts'
import { loginCodes, refreshTokens, sessions } from './schema.ts'

export type Session = typeof sessions.$inferSelect
export type NewSession = typeof sessions.$inferInsert

/** Rows that one new session takes away at most, so that the table does not grow with what is over. */
const sweepLimit = 20
/** How long an ended session is kept, in milliseconds. */
const afterEnd = 24 * 3600 * 1000
/** Sessions that a user is shown. */
const listLimit = 100
const endOfTime = new Date('9999-12-31T00:00:00Z')

/**
 * What ending a session writes. It goes a day later, unless it is one that Django began: its tokens name no session, and
 * would count as open ones without the row.
 */
function endedAt(now: Date) {
  const removable = sql.param(new Date(now.getTime() + afterEnd), sessions.expires)
  const { method, expires } = sessions
  return {
    ended: now,
    expires: sql`case when ${method} = 'django' then ${expires} else min(${expires}, ${removable}) end`
  }
}

/** Reads and writes `rest_auth_session`. */
export function createSessionQueries(db: Drizzle) {
  return {
    /**
     * Keeps a new session, and takes away some that are over; those that Django began a day later, since their tokens
     * would count again without the row when the clock is put back.
     */
    async insert(values: NewSession): Promise<void> {
      const aDayAgo = new Date(values.created.getTime() - afterEnd)
      const isRemovable = or(ne(sessions.method, 'django'), lte(sessions.expires, aDayAgo))
      const itsTokens = db.select().from(refreshTokens).where(eq(refreshTokens.sessionId, sessions.id))
      const over = db
        .select({ id: sessions.id })
        .from(sessions)
        .where(and(lte(sessions.expires, values.created), isRemovable, notExists(itsTokens)))
        .orderBy(asc(sessions.expires))
        .limit(sweepLimit)
      await db.delete(sessions).where(inArray(sessions.id, over))
      await db.insert(sessions).values(values)
    },

    /** The open sessions of a user, the one used last first. */
    async openOfUser(userId: number, now: Date): Promise<Session[]> {
      return db
        .select()
        .from(sessions)
        .where(and(eq(sessions.userId, userId), isNull(sessions.ended), gt(sessions.expires, now)))
        .orderBy(desc(sessions.lastUsed), desc(sessions.id))
        .limit(listLimit)
    },

    /** Ends an open session of a user; false when there is none of that id. One statement decides. */
    async endOne(userId: number, id: string, now: Date): Promise<boolean> {
      const ended = await db
        .update(sessions)
        .set(endedAt(now))
        .where(and(eq(sessions.id, id), eq(sessions.userId, userId), isNull(sessions.ended), gt(sessions.expires, now)))
        .returning({ id: sessions.id })
      return ended.length > 0
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
        .onConflictDoUpdate({ target: sessions.id, set: endedAt(values.ended), setWhere: isNull(sessions.ended) })
    },

    /** Ends the sessions of a user that began in one way, but for one that is kept, and the logins that would begin so. */
    async endAllBy(userId: number, method: string, now: Date, kept = ''): Promise<void> {
      await db.delete(loginCodes).where(and(eq(loginCodes.userId, userId), eq(loginCodes.provider, method)))
      const open = and(eq(sessions.userId, userId), isNull(sessions.ended), ne(sessions.id, kept))
      await db
        .update(sessions)
        .set(endedAt(now))
        .where(and(open, eq(sessions.method, method)))
    },

    /**
     * Ends every session of a user, but for one that is kept, and logins that nobody has picked up yet. A row of its own remembers when, for the tokens that Django
     * signed and that have no session yet: the latest time, since a clock may be put back.
     */
    async endAll(userId: number, now: Date, kept = ''): Promise<void> {
      await db.delete(loginCodes).where(eq(loginCodes.userId, userId))
      await db
        .update(sessions)
        .set(endedAt(now))
        .where(and(eq(sessions.userId, userId), isNull(sessions.ended), ne(sessions.id, kept)))
      const end = { created: now, lastUsed: now, expires: endOfTime, ended: now }
      await db
        .insert(sessions)
        .values({ id: endOfAll(userId), userId, userAgent: '', ipAddress: '', method: 'end of all', ...end })
        .onConflictDoUpdate({
          target: sessions.id,
          set: { ...end, ended: sql`max(${sessions.ended}, excluded.ended)` }
        })
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
