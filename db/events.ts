import { asc, inArray, lte } from 'drizzle-orm'
import type { Drizzle } from './open.ts'
import { events } from './schema.ts'

export type Event = typeof events.$inferSelect
export type NewEvent = typeof events.$inferInsert

/** Rows that one new event takes away at most. */
const sweepLimit = 20

/** Reads and writes `rest_auth_event`, the audit trail. */
export function createEventQueries(db: Drizzle) {
  return {
    /** Keeps an event, and takes away some that are older than a moment: a trail that is full grows no more. */
    async insert(values: NewEvent, oldest: Date): Promise<void> {
      const old = db
        .select({ id: events.id })
        .from(events)
        .where(lte(events.created, oldest))
        .orderBy(asc(events.created))
        .limit(sweepLimit)
      await db.delete(events).where(inArray(events.id, old))
      await db.insert(events).values(values)
    }
  }
}
