import { and, asc, count, eq, lte, min } from 'drizzle-orm'
import type { Drizzle } from './open.ts'
import { only } from './rows.ts'
import type { mails, tasks } from './schema.ts'

/** The tables that hold work which is to be done later, each row by one process at a time. */
type QueueTable = typeof mails | typeof tasks

/** A row of work, as far as its queue goes. */
export interface QueuedWork {
  id: number
  created: Date
  attempts: number
}

/** Reads and writes a table of work. */
export function createQueueQueries<Table extends QueueTable>(db: Drizzle, queue: Table) {
  // One type for all of them: their columns of the queue are the same, and drizzle's builders take no union.
  const table = queue as typeof mails
  type Row = Table['$inferSelect']

  return {
    async insert(values: Table['$inferInsert']): Promise<void> {
      await db.insert(queue).values(values)
    },

    /** How many wait. */
    async count(): Promise<number> {
      return only(await db.select({ count: count() }).from(table)).count
    },

    /** The rows whose time has come, the longest waiting first. */
    async due(now: Date, limit: number): Promise<Row[]> {
      const rows = db.select().from(table).where(lte(table.due, now)).orderBy(asc(table.due), asc(table.id))
      return (await rows.limit(limit)) as Row[]
    },

    /** When the next row is due; undefined when none waits. */
    async nextDue(): Promise<Date | undefined> {
      return only(await db.select({ due: min(table.due) }).from(table)).due ?? undefined
    },

    /** Takes a row for oneself until a moment; false when another process was faster. One statement decides. */
    async claim({ id, attempts }: QueuedWork, until: Date): Promise<boolean> {
      const claimed = await db
        .update(table)
        .set({ due: until, attempts: attempts + 1 })
        .where(and(eq(table.id, id), eq(table.attempts, attempts)))
        .returning({ id: table.id })
      return claimed.length > 0
    },

    /** Has a row tried again at a later moment. */
    async postpone(id: number, due: Date): Promise<void> {
      await db.update(table).set({ due }).where(eq(table.id, id))
    },

    async remove(id: number): Promise<void> {
      await db.delete(table).where(eq(table.id, id))
    }
  }
}
