import { and, eq, inArray, type SQL } from 'drizzle-orm'
import type { EmailAddress } from './email-addresses.ts'
import { beginsWith, type Listing, type Page, pageOf, withIds } from './listing.ts'
import type { Drizzle } from './open.ts'
import { emailAddresses, users } from './schema.ts'

/** An address as lists show it. */
export type ListedEmailAddress = EmailAddress & { username: string }

/** Reads `account_emailaddress` as the admin looks at it. */
export function createEmailAddressLists(db: Drizzle) {
  const orderings = { id: emailAddresses.id, email: emailAddresses.email }

  function whereOf({ search, ids, filters }: Listing): SQL | undefined {
    const { user, verified, primary } = filters
    return and(
      withIds(emailAddresses.id, ids),
      search === undefined ? undefined : beginsWith(emailAddresses.email, search),
      user === undefined ? undefined : eq(emailAddresses.userId, Number(user)),
      verified === undefined ? undefined : eq(emailAddresses.verified, verified === true),
      primary === undefined ? undefined : eq(emailAddresses.primary, primary === true)
    )
  }

  return {
    /** A page of addresses, and whose they are. */
    async list(listing: Listing): Promise<Page<ListedEmailAddress>> {
      const by = orderings[listing.by as keyof typeof orderings]
      const facts = { table: emailAddresses, key: emailAddresses.id, by, where: whereOf(listing) }
      const { count, keys, order } = await pageOf(db, listing, facts)
      const found = await db
        .select({ address: emailAddresses, username: users.username })
        .from(emailAddresses)
        .innerJoin(users, eq(users.id, emailAddresses.userId))
        .where(inArray(emailAddresses.id, keys))
        .orderBy(...order)
      return { count, rows: found.map(({ address, username }) => ({ ...address, username })) }
    }
  }
}
