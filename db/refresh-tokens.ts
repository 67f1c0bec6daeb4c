import { and, eq, inArray, isNull, lte } from 'drizzle-orm'
import type { Drizzle } from './open.ts'
import { refreshTokens, sessions } from './schema.ts'
import type { Session } from './sessions.ts'

export type RefreshToken = typeof refreshTokens.$inferSelect

/** Rows that one new token takes away, so that the table does not grow with what is over. */
const sweepLimit = 100

/** Reads and writes `rest_auth_refresh_token`: the hashes of rotating refresh tokens. */
export function createRefreshTokenQueries(db: Drizzle) {
  return {
    /** Keeps the hash of a new token, and takes away some of sessions that are over by themselves. */
    async insert(values: { hash: string; sessionId: string; created: Date }): Promise<void> {
      const over = db
        .select({ hash: refreshTokens.hash })
        .from(sessions)
        .innerJoin(refreshTokens, eq(refreshTokens.sessionId, sessions.id))
        .where(lte(sessions.expires, values.created))
        .limit(sweepLimit)
      await db.delete(refreshTokens).where(inArray(refreshTokens.hash, over))
      await db.insert(refreshTokens).values(values)
    },

    /** A token by its hash, and the session that it belongs to. */
    async find(hash: string): Promise<{ refreshToken: RefreshToken; session: Session } | undefined> {
      const [found] = await db
        .select({ refreshToken: refreshTokens, session: sessions })
        .from(refreshTokens)
        .innerJoin(sessions, eq(sessions.id, refreshTokens.sessionId))
        .where(eq(refreshTokens.hash, hash))
      return found
    },

    /** Uses a token up; false when it was used before. One statement decides. */
    async use(hash: string, now: Date): Promise<boolean> {
      const used = await db
        .update(refreshTokens)
        .set({ used: now })
        .where(and(eq(refreshTokens.hash, hash), isNull(refreshTokens.used)))
        .returning({ hash: refreshTokens.hash })
      return used.length > 0
    },

    /** Whether a session has handed out refresh tokens. */
    async areThereOf(sessionId: string): Promise<boolean> {
      const [found] = await db
        .select({ hash: refreshTokens.hash })
        .from(refreshTokens)
        .where(eq(refreshTokens.sessionId, sessionId))
        .limit(1)
      return found !== undefined
    }
  }
}
