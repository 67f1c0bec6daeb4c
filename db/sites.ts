import { eq } from 'drizzle-orm'
import type { Drizzle } from './open.ts'
import { sites } from './schema.ts'

export type Site = typeof sites.$inferSelect

/** Reads and writes `django_site`. */
export function createSiteQueries(db: Drizzle) {
  return {
    async find(id: number): Promise<Site | undefined> {
      const [site] = await db.select().from(sites).where(eq(sites.id, id))
      return site
    },

    async update(id: number, values: Pick<Site, 'domain' | 'name'>): Promise<Site | undefined> {
      const [site] = await db.update(sites).set(values).where(eq(sites.id, id)).returning()
      return site
    },

    async all(): Promise<Site[]> {
      return db.select().from(sites).orderBy(sites.id)
    }
  }
}
