import { and, eq, sql } from 'drizzle-orm'
import type { Drizzle } from './open.ts'
import { createQueueQueries } from './queue.ts'
import { mails } from './schema.ts'

export type QueuedMail = typeof mails.$inferSelect
export type NewMail = typeof mails.$inferInsert

/** Reads and writes `rest_auth_mail`, the outbox. */
export function createMailQueries(db: Drizzle) {
  return {
    ...createQueueQueries(db, mails),

    /** Whether a mail of a kind waits for an address already; it is then written as the newer order says. */
    async renew(order: Pick<NewMail, 'kind' | 'recipient' | 'language' | 'siteId'>): Promise<boolean> {
      const { kind, recipient, language, siteId } = order
      const renewed = await db
        .update(mails)
        .set({ language, siteId })
        .where(and(eq(mails.kind, kind), eq(sql`lower(${mails.recipient})`, sql`lower(${recipient})`)))
        .returning({ id: mails.id })
      return renewed.length > 0
    }
  }
}
