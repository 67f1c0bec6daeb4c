import { and, count, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { groupPermissions } from './fixture-models.ts'
import { beginsWith, type Listing, type Page, pageOf, withIds } from './listing.ts'
import type { Drizzle } from './open.ts'
import { only } from './rows.ts'
import { groups, userGroups } from './schema.ts'
import { hasTable } from './tables.ts'

export type Group = typeof groups.$inferSelect
/** A group as lists show it. */
export type ListedGroup = Group & { users: number }

/** Reads and writes `auth_group` and `auth_user_groups`. */
export function createGroupQueries(db: Drizzle) {
  const { placeholder } = sql
  const membership = db
    .select({ id: userGroups.id })
    .from(groups)
    .innerJoin(userGroups, eq(userGroups.groupId, groups.id))
    .where(and(eq(groups.name, placeholder('name')), eq(userGroups.userId, placeholder('userId'))))
    .prepare()
  const orderings = { id: groups.id, name: groups.name }

  function whereOf({ search, ids }: Listing): SQL | undefined {
    return and(withIds(groups.id, ids), search === undefined ? undefined : beginsWith(groups.name, search))
  }

  /** How many are in some groups; those that nobody is in are left out. */
  async function membersOf(ids: readonly number[]): Promise<{ id: number; users: number }[]> {
    return db
      .select({ id: userGroups.groupId, users: count() })
      .from(userGroups)
      .where(inArray(userGroups.groupId, [...ids]))
      .groupBy(userGroups.groupId)
  }

  return {
    /** A page of groups, and how many are in each. */
    async list(listing: Listing): Promise<Page<ListedGroup>> {
      const by = orderings[listing.by as keyof typeof orderings]
      const facts = { table: groups, key: groups.id, by, where: whereOf(listing) }
      const { count, keys, order } = await pageOf(db, listing, facts)
      const found = await db
        .select()
        .from(groups)
        .where(inArray(groups.id, keys))
        .orderBy(...order)
      const members = await membersOf(keys)
      const usersOf = (id: number) => members.find(member => member.id === id)?.users ?? 0
      return { count, rows: found.map(group => ({ ...group, users: usersOf(group.id) })) }
    },

    async find(id: number): Promise<Group | undefined> {
      const [group] = await db.select().from(groups).where(eq(groups.id, id))
      return group
    },

    /** The group of a name, to the letter. */
    async findByName(name: string): Promise<Group | undefined> {
      const [group] = await db.select().from(groups).where(eq(groups.name, name))
      return group
    },

    async insert(name: string): Promise<Group> {
      return only(await db.insert(groups).values({ name }).returning())
    },

    async rename(id: number, name: string): Promise<void> {
      await db.update(groups).set({ name }).where(eq(groups.id, id))
    },

    async countMembers(id: number): Promise<number> {
      return (await membersOf([id]))[0]?.users ?? 0
    },

    /** Deletes a group, children first; its permissions are Django's, and where there are none, there is no table. */
    async remove(id: number): Promise<void> {
      await db.delete(userGroups).where(eq(userGroups.groupId, id))
      if (await hasTable(db, 'auth_group_permissions')) {
        await db.delete(groupPermissions).where(eq(groupPermissions.groupId, id))
      }
      await db.delete(groups).where(eq(groups.id, id))
    },

    /** The groups that a user is in, by their numbers. */
    async idsOfUser(userId: number): Promise<number[]> {
      const rows = await db.select({ id: userGroups.groupId }).from(userGroups).where(eq(userGroups.userId, userId))
      return rows.map(({ id }) => id).sort((a, b) => a - b)
    },

    /** Those of some numbers that no group has. */
    async unknownAmong(ids: readonly number[]): Promise<number[]> {
      const known = await db
        .select({ id: groups.id })
        .from(groups)
        .where(inArray(groups.id, [...ids]))
      return ids.filter(id => !known.some(group => group.id === id))
    },

    /** Has a user be in exactly these groups. */
    async setOfUser(userId: number, ids: readonly number[]): Promise<void> {
      await db.delete(userGroups).where(eq(userGroups.userId, userId))
      if (ids.length > 0) await db.insert(userGroups).values(ids.map(groupId => ({ userId, groupId })))
    },

    /** Whether a user is in the group of a name, to the letter, as Django compares names. */
    async hasMember(name: string, userId: number): Promise<boolean> {
      return (await membership.execute({ name, userId })).length > 0
    }
  }
}
