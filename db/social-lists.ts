import { and, eq, exists, inArray, type SQL, sql } from 'drizzle-orm'
import { type Listing, type Page, pageOf, withIds } from './listing.ts'
import type { Drizzle } from './open.ts'
import { socialAccounts, socialAppSites, socialApps, socialTokens, users } from './schema.ts'
import type { SocialAccount, SocialToken } from './social.ts'
import { type AppOfSites, createSocialAppQueries } from './social-apps.ts'

/** A social account as lists show it. */
export type ListedAccount = SocialAccount & { username: string }
/** A kept token, and whose it is. */
export interface ListedToken {
  token: SocialToken
  account: ListedAccount
}

/** Reads `socialaccount_*` as the admin looks at it. */
export function createSocialLists(db: Drizzle) {
  const { appsWithIds } = createSocialAppQueries(db)

  const ofUser = (id: unknown) =>
    db
      .select({ id: socialAccounts.id })
      .from(socialAccounts)
      .where(eq(socialAccounts.userId, Number(id)))

  function servesSite(id: unknown): SQL {
    const served = and(eq(socialAppSites.socialAppId, socialApps.id), eq(socialAppSites.siteId, Number(id)))
    return exists(db.select({ one: sql`1` }).from(socialAppSites).where(served))
  }

  return {
    /** A page of applications, by number. */
    async listApps(listing: Listing): Promise<Page<AppOfSites>> {
      const { provider, site } = listing.filters
      const where = and(
        withIds(socialApps.id, listing.ids),
        provider === undefined ? undefined : eq(socialApps.provider, String(provider)),
        site === undefined ? undefined : servesSite(site)
      )
      const facts = { table: socialApps, key: socialApps.id, by: socialApps.id, where }
      const { count, keys } = await pageOf(db, listing, facts)
      const apps = await appsWithIds(keys)
      return { count, rows: listing.isDescending ? apps.reverse() : apps }
    },

    /**
     * A page of social accounts, by number; a search is for somebody's id at a provider.
     * @param providers where somebody of that id is looked for: an id alone has no index
     */
    async listAccounts(listing: Listing, providers: readonly string[]): Promise<Page<ListedAccount>> {
      const { search, filters } = listing
      const { user, provider } = filters
      const among = provider === undefined ? (search === undefined ? undefined : providers) : [String(provider)]
      const others = and(
        withIds(socialAccounts.id, listing.ids),
        search === undefined ? undefined : eq(socialAccounts.uid, search),
        user === undefined ? undefined : eq(socialAccounts.userId, Number(user))
      )
      const where = and(others, among && inArray(socialAccounts.provider, [...among]))
      // Most people come by one provider: the plus keeps SQLite from sorting all of them.
      const whereMany = and(others, among && sql`+${socialAccounts.provider} in ${[...among]}`)
      const facts = { table: socialAccounts, key: socialAccounts.id, by: socialAccounts.id, where, whereMany }
      const { count, keys, order } = await pageOf(db, listing, facts)
      const rows = await db
        .select({ account: socialAccounts, username: users.username })
        .from(socialAccounts)
        .innerJoin(users, eq(users.id, socialAccounts.userId))
        .where(inArray(socialAccounts.id, keys))
        .orderBy(...order)
      return { count, rows: rows.map(({ account, username }) => ({ ...account, username })) }
    },

    /** A page of kept tokens, by number; of a provider, those under its applications. */
    async listTokens(listing: Listing): Promise<Page<ListedToken>> {
      const { user, provider } = listing.filters
      const ofProvider = (name: unknown) =>
        db
          .select({ id: socialApps.id })
          .from(socialApps)
          .where(eq(socialApps.provider, String(name)))
      const where = and(
        withIds(socialTokens.id, listing.ids),
        user === undefined ? undefined : inArray(socialTokens.accountId, ofUser(user)),
        provider === undefined ? undefined : inArray(socialTokens.appId, ofProvider(provider))
      )
      const facts = { table: socialTokens, key: socialTokens.id, by: socialTokens.id, where }
      const { count, keys, order } = await pageOf(db, listing, facts)
      const rows = await db
        .select({ token: socialTokens, account: socialAccounts, username: users.username })
        .from(socialTokens)
        .innerJoin(socialAccounts, eq(socialAccounts.id, socialTokens.accountId))
        .innerJoin(users, eq(users.id, socialAccounts.userId))
        .where(inArray(socialTokens.id, keys))
        .orderBy(...order)
      return {
        count,
        rows: rows.map(({ token, account, username }) => ({ token, account: { ...account, username } }))
      }
    },

    async accountWithId(id: number): Promise<SocialAccount | undefined> {
      const [account] = await db.select().from(socialAccounts).where(eq(socialAccounts.id, id))
      return account
    },

    /** A kept token, and the account that it is of. */
    async tokenWithId(id: number): Promise<{ token: SocialToken; account: SocialAccount } | undefined> {
      const [found] = await db
        .select({ token: socialTokens, account: socialAccounts })
        .from(socialTokens)
        .innerJoin(socialAccounts, eq(socialAccounts.id, socialTokens.accountId))
        .where(eq(socialTokens.id, id))
      return found
    },

    async removeToken(id: number): Promise<void> {
      await db.delete(socialTokens).where(eq(socialTokens.id, id))
    }
  }
}
