import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import { createAdminLoginQueries } from './admin-logins.ts'
import { createEmailAddressLists } from './email-address-lists.ts'
import { createEmailAddressQueries } from './email-addresses.ts'
import { DatabaseOpenError, DatabaseUnavailable, isDatabaseLocked } from './errors.ts'
import { createEventLists } from './event-lists.ts'
import { createEventQueries } from './events.ts'
import { createFixtureQueries } from './fixtures.ts'
import { createGroupQueries } from './groups.ts'
import { createLoginCodeQueries } from './login-codes.ts'
import { createMailQueries } from './mails.ts'
import { migrate } from './migrate.ts'
import { createOnceQueries } from './once.ts'
import { createRefreshTokenQueries } from './refresh-tokens.ts'
import { createSessionLists } from './session-lists.ts'
import { createSessionQueries } from './sessions.ts'
import { createSiteQueries } from './sites.ts'
import { createSocialQueries } from './social.ts'
import { createSocialAppQueries } from './social-apps.ts'
import { createSocialLists } from './social-lists.ts'
import { createStatistics } from './statistics.ts'
import { createTaskQueries } from './tasks.ts'
import { createTokenLists } from './token-lists.ts'
import { createTokenQueries } from './tokens.ts'
import { createUserLists } from './user-lists.ts'
import { createUserRemoval } from './user-removal.ts'
import { createUserQueries } from './users.ts'

/** What queries are written against: drizzle over SQLite; another database is cast to it here and nowhere else. */
export type Drizzle = BetterSQLite3Database

export interface OpenOptions {
  /** `file:PATH`, absolute or relative to the working directory. */
  url: string
  /** Whether a commit waits for the disk: `full` survives a power cut, `normal` is several times faster. */
  synchronous?: 'normal' | 'full'
  /** How long a write waits for another process's, in milliseconds. */
  lockTimeout?: number
  /** Transactions that may be under way or wait for their turn; past it DatabaseUnavailable. */
  queueLimit?: number
  migrationsFolder?: string
}

export type Queries = ReturnType<typeof createQueries>
/** The queries of a transaction, all of which are written or none. */
export type Transaction = Queries & {
  /** Has something done once everything is written; never when it is taken back. */
  afterCommit(callback: () => void): void
}
export type Database = Awaited<ReturnType<typeof openDatabase>>

/** All queries, by table family, over one connection. */
function createQueries(db: Drizzle) {
  return {
    /** The connection itself, for tables of the host's own. */
    drizzle: db,
    users: { ...createUserQueries(db), ...createUserLists(db) },
    ...createUserRemoval(db),
    emailAddresses: { ...createEmailAddressQueries(db), ...createEmailAddressLists(db) },
    groups: createGroupQueries(db),
    sites: createSiteQueries(db),
    social: { ...createSocialQueries(db), ...createSocialAppQueries(db), ...createSocialLists(db) },
    sessions: { ...createSessionQueries(db), ...createSessionLists(db) },
    adminLogins: createAdminLoginQueries(db),
    refreshTokens: createRefreshTokenQueries(db),
    events: { ...createEventQueries(db), ...createEventLists(db) },
    tokens: { ...createTokenQueries(db), ...createTokenLists(db) },
    statistics: createStatistics(db),
    mails: createMailQueries(db),
    loginCodes: createLoginCodeQueries(db),
    once: createOnceQueries(db),
    tasks: createTaskQueries(db),
    fixtures: createFixtureQueries(db)
  }
}

/**
 * Opens a SQLite file, making it and its folder when missing, and brings its tables up to date.
 * @throws DatabaseOpenError with one line for the operator
 */
export async function openDatabase({
  url,
  synchronous = 'normal',
  lockTimeout = 3000,
  queueLimit = 1000,
  migrationsFolder
}: OpenOptions) {
  const path = pathOf(url)
  const connections: Sqlite.Database[] = []
  try {
    requireNode(process.versions.napi)
    createFile(path)
    const writer = connect(path, synchronous)
    connections.push(writer)
    migrate(writer, migrationsFolder)
    const reader = connect(path, synchronous)
    connections.push(reader)
    // From here on SQLite's own waiting would hold up the event loop: `begin` waits instead, and a reader hardly ever.
    writer.pragma('busy_timeout = 0')
    reader.pragma('busy_timeout = 50')
    reader.pragma('query_only = ON')
    return {
      /** The file. */
      path,
      /** Queries that only read; they see what has been committed. */
      ...createQueries(drizzle(reader)),
      /**
       * The one way to write: runs `work` alone on the writing connection and commits what it wrote when it is done, or
       * takes all of it back when it throws. Nothing slow belongs in it, and no second transaction.
       * @throws an error that `isDatabaseUnavailable` knows, when another process holds the database for too long
       */
      transaction: createTransactions(writer, lockTimeout, queueLimit),
      async close(): Promise<void> {
        for (const connection of connections) connection.close()
      }
    }
  } catch (error) {
    for (const connection of connections) connection.close()
    if (error instanceof DatabaseOpenError) throw new DatabaseOpenError(`DATABASE_URL ${url}: ${error.message}`)
    throw new DatabaseOpenError(`DATABASE_URL ${url} cannot be opened: ${(error as Error).message}`, { cause: error })
  }
}

function pathOf(url: string): string {
  try {
    if (url.startsWith('file://')) return fileURLToPath(url)
    if (url.startsWith('file:') && url !== 'file:') return resolve(url.slice('file:'.length))
  } catch {
    // A host, or an escape that is none: no path either.
  }
  throw new DatabaseOpenError(`DATABASE_URL takes file:PATH, not ${JSON.stringify(url.replace(/:.*/s, ':…'))}`)
}

/** better-sqlite3 needs Node-API 10; an older Node would end without a word. */
export function requireNode(napi: string | undefined): void {
  if (Number(napi) >= 10) return
  throw new DatabaseOpenError(
    `Node.js ${process.version} is too old: 22.19 or newer is needed (npm scripts bring theirs)`
  )
}

/** Password hashes are nobody else's business: a new file is for its owner alone. Its folder is made, but not a path. */
function createFile(path: string): void {
  if (!existsSync(dirname(path))) mkdirSync(dirname(path))
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
}

function connect(path: string, synchronous: 'normal' | 'full'): Sqlite.Database {
  const connection = new Sqlite(path, { timeout: 10_000 }) // another process may be migrating
  try {
    connection.pragma('journal_mode = WAL')
    connection.pragma(`synchronous = ${synchronous}`)
    connection.pragma('foreign_keys = ON')
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

/** One transaction after the other on one connection, since drizzle's own cannot wait for anything. */
function createTransactions(writer: Sqlite.Database, lockTimeout: number, queueLimit: number) {
  const queries = createQueries(drizzle(writer))
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0

  async function run<Result>(work: (queries: Transaction) => Promise<Result>, deadline: number): Promise<Result> {
    const callbacks: (() => void)[] = []
    await begin(writer, deadline)
    try {
      const result = await work({ ...queries, afterCommit: callback => callbacks.push(callback) })
      writer.exec('COMMIT')
      for (const callback of callbacks) callback()
      return result
    } catch (error) {
      if (writer.inTransaction) writer.exec('ROLLBACK')
      throw error
    }
  }

  return async <Result>(work: (queries: Transaction) => Promise<Result>): Promise<Result> => {
    if (waiting >= queueLimit) throw new DatabaseUnavailable('too many transactions are waiting')
    waiting++
    const deadline = performance.now() + lockTimeout // of the wait as a whole, in line and for the lock
    const turn = last.then(() => run(work, deadline))
    last = turn.catch(() => undefined) // Whoever asked for it hears of it; the next one starts either way.
    try {
      return await turn
    } finally {
      waiting--
    }
  }
}

/** Takes the write lock, leaving the event loop free between tries while another process has it. */
async function begin(writer: Sqlite.Database, deadline: number): Promise<void> {
  for (;;) {
    try {
      writer.exec('BEGIN IMMEDIATE')
      return
    } catch (error) {
      if (!isDatabaseLocked(error) || performance.now() >= deadline) throw error
      await sleep(25)
    }
  }
}
