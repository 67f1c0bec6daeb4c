import { and, eq, exists, gte, inArray, ne, not, or, type SQL, sql } from 'drizzle-orm'
import { beginsWith, countLimit, type Listing, type Page, pageOf, withIds } from './listing.ts'
import type { Drizzle } from './open.ts'
import { socialAccounts, userGroups, users } from './schema.ts'
import type { User } from './users.ts'

/** A user as lists show them. */
export type ListedUser = User & { groupIds: number[]; providers: string[] }

/** Users who begin like a search, of each kind: who looks for one of more than that types another letter. */
const searchLimit = 1000

/** Reads `auth_user` as the admin looks at it. */
export function createUserLists(db: Drizzle) {
  const orderings = {
    id: users.id,
    username: users.username,
    date_joined: users.dateJoined,
    last_login: users.lastLogin
  }

  /** By the beginning of the name or address, or the number; each by its index. */
  function matches(text: string): SQL | undefined {
    const by = (column: typeof users.username | typeof users.email) =>
      inArray(users.id, db.select({ id: users.id }).from(users).where(beginsWith(column, text)).limit(searchLimit))
    return or(by(users.username), by(users.email), /^\d{1,15}$/.test(text) ? eq(users.id, Number(text)) : undefined)
  }

  /** Of few members the users are looked up; of many, whether a user is one. */
  async function isMember(groupId: number): Promise<SQL> {
    const members = db.select({ id: userGroups.userId }).from(userGroups).where(eq(userGroups.groupId, groupId))
    const some = await db
      .select({ id: userGroups.id })
      .from(userGroups)
      .where(eq(userGroups.groupId, groupId))
      .limit(1)
      .offset(countLimit)
    if (some.length === 0) return inArray(users.id, members)
    const ofUser = and(eq(userGroups.userId, users.id), eq(userGroups.groupId, groupId))
    return exists(db.select({ one: sql`1` }).from(userGroups).where(ofUser))
  }

  /** Written as the partial indexes of the schema are, so that they are used. */
  async function whereOf({ search, ids, filters }: Listing): Promise<SQL | undefined> {
    const { is_active: isActive, is_staff: isStaff, is_superuser: isSuperuser, group, joined_since: since } = filters
    const flag = (column: SQL, value: unknown) => (value === undefined ? undefined : value ? column : not(column))
    return and(
      withIds(users.id, ids),
      search === undefined ? undefined : matches(search),
      flag(sql`${users.isActive}`, isActive),
      flag(sql`${users.isStaff}`, isStaff),
      flag(sql`${users.isSuperuser}`, isSuperuser),
      group === undefined ? undefined : await isMember(Number(group)),
      since instanceof Date ? gte(users.dateJoined, since) : undefined
    )
  }

  return {
    /** A page of users, with their groups and the providers that they come by. */
    async list(listing: Listing): Promise<Page<ListedUser>> {
      const by = orderings[listing.by as keyof typeof orderings]
      const facts = { table: users, key: users.id, by, where: await whereOf(listing) }
      const { count, keys, order } = await pageOf(db, listing, facts)
      const found = await db
        .select()
        .from(users)
        .where(inArray(users.id, keys))
        .orderBy(...order)
      const memberships = await db.select().from(userGroups).where(inArray(userGroups.userId, keys))
      const accounts = await db
        .selectDistinct({ userId: socialAccounts.userId, provider: socialAccounts.provider })
        .from(socialAccounts)
        .where(inArray(socialAccounts.userId, keys))
        .orderBy(socialAccounts.provider)
      const rows = found.map(user => ({
        ...user,
        groupIds: memberships.filter(({ userId }) => userId === user.id).map(({ groupId }) => groupId),
        providers: accounts.filter(({ userId }) => userId === user.id).map(({ provider }) => provider)
      }))
      return { count, rows }
    },

    /** Whether there is a superuser who can work in the admin, besides one. */
    async hasSuperuser(except = 0): Promise<boolean> {
      const isOne = and(sql`${users.isSuperuser}`, ne(users.id, except), users.isActive, users.isStaff)
      const found = await db.select({ id: users.id }).from(users).where(isOne).limit(1)
      return found.length > 0
    }
  }
}
