import { and, asc, eq, gt, inArray, lte } from 'drizzle-orm'
import type { Drizzle } from './open.ts'
import { loginCodes } from './schema.ts'

export type LoginCode = typeof loginCodes.$inferSelect

/** Rows that one new code takes away at most, so that the table does not grow with what nobody picked up. */
const sweepLimit = 20

/** Reads and writes `rest_auth_login_code`. */
export function createLoginCodeQueries(db: Drizzle) {
  return {
    /** Keeps a code, and takes away some that are over. */
    async insert(values: typeof loginCodes.$inferInsert): Promise<void> {
      const over = db
        .select({ hash: loginCodes.hash })
        .from(loginCodes)
        .where(lte(loginCodes.expires, values.created))
        .orderBy(asc(loginCodes.expires))
        .limit(sweepLimit)
      await db.delete(loginCodes).where(inArray(loginCodes.hash, over))
      await db.insert(loginCodes).values(values)
    },

    /** Takes a code that still holds; undefined when there is none, or somebody was faster. One statement decides. */
    async take(hash: string, now: Date): Promise<LoginCode | undefined> {
      const [taken] = await db
        .delete(loginCodes)
        .where(and(eq(loginCodes.hash, hash), gt(loginCodes.expires, now)))
        .returning()
      return taken
    }
  }
}
