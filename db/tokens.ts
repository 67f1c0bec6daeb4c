import { eq, sql } from 'drizzle-orm'
import type { Drizzle } from './open.ts'
import { authTokens, users } from './schema.ts'
import type { User } from './users.ts'

/** Reads `authtoken_token`: Django REST Framework's tokens. */
export function createTokenQueries(db: Drizzle) {
  const byKey = db
    .select({ user: users })
    .from(authTokens)
    .innerJoin(users, eq(users.id, authTokens.userId))
    .where(eq(authTokens.key, sql.placeholder('key')))
    .prepare()

  return {
    /** The user whose token this is. */
    async findUser(key: string): Promise<User | undefined> {
      const [found] = await byKey.execute({ key })
      return found?.user
    }
  }
}
