import { and, eq, inArray } from 'drizzle-orm'
import { type Listing, type Page, pageOf, withIds } from './listing.ts'
import type { Drizzle } from './open.ts'
import { authTokens, users } from './schema.ts'

/** Django REST Framework's token of a user, as lists show it. */
export type ListedToken = typeof authTokens.$inferSelect & { username: string }

/** Reads `authtoken_token` as the admin looks at it. */
export function createTokenLists(db: Drizzle) {
  return {
    /** A page of tokens, by when they were made, and whose they are. */
    async list(listing: Listing): Promise<Page<ListedToken>> {
      const { ids, filters } = listing
      const key = authTokens.userId
      const where = and(withIds(key, ids), filters.user === undefined ? undefined : eq(key, Number(filters.user)))
      const { count, keys, order } = await pageOf(db, listing, {
        table: authTokens,
        key,
        by: authTokens.created,
        where
      })
      const found = await db
        .select({ token: authTokens, username: users.username })
        .from(authTokens)
        .innerJoin(users, eq(users.id, key))
        .where(inArray(key, keys))
        .orderBy(...order)
      return { count, rows: found.map(({ token, username }) => ({ ...token, username })) }
    }
  }
}
