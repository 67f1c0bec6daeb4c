import { and, desc, eq, gt, sql } from 'drizzle-orm'
import type { Drizzle } from './open.ts'
import { only } from './rows.ts'
import { socialAccounts, socialAppDetails, socialAppSites, socialApps, socialTokens } from './schema.ts'

export type SocialApp = typeof socialApps.$inferSelect
/** An application, and the number of the app at its provider; empty where it has none. */
export type KnownApp = SocialApp & { appId: string }
export type SocialAccount = typeof socialAccounts.$inferSelect
export type NewSocialAccount = typeof socialAccounts.$inferInsert
export type SocialToken = typeof socialTokens.$inferSelect
export type NewSocialToken = typeof socialTokens.$inferInsert

/** Reads and writes `socialaccount_*`: applications, accounts and tokens of identity providers. */
export function createSocialQueries(db: Drizzle) {
  const { placeholder } = sql
  const appOfSite = db
    .select({ app: socialApps, appId: socialAppDetails.appId })
    .from(socialApps)
    .innerJoin(socialAppSites, eq(socialAppSites.socialAppId, socialApps.id))
    .leftJoin(socialAppDetails, eq(socialAppDetails.socialAppId, socialApps.id))
    .where(and(eq(socialApps.provider, placeholder('provider')), eq(socialAppSites.siteId, placeholder('siteId'))))
    .orderBy(socialApps.id)
    .limit(1)
    .prepare()

  return {
    /** The application that a site uses for a provider. */
    async findApp(provider: string, siteId: number): Promise<KnownApp | undefined> {
      const [found] = await appOfSite.execute({ provider, siteId })
      return found && { ...found.app, appId: found.appId ?? '' }
    },

    /** The first of the sites that an application serves. */
    async siteOfApp(appId: number): Promise<number | undefined> {
      const [found] = await db
        .select({ siteId: socialAppSites.siteId })
        .from(socialAppSites)
        .where(eq(socialAppSites.socialAppId, appId))
        .orderBy(socialAppSites.siteId)
        .limit(1)
      return found?.siteId
    },

    /** A new application, which serves one site. */
    async insertApp(values: typeof socialApps.$inferInsert, siteId: number): Promise<SocialApp> {
      const app = only(await db.insert(socialApps).values(values).returning())
      await db.insert(socialAppSites).values({ socialAppId: app.id, siteId })
      return app
    },

    /** All applications, of whatever site. */
    async apps(): Promise<SocialApp[]> {
      return db.select().from(socialApps).orderBy(socialApps.id)
    },

    async updateApp(id: number, values: Partial<SocialApp>): Promise<void> {
      await db.update(socialApps).set(values).where(eq(socialApps.id, id))
    },

    /** Who a person of a provider is here. */
    async findAccount(provider: string, uid: string): Promise<SocialAccount | undefined> {
      const [account] = await db
        .select()
        .from(socialAccounts)
        .where(and(eq(socialAccounts.provider, provider), eq(socialAccounts.uid, uid)))
      return account
    },

    /** The social accounts of a user, oldest first. */
    async accountsOfUser(userId: number): Promise<SocialAccount[]> {
      return db.select().from(socialAccounts).where(eq(socialAccounts.userId, userId)).orderBy(socialAccounts.id)
    },

    async insertAccount(values: NewSocialAccount): Promise<SocialAccount> {
      return only(await db.insert(socialAccounts).values(values).returning())
    },

    async updateAccount(id: number, values: Partial<NewSocialAccount>): Promise<void> {
      await db.update(socialAccounts).set(values).where(eq(socialAccounts.id, id))
    },

    /**
     * Makes a person of a provider a user's own, or keeps what is new of them when they are so already; undefined when
     * they are another user's. One statement decides.
     */
    async connectAccount(values: NewSocialAccount): Promise<SocialAccount | undefined> {
      const { lastLogin, extraData, userId } = values
      const [account] = await db
        .insert(socialAccounts)
        .values(values)
        .onConflictDoUpdate({
          target: [socialAccounts.provider, socialAccounts.uid],
          set: { lastLogin, extraData },
          setWhere: eq(socialAccounts.userId, userId)
        })
        .returning()
      return account
    },

    /** Deletes an account, and its tokens first. */
    async removeAccount(id: number): Promise<void> {
      await db.delete(socialTokens).where(eq(socialTokens.accountId, id))
      await db.delete(socialAccounts).where(eq(socialAccounts.id, id))
    },

    /** The newest token of an account. */
    async findToken(accountId: number): Promise<SocialToken | undefined> {
      const [token] = await db
        .select()
        .from(socialTokens)
        .where(eq(socialTokens.accountId, accountId))
        .orderBy(desc(socialTokens.expiresAt), desc(socialTokens.id))
        .limit(1)
      return token
    },

    /** Some of all tokens, by their numbers, and whose they are. */
    async tokensAfter(id: number, limit: number): Promise<{ token: SocialToken; account: SocialAccount }[]> {
      return db
        .select({ token: socialTokens, account: socialAccounts })
        .from(socialTokens)
        .innerJoin(socialAccounts, eq(socialAccounts.id, socialTokens.accountId))
        .where(gt(socialTokens.id, id))
        .orderBy(socialTokens.id)
        .limit(limit)
    },

    async updateToken(id: number, values: Partial<SocialToken>): Promise<void> {
      await db.update(socialTokens).set(values).where(eq(socialTokens.id, id))
    },

    /** Forgets the tokens of an account. */
    async removeTokens(accountId: number): Promise<void> {
      await db.delete(socialTokens).where(eq(socialTokens.accountId, accountId))
    },

    /** Keeps the newest token of an account and application; an empty refresh token never replaces a kept one. */
    async saveToken(values: NewSocialToken): Promise<void> {
      const { token, tokenSecret, expiresAt } = values
      const set = { token, expiresAt: expiresAt ?? null, ...(tokenSecret !== '' && { tokenSecret }) }
      await db
        .insert(socialTokens)
        .values(values)
        .onConflictDoUpdate({ target: [socialTokens.appId, socialTokens.accountId], set })
    }
  }
}
