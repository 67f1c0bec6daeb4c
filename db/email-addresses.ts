import type { Drizzle } from './open.ts'
import { only } from './rows.ts'
import { emailAddresses } from './schema.ts'

export type EmailAddress = typeof emailAddresses.$inferSelect
export type NewEmailAddress = typeof emailAddresses.$inferInsert

/** Reads and writes `account_emailaddress`. */
export function createEmailAddressQueries(db: Drizzle) {
  return {
    async insert(values: NewEmailAddress): Promise<EmailAddress> {
      return only(await db.insert(emailAddresses).values(values).returning())
    }
  }
}
