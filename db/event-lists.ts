import { and, eq, gte, inArray, lte, type SQL, sql } from 'drizzle-orm'
import type { Event } from './events.ts'
import { type Listing, type Page, pageOf, withIds } from './listing.ts'
import type { Drizzle } from './open.ts'
import { events, users } from './schema.ts'

/** An event as lists show it; its user may be gone. */
export type ListedEvent = Event & { username: string | null }

/** Reads `rest_auth_event` as the admin looks at it. */
export function createEventLists(db: Drizzle) {
  /** A user has fewer events than an event has rows: the plus keeps SQLite from the other index (its query planner, 2.3). */
  function whereOf({ ids, filters: { user, event, since, until } }: Listing): SQL | undefined {
    const name = user === undefined ? sql`${events.event}` : sql`+${events.event}`
    return and(
      withIds(events.id, ids),
      user === undefined ? undefined : eq(events.userId, Number(user)),
      event === undefined ? undefined : eq(name, event),
      since instanceof Date ? gte(events.created, since) : undefined,
      until instanceof Date ? lte(events.created, until) : undefined
    )
  }

  return {
    /**
     * A page of events, and the users whom they are about. They are numbered as they happen: by their times, and where
     * those are equal by number, every filter has an index in this order.
     */
    async list(listing: Listing): Promise<Page<ListedEvent>> {
      const facts = { table: events, key: events.id, by: events.created, where: whereOf(listing) }
      const { count, keys, order } = await pageOf(db, listing, facts)
      const found = await db
        .select({ event: events, username: users.username })
        .from(events)
        .leftJoin(users, eq(users.id, events.userId))
        .where(inArray(events.id, keys))
        .orderBy(...order)
      return { count, rows: found.map(({ event, username }) => ({ ...event, username })) }
    }
  }
}
