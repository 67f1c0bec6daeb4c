import { eq, inArray } from 'drizzle-orm'
import { type Listing, type Page, pageOf, withIds } from './listing.ts'
import type { Drizzle } from './open.ts'
import { only } from './rows.ts'
import { sites, socialAppSites } from './schema.ts'

export type Site = typeof sites.$inferSelect

/** Reads and writes `django_site`. */
export function createSiteQueries(db: Drizzle) {
  return {
    async find(id: number): Promise<Site | undefined> {
      const [site] = await db.select().from(sites).where(eq(sites.id, id))
      return site
    },

    /** A page of sites, by number. */
    async list(listing: Listing): Promise<Page<Site>> {
      const facts = { table: sites, key: sites.id, by: sites.id, where: withIds(sites.id, listing.ids) }
      const { count, keys, order } = await pageOf(db, listing, facts)
      const rows = await db
        .select()
        .from(sites)
        .where(inArray(sites.id, keys))
        .orderBy(...order)
      return { count, rows }
    },

    async insert(values: Pick<Site, 'domain' | 'name'>): Promise<Site> {
      return only(await db.insert(sites).values(values).returning())
    },

    /** Deletes a site; the Social applications that have served it stay. */
    async remove(id: number): Promise<void> {
      await db.delete(socialAppSites).where(eq(socialAppSites.siteId, id))
      await db.delete(sites).where(eq(sites.id, id))
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
