import { asc, inArray, lte } from 'drizzle-orm'
import type { Drizzle } from './open.ts'
import { once } from './schema.ts'

/** Rows that one new one takes away at most, so that the table does not grow with what is over. */
const sweepLimit = 20

/** Reads and writes `rest_auth_once`. */
export function createOnceQueries(db: Drizzle) {
  return {
    /**
     * Whether something is shown for the first time; it is remembered until it would no longer hold. One statement
     * decides.
     */
    async isFirst(hash: string, expires: Date, now: Date): Promise<boolean> {
      const over = db
        .select({ hash: once.hash })
        .from(once)
        .where(lte(once.expires, now))
        .orderBy(asc(once.expires))
        .limit(sweepLimit)
      await db.delete(once).where(inArray(once.hash, over))
      const inserted = await db.insert(once).values({ hash, expires }).onConflictDoNothing().returning()
      return inserted.length > 0
    }
  }
}
