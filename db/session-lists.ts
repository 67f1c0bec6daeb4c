import { and, eq, gt, inArray, isNotNull, isNull, lte, not, or, type SQL, sql } from 'drizzle-orm'
import { type Listing, type Page, pageOf } from './listing.ts'
import type { Drizzle } from './open.ts'
import { sessions, users } from './schema.ts'
import type { Session } from './sessions.ts'

/** A session as lists show it. */
export type ListedSession = Session & { username: string }

/** Reads `rest_auth_session` as the admin looks at it. */
export function createSessionLists(db: Drizzle) {
  const isOpenAt = (now: Date) => and(isNull(sessions.ended), gt(sessions.expires, now))
  const isOverAt = (now: Date) => or(isNotNull(sessions.ended), lte(sessions.expires, now))

  /** Rows that only remember when all sessions of a user were ended are none; the index of the ids tells them apart. */
  const isLogin = not(sql`${sessions.id} between 'end of all ' and 'end of all a'`)

  function whereOf({ ids, filters: { user, open } }: Listing, now: Date): SQL | undefined {
    return and(
      isLogin,
      ids === undefined ? undefined : inArray(sessions.id, [...ids]),
      user === undefined ? undefined : eq(sessions.userId, Number(user)),
      open === undefined ? undefined : open === true ? isOpenAt(now) : isOverAt(now)
    )
  }

  return {
    /** A page of sessions, by when they began, and whose they are. */
    async list(listing: Listing, now: Date): Promise<Page<ListedSession>> {
      const key = sessions.id
      // The number of a row stands in every index: ids would have to be looked up in the table.
      const facts = { table: sessions, key, by: sessions.created, tie: sql`rest_auth_session.rowid` }
      const { count, keys, order } = await pageOf(db, listing, { ...facts, where: whereOf(listing, now) })
      const found = await db
        .select({ session: sessions, username: users.username })
        .from(sessions)
        .innerJoin(users, eq(users.id, sessions.userId))
        .where(inArray(key, keys))
        .orderBy(...order)
      return { count, rows: found.map(({ session, username }) => ({ ...session, username })) }
    }
  }
}
