import { and, eq, inArray, ne } from 'drizzle-orm'
import type { Drizzle } from './open.ts'
import { only } from './rows.ts'
import { socialAppDetails, socialAppSites, socialApps, socialTokens } from './schema.ts'
import type { KnownApp } from './social.ts'

/** An application, and the sites that it serves, by number. */
export type AppOfSites = KnownApp & { siteIds: number[] }

/** Reads and writes applications of identity providers as a whole: the row, its sites, and what only we know of it. */
export function createSocialAppQueries(db: Drizzle) {
  /** Has an application serve exactly these sites, and have this number at its provider. */
  async function setDetails(id: number, { siteIds, appId }: Pick<AppOfSites, 'siteIds' | 'appId'>): Promise<void> {
    await db.delete(socialAppSites).where(eq(socialAppSites.socialAppId, id))
    if (siteIds.length > 0) {
      await db.insert(socialAppSites).values(siteIds.map(siteId => ({ socialAppId: id, siteId })))
    }
    await db.delete(socialAppDetails).where(eq(socialAppDetails.socialAppId, id))
    if (appId !== '') await db.insert(socialAppDetails).values({ socialAppId: id, appId })
  }

  /** Some applications, in the order of their numbers. */
  async function appsWithIds(ids: readonly number[]): Promise<AppOfSites[]> {
    const rows = await db
      .select({ app: socialApps, appId: socialAppDetails.appId })
      .from(socialApps)
      .leftJoin(socialAppDetails, eq(socialAppDetails.socialAppId, socialApps.id))
      .where(inArray(socialApps.id, [...ids]))
      .orderBy(socialApps.id)
    const served = await db
      .select()
      .from(socialAppSites)
      .where(inArray(socialAppSites.socialAppId, [...ids]))
      .orderBy(socialAppSites.siteId)
    return rows.map(({ app, appId }) => ({
      ...app,
      appId: appId ?? '',
      siteIds: served.filter(({ socialAppId }) => socialAppId === app.id).map(({ siteId }) => siteId)
    }))
  }

  return {
    appsWithIds,

    async appWithId(id: number): Promise<AppOfSites | undefined> {
      const [app] = await appsWithIds([id])
      return app
    },

    async createApp({ siteIds, appId, ...values }: Omit<AppOfSites, 'id'>): Promise<number> {
      const { id } = only(await db.insert(socialApps).values(values).returning({ id: socialApps.id }))
      await setDetails(id, { siteIds, appId })
      return id
    },

    async changeApp({ id, siteIds, appId, ...values }: AppOfSites): Promise<void> {
      await db.update(socialApps).set(values).where(eq(socialApps.id, id))
      await setDetails(id, { siteIds, appId })
    },

    /** Deletes an application, and first the tokens that were kept under it. @returns how many there were */
    async removeApp(id: number): Promise<number> {
      const { changes } = await db.delete(socialTokens).where(eq(socialTokens.appId, id))
      await setDetails(id, { siteIds: [], appId: '' })
      await db.delete(socialApps).where(eq(socialApps.id, id))
      return changes
    },

    /** Whether tokens are kept under an application. */
    async hasTokens(id: number): Promise<boolean> {
      const found = await db
        .select({ id: socialTokens.id })
        .from(socialTokens)
        .where(eq(socialTokens.appId, id))
        .limit(1)
      return found.length > 0
    },

    /** Those of some sites that another application of a provider serves. */
    async sitesServedBy(provider: string, siteIds: readonly number[], except: number): Promise<number[]> {
      const rows = await db
        .selectDistinct({ siteId: socialAppSites.siteId })
        .from(socialAppSites)
        .innerJoin(socialApps, eq(socialApps.id, socialAppSites.socialAppId))
        .where(
          and(
            inArray(socialAppSites.siteId, [...siteIds]),
            eq(socialApps.provider, provider),
            ne(socialApps.id, except)
          )
        )
        .orderBy(socialAppSites.siteId)
      return rows.map(({ siteId }) => siteId)
    },

    /** The providers that there are applications of. */
    async appProviders(): Promise<string[]> {
      const rows = await db.selectDistinct({ provider: socialApps.provider }).from(socialApps)
      return rows.map(({ provider }) => provider)
    }
  }
}
