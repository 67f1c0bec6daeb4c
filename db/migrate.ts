import { fileURLToPath } from 'node:url'
import type Sqlite from 'better-sqlite3'
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator'
import { getTableConfig } from 'drizzle-orm/sqlite-core'
import { DatabaseOpenError } from './errors.ts'
import * as schema from './schema.ts'

/** Found beside this file, both as db/*.ts and as dist/db/*.js. */
const migrationsFolder = fileURLToPath(new URL('migrations', import.meta.url))

const createIndex = /^\s*CREATE (?:UNIQUE )?INDEX IF NOT EXISTS "(\w+)" ON "(\w+)"/
const createTrigger = /^(?:\s*--.*\n)?\s*CREATE TRIGGER IF NOT EXISTS "rest_auth_/

/**
 * Brings a database up to date, all of it or nothing: applies the drizzle-kit migrations that `rest_auth_migration`
 * does not name yet. A database that Django wrote is adopted: its tables stay as they are and get no index or trigger
 * but our own (`rest_auth_*`), which are also made again if Django lost them by rebuilding a table.
 * @throws DatabaseOpenError when a newer version has written to it, or its tables are not the ones we know
 */
export function migrate(connection: Sqlite.Database, folder = migrationsFolder): void {
  const migrations = readMigrations(folder)
  connection
    .transaction(() => {
      connection.exec(
        'CREATE TABLE IF NOT EXISTS rest_auth_migration (hash text NOT NULL, created_at numeric NOT NULL)'
      )
      const newest = connection.prepare('SELECT max(created_at) FROM rest_auth_migration').pluck().get() as
        | number
        | null
      if (newest !== null && !migrations.some(({ folderMillis }) => folderMillis === newest)) {
        throw new DatabaseOpenError('the database was migrated by a newer version of fastify-rest-auth: update it')
      }
      const existing = new Set(connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all())
      requireColumns(connection, existing)
      for (const migration of migrations) apply(connection, migration, newest ?? 0, existing)
      if (connection.prepare('SELECT 1 FROM django_site').get() === undefined) {
        connection.prepare("INSERT INTO django_site (id, name, domain) VALUES (1, 'example.com', 'example.com')").run()
      }
    })
    .immediate()
}

function readMigrations(folder: string): MigrationMeta[] {
  try {
    return readMigrationFiles({ migrationsFolder: folder })
  } catch {
    throw new DatabaseOpenError(`the migrations are missing or unreadable: ${folder}`)
  }
}

function apply(connection: Sqlite.Database, migration: MigrationMeta, newest: number, existing: Set<unknown>): void {
  const done = migration.folderMillis <= newest
  for (const statement of migration.sql) {
    const [, index, table] = createIndex.exec(statement) ?? []
    const isOwn = index?.startsWith('rest_auth_') === true || createTrigger.test(statement)
    const isForeign = index !== undefined && !isOwn && existing.has(table)
    if (done ? isOwn : !isForeign) connection.exec(statement)
  }
  if (!done) {
    const record = connection.prepare('INSERT INTO rest_auth_migration (hash, created_at) VALUES (?, ?)')
    record.run(migration.hash, migration.folderMillis)
  }
}

/** A table of the same name with other columns (another version, a custom user model) is told at the start. */
function requireColumns(connection: Sqlite.Database, existing: Set<unknown>): void {
  for (const table of Object.values(schema)) {
    const { name, columns } = getTableConfig(table)
    if (!existing.has(name) || name.startsWith('rest_auth_')) continue
    const present = new Set(connection.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(name))
    const missing = columns.find(column => !present.has(column.name))
    if (missing === undefined) continue
    throw new DatabaseOpenError(`table ${name} of the database has no column ${missing.name}`)
  }
}
