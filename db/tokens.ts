import { eq, sql } from 'drizzle-orm'
import type { Drizzle } from './open.ts'
import { only } from './rows.ts'
import { authTokens, users } from './schema.ts'
import type { User } from './users.ts'

/** Reads and writes `authtoken_token`: Django REST Framework's tokens. */
export function createTokenQueries(db: Drizzle) {
  const byKey = db
    .select({ user: users, created: authTokens.created })
    .from(authTokens)
    .innerJoin(users, eq(users.id, authTokens.userId))
    .where(eq(authTokens.key, sql.placeholder('key')))
    .prepare()

  return {
    /** The user whose token this is, and when it was made. */
    async findUser(key: string): Promise<{ user: User; created: Date } | undefined> {
      const [found] = await byKey.execute({ key })
      return found
    },

    /** When a user's key was made; undefined when there is none. */
    async findCreated(userId: number): Promise<Date | undefined> {
      const [found] = await db
        .select({ created: authTokens.created })
        .from(authTokens)
        .where(eq(authTokens.userId, userId))
      return found?.created
    },

    /** A user's key: the one that is there, or else the one that is given. */
    async getOrInsert(values: typeof authTokens.$inferInsert): Promise<string> {
      await db.insert(authTokens).values(values).onConflictDoNothing()
      const rows = await db.select({ key: authTokens.key }).from(authTokens).where(eq(authTokens.userId, values.userId))
      return only(rows).key
    },

    /** Ends a user's key. */
    async remove(userId: number): Promise<void> {
      await db.delete(authTokens).where(eq(authTokens.userId, userId))
    }
  }
}
