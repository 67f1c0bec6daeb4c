import { eq, sql } from 'drizzle-orm'
import type { Drizzle } from './open.ts'
import { adminLogins, sessions, users } from './schema.ts'

/** Reads and writes `rest_auth_admin_login`: sessions that go by the admin's cookie. */
export function createAdminLoginQueries(db: Drizzle) {
  const byId = db
    .select({ session: sessions, confirmed: adminLogins.confirmed, user: users })
    .from(adminLogins)
    .innerJoin(sessions, eq(sessions.id, adminLogins.sessionId))
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(adminLogins.sessionId, sql.placeholder('id')))
    .prepare()

  return {
    /** Makes a session one of the admin. */
    async insert(values: typeof adminLogins.$inferInsert): Promise<void> {
      await db.insert(adminLogins).values(values)
    },

    /** A session of the admin, open or not, and whose it is. */
    async find(id: string) {
      const [found] = await byId.execute({ id })
      return found
    },

    /** Notes that the password was shown again. */
    async confirm(id: string, confirmed: Date): Promise<void> {
      await db.update(adminLogins).set({ confirmed }).where(eq(adminLogins.sessionId, id))
    }
  }
}
