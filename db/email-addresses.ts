import { and, asc, eq, gt, ne, sql } from 'drizzle-orm'
import type { Drizzle } from './open.ts'
import { only } from './rows.ts'
import { emailAddresses, emailConfirmations } from './schema.ts'

export type EmailAddress = typeof emailAddresses.$inferSelect
export type NewEmailAddress = typeof emailAddresses.$inferInsert

/** Reads and writes `account_emailaddress`, and reads the keys that allauth kept in `account_emailconfirmation`. */
export function createEmailAddressQueries(db: Drizzle) {
  async function removeConfirmations(id: number): Promise<void> {
    await db.delete(emailConfirmations).where(eq(emailConfirmations.emailAddressId, id))
  }

  /** Removes an address, and the keys to it first. */
  async function remove(id: number): Promise<void> {
    await removeConfirmations(id)
    await db.delete(emailAddresses).where(eq(emailAddresses.id, id))
  }

  return {
    async insert(values: NewEmailAddress): Promise<EmailAddress> {
      return only(await db.insert(emailAddresses).values(values).returning())
    },

    async find(id: number): Promise<EmailAddress | undefined> {
      const [address] = await db.select().from(emailAddresses).where(eq(emailAddresses.id, id))
      return address
    },

    /** A user's addresses, oldest first. */
    async ofUser(userId: number): Promise<EmailAddress[]> {
      return db.select().from(emailAddresses).where(eq(emailAddresses.userId, userId)).orderBy(asc(emailAddresses.id))
    },

    /** Drops what others claim of an address, in any case, without having verified it, so that it can be somebody's. */
    async dropClaims(email: string): Promise<void> {
      const claims = await db
        .select({ id: emailAddresses.id })
        .from(emailAddresses)
        .where(
          and(
            eq(sql`lower(${emailAddresses.email})`, sql`lower(${email})`),
            eq(emailAddresses.verified, false),
            eq(emailAddresses.primary, false)
          )
        )
      for (const { id } of claims) await remove(id)
    },

    /** The row of an address, in any case. */
    async findByEmail(email: string): Promise<EmailAddress | undefined> {
      const [address] = await db
        .select()
        .from(emailAddresses)
        .where(eq(sql`lower(${emailAddresses.email})`, sql`lower(${email})`))
        .limit(1)
      return address
    },

    async update(id: number, values: Partial<EmailAddress>): Promise<void> {
      await db.update(emailAddresses).set(values).where(eq(emailAddresses.id, id))
    },

    /** Marks an address as verified; undefined when it is so already, or gone. One statement decides. */
    async verify(id: number): Promise<EmailAddress | undefined> {
      const [address] = await db
        .update(emailAddresses)
        .set({ verified: true })
        .where(and(eq(emailAddresses.id, id), eq(emailAddresses.verified, false)))
        .returning()
      if (address !== undefined) await removeConfirmations(id)
      return address
    },

    /** The address that a key of allauth's own table verifies, if it was sent after a moment. */
    async findByConfirmationKey(key: string, sentAfter: Date): Promise<number | undefined> {
      const [confirmation] = await db
        .select({ id: emailConfirmations.emailAddressId })
        .from(emailConfirmations)
        .where(and(eq(emailConfirmations.key, key), gt(emailConfirmations.sent, sentAfter)))
      return confirmation?.id
    },

    /** Makes one of a user's addresses the primary one, and no other. */
    async makePrimary({ id, userId }: Pick<EmailAddress, 'id' | 'userId'>): Promise<void> {
      await db
        .update(emailAddresses)
        .set({ primary: false })
        .where(and(eq(emailAddresses.userId, userId), ne(emailAddresses.id, id)))
      await db.update(emailAddresses).set({ primary: true }).where(eq(emailAddresses.id, id))
    },

    remove
  }
}
