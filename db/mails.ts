import { and, asc, count, eq, lte, min, sql } from 'drizzle-orm'
import type { Drizzle } from './open.ts'
import { only } from './rows.ts'
import { mails } from './schema.ts'

export type QueuedMail = typeof mails.$inferSelect
export type NewMail = typeof mails.$inferInsert

/** Reads and writes `rest_auth_mail`, the outbox. */
export function createMailQueries(db: Drizzle) {
  return {
    async insert(values: NewMail): Promise<void> {
      await db.insert(mails).values(values)
    },

    /** Whether a mail of a kind waits for an address already; it is then written as the newer order says. */
    async renew(order: Pick<NewMail, 'kind' | 'recipient' | 'language' | 'siteId'>): Promise<boolean> {
      const { kind, recipient, language, siteId } = order
      const renewed = await db
        .update(mails)
        .set({ language, siteId })
        .where(and(eq(mails.kind, kind), eq(sql`lower(${mails.recipient})`, sql`lower(${recipient})`)))
        .returning({ id: mails.id })
      return renewed.length > 0
    },

    /** How many wait. */
    async count(): Promise<number> {
      return only(await db.select({ count: count() }).from(mails)).count
    },

    /** The mails whose time has come, the longest waiting first. */
    async due(now: Date, limit: number): Promise<QueuedMail[]> {
      return db.select().from(mails).where(lte(mails.due, now)).orderBy(asc(mails.due), asc(mails.id)).limit(limit)
    },

    /** When the next mail is due; undefined when none waits. */
    async nextDue(): Promise<Date | undefined> {
      return only(await db.select({ due: min(mails.due) }).from(mails)).due ?? undefined
    },

    /** Takes a mail for oneself until a moment; false when another process was faster. One statement decides. */
    async claim({ id, attempts }: QueuedMail, until: Date): Promise<boolean> {
      const claimed = await db
        .update(mails)
        .set({ due: until, attempts: attempts + 1 })
        .where(and(eq(mails.id, id), eq(mails.attempts, attempts)))
        .returning({ id: mails.id })
      return claimed.length > 0
    },

    /** Has a mail tried again at a later moment. */
    async postpone(id: number, due: Date): Promise<void> {
      await db.update(mails).set({ due }).where(eq(mails.id, id))
    },

    async remove(id: number): Promise<void> {
      await db.delete(mails).where(eq(mails.id, id))
    }
  }
}
