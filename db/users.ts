import { and, asc, desc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm'
import type { Drizzle } from './open.ts'
import { emailAddresses, sessions, users } from './schema.ts'

export type User = typeof users.$inferSelect
export type NewUser = typeof users.$inferInsert

/** Reads and writes `auth_user`. Names and addresses are looked up whatever their case (ASCII, as SQLite's lower). */
export function createUserQueries(db: Drizzle) {
  const { placeholder } = sql
  const byId = db
    .select()
    .from(users)
    .where(eq(users.id, placeholder('id')))
    .prepare()
  const byUsername = db
    .select()
    .from(users)
    .where(eq(users.username, placeholder('username')))
    .prepare()
  const likeUsername = db
    .select()
    .from(users)
    .where(eq(sql`lower(${users.username})`, sql`lower(${placeholder('username')})`))
    .limit(2)
    .prepare()
  // A scalar subquery, since SQLite takes four times as long for the same as a left join.
  const isOpen = and(
    eq(sessions.userId, users.id),
    isNull(sessions.ended),
    gt(sessions.expires, sql.param(placeholder('now'), sessions.expires))
  )
  const ofSid = eq(sessions.id, placeholder('sid'))
  const withSession = db
    .select({
      user: users,
      sessionIsOpen: sql<number | null>`(select case when ${isOpen} then 1 else 0 end from ${sessions} where ${ofSid})`
    })
    .from(users)
    .where(eq(users.username, placeholder('username')))
    .prepare()
  const byEmail = db
    .select({ id: users.id })
    .from(users)
    .where(eq(sql`lower(${users.email})`, sql`lower(${placeholder('email')})`))
    .limit(2)
    .prepare()
  const byEmailAddress = db
    .select({ id: emailAddresses.userId })
    .from(emailAddresses)
    .where(
      and(
        eq(sql`lower(${emailAddresses.email})`, sql`lower(${placeholder('email')})`),
        or(eq(emailAddresses.verified, true), eq(emailAddresses.primary, true))
      )
    )
    .limit(2)
    .prepare()
  const usersByEmail = db
    .select()
    .from(users)
    .where(eq(sql`lower(${users.email})`, sql`lower(${placeholder('email')})`))
    .orderBy(users.id)
    .limit(4)
    .prepare()
  const usersByVerifiedAddress = db
    .select({ user: users })
    .from(emailAddresses)
    .innerJoin(users, eq(users.id, emailAddresses.userId))
    .where(
      and(
        eq(sql`lower(${emailAddresses.email})`, sql`lower(${placeholder('email')})`),
        eq(emailAddresses.verified, true)
      )
    )
    .limit(1)
    .prepare()

  /**
   * Whether a username is somebody's (but for one user) in any case. SQLite folds ASCII alone: a name with other letters
   * is looked for small, in capitals and capitalised as well, each by the index, since comparing every name there is
   * would let one request read the whole table.
   */
  async function hasUsername(username: string, except?: number): Promise<boolean> {
    const [first = '', ...rest] = username.toLowerCase()
    const spellings = [username, username.toLowerCase(), username.toUpperCase(), first.toUpperCase() + rest.join('')]
    for (const spelling of new Set(/\P{ASCII}/u.test(username) ? spellings : [username])) {
      const like = await likeUsername.execute({ username: spelling })
      if (like.some(user => user.id !== except)) return true
    }
    return false
  }

  async function findByOwnEmail(email: string): Promise<User[]> {
    return usersByEmail.execute({ email })
  }

  return {
    async find(id: number): Promise<User | undefined> {
      const [user] = await byId.execute({ id })
      return user
    },

    /** The user of a name, in another case if there is none and only one in any. */
    async findByUsername(username: string): Promise<User | undefined> {
      const [user] = await byUsername.execute({ username })
      if (user !== undefined) return user
      const [like, another] = await likeUsername.execute({ username })
      return another === undefined ? like : undefined
    },

    /**
     * The user of exactly this name, and whether a session is open and theirs (undefined when there is none): all that
     * a request's token is checked against.
     */
    async findWithSession(username: string, sid: string, now: Date) {
      const [row] = await withSession.execute({ username, sid, now })
      if (row === undefined) return undefined
      return { user: row.user, sessionIsOpen: row.sessionIsOpen === null ? undefined : row.sessionIsOpen === 1 }
    },

    hasUsername,

    /** The users whose own e-mail address it is, in any case: Django lets several share one; a few are enough. */
    findByOwnEmail,

    /**
     * The users that an e-mail address stands for, in any case: those who have it as their own, and the one who has
     * verified it among others. Django lets several share one, so that there may be more; a few are enough.
     */
    async findByEmail(email: string): Promise<User[]> {
      const own = await findByOwnEmail(email)
      const [verified] = await usersByVerifiedAddress.execute({ email })
      return verified === undefined || own.some(({ id }) => id === verified.user.id) ? own : [...own, verified.user]
    },

    /**
     * Whether an e-mail address is somebody's (but for one user), in any case: as their own, or verified among others.
     * One that waits for its confirmation keeps nobody from it.
     */
    async hasEmail(email: string, except?: number): Promise<boolean> {
      const found = [...(await byEmail.execute({ email })), ...(await byEmailAddress.execute({ email }))]
      return found.some(({ id }) => id !== except)
    },

    /** The new user; undefined when somebody has the name in any case. */
    async insert(values: NewUser): Promise<User | undefined> {
      if (await hasUsername(values.username)) return undefined
      const [user] = await db.insert(users).values(values).onConflictDoNothing().returning()
      return user
    },

    /**
     * Gives a user another password, if the one that the caller has seen is still there; undefined when it is not. One
     * statement decides.
     */
    async changePassword(id: number, from: string, to: string): Promise<User | undefined> {
      const [user] = await db
        .update(users)
        .set({ password: to })
        .where(and(eq(users.id, id), eq(users.password, from)))
        .returning()
      return user
    },

    /**
     * Hashes of passwords of the oldest users, of the newest and of as many between them: the kinds that are in use,
     * without reading the table.
     */
    async samplePasswords(limit: number): Promise<string[]> {
      const sample = () => db.select({ id: users.id, password: users.password }).from(users)
      const oldest = await sample().orderBy(asc(users.id)).limit(limit)
      const newest = await sample().orderBy(desc(users.id)).limit(limit)
      const [from, to] = [oldest.at(-1)?.id ?? 0, newest.at(-1)?.id ?? 0]
      const ids = Array.from({ length: limit }, (_, index) => from + Math.floor((index * (to - from)) / limit))
      const between = to > from ? await sample().where(inArray(users.id, ids)) : []
      return [...oldest, ...between, ...newest].map(({ password }) => password)
    },

    async update(id: number, values: Partial<NewUser>): Promise<User | undefined> {
      const [user] = await db.update(users).set(values).where(eq(users.id, id)).returning()
      return user
    }
  }
}
