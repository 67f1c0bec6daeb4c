import Sqlite from 'better-sqlite3'
import type { Test } from 'tap'
import { type Database, type OpenOptions, openDatabase, type Queries } from '../../db/open.ts'
import type { NewUser, User } from '../../db/users.ts'
import { djangoDatabase, newDatabase } from '../helper.ts'

type Options = Omit<OpenOptions, 'url'>
export type Row = Record<string, unknown>

/** A new database, closed with the test. */
export function openNew(t: Test, options: Options = {}): Promise<Database> {
  return openWith(t, { ...options, url: newDatabase(t) })
}

/** A copy of the database that Django wrote, closed with the test. */
export function openDjango(t: Test, options: Options = {}): Promise<Database> {
  return openWith(t, { ...options, url: djangoDatabase(t) })
}

async function openWith(t: Test, options: OpenOptions): Promise<Database> {
  const database = await openDatabase(options)
  t.teardown(() => database.close())
  return database
}

/** Another connection to the same file, as another process has it; closed with the test. */
export function connect(t: Test, { path }: { path: string }): Sqlite.Database {
  const connection = new Sqlite(path, { timeout: 0 })
  t.teardown(() => connection.close())
  return connection
}

/** What is written in the file, read beside the database. */
export function rowsOf({ path }: { path: string }, sql: string, ...parameters: unknown[]): Row[] {
  const connection = new Sqlite(path, { readonly: true })
  try {
    return connection.prepare<unknown[], Row>(sql).all(...parameters)
  } finally {
    connection.close()
  }
}

/** A somebody; what matters to the test is given. */
export function person(values: Partial<NewUser> = {}): NewUser {
  return {
    username: 'dora',
    password: '!',
    email: '',
    firstName: '',
    lastName: '',
    isStaff: false,
    isSuperuser: false,
    isActive: true,
    dateJoined: new Date('2026-11-23T12:00:00Z'),
    ...values
  }
}

/** A new user in a transaction of their own. */
export function insertPerson(database: Database, values: Partial<NewUser> = {}): Promise<User> {
  return database.transaction(queries => mustInsert(queries, values))
}

async function mustInsert({ users }: Queries, values: Partial<NewUser>): Promise<User> {
  const user = await users.insert(person(values))
  if (user === undefined) throw new Error(`${values.username} is taken`)
  return user
}
