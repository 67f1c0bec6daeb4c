import { eq, inArray } from 'drizzle-orm'
import { integer, sqliteTable } from 'drizzle-orm/sqlite-core'
import { userPermissions } from './fixture-models.ts'
import type { Drizzle } from './open.ts'
import {
  authTokens,
  emailAddresses,
  emailConfirmations,
  sessions,
  socialAccounts,
  socialTokens,
  userGroups,
  users
} from './schema.ts'
import { hasTable } from './tables.ts'

/** What the Django admin noted of a user's acts; only a database of Django's has it. */
const adminLog = sqliteTable('django_admin_log', { userId: integer('user_id').notNull() })

/** Removes users with all that belongs to them. */
export function createUserRemoval(db: Drizzle) {
  return {
    /**
     * Deletes a user, children first, since Django's foreign keys do not say what becomes of them. A row of a table that
     * nobody knows here and that points at the user makes it fail, as `isForeignKeyViolation` tells.
     */
    async removeUser(id: number): Promise<void> {
      const accounts = db.select({ id: socialAccounts.id }).from(socialAccounts).where(eq(socialAccounts.userId, id))
      const addresses = db.select({ id: emailAddresses.id }).from(emailAddresses).where(eq(emailAddresses.userId, id))
      await db.delete(socialTokens).where(inArray(socialTokens.accountId, accounts))
      await db.delete(emailConfirmations).where(inArray(emailConfirmations.emailAddressId, addresses))
      for (const table of [socialAccounts, emailAddresses, authTokens, userGroups, sessions]) {
        await db.delete(table).where(eq(table.userId, id))
      }
      if (await hasTable(db, 'auth_user_user_permissions')) {
        await db.delete(userPermissions).where(eq(userPermissions.userId, id))
      }
      if (await hasTable(db, 'django_admin_log')) await db.delete(adminLog).where(eq(adminLog.userId, id))
      await db.delete(users).where(eq(users.id, id))
    }
  }
}
