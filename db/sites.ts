import { eq } from 'drizzle-orm'
import type { Drizzle } from './open.ts'
import { sites } from './schema.ts'

export type Site = typeof sites.$inferSelect

/** Reads `django_site`. */
export function createSiteQueries(db: Drizzle) {
  return {
    async find(id: number): Promise<Site | undefined> {
      const [site] = await db.select().from(sites).where(eq(sites.id, id))
      return site
    },

    async all(): Promise<Site[]> {
      return db.select().from(sites).orderBy(sites.id)
    }
  }
}
