import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { DatabaseOpenError } from '../../db/errors.ts'
import { migrate } from '../../db/migrate.ts'
import { djangoDatabase, newDatabase } from '../helper.ts'
import type { Row } from './opened.ts'

const migrationsFolder = fileURLToPath(new URL('../../db/migrations', import.meta.url))

function connectTo(t: Test, url: string): Sqlite.Database {
  const connection = new Sqlite(fileURLToPath(url.replace('file:', 'file://')))
  t.teardown(() => connection.close())
  return connection
}

const openNew = (t: Test) => connectTo(t, newDatabase(t))
const openDjango = (t: Test) => connectTo(t, djangoDatabase(t))

function query(connection: Sqlite.Database, sql: string, ...parameters: unknown[]): Row[] {
  return connection.prepare<unknown[], Row>(sql).all(...parameters)
}

function tablesOf(connection: Sqlite.Database): string[] {
  return query(connection, "SELECT name FROM sqlite_master WHERE type = 'table'").map(row => String(row.name))
}

const schemaOf = (connection: Sqlite.Database) => query(connection, 'SELECT * FROM sqlite_master ORDER BY type, name')

/** Every row of every table, by table. */
function contentOf(connection: Sqlite.Database): Record<string, Row[]> {
  const content = tablesOf(connection).map(name => [name, query(connection, `SELECT rowid, * FROM "${name}"`)])
  return Object.fromEntries(content)
}

/** All that SQLite knows of a table, in an order that does not depend on when what was made. */
function describe(connection: Sqlite.Database, table: string) {
  return {
    columns: query(connection, 'SELECT * FROM pragma_table_info(?)', table),
    references: query(
      connection,
      'SELECT "from", "table", "to", on_update, on_delete FROM pragma_foreign_key_list(?) ORDER BY "from"',
      table
    ),
    indexes: query(
      connection,
      `SELECT list.name, "unique", origin, partial, seqno, info.name AS column
       FROM pragma_index_list(?) AS list, pragma_index_info(list.name) AS info
       WHERE list.name NOT LIKE 'rest_auth_%' ORDER BY list.name, seqno`,
      table
    )
  }
}

/** A folder of the project's first migrations alone, as an earlier version had them. */
function withFirstMigrations(folder: string, count: number): string {
  cpSync(migrationsFolder, folder, { recursive: true })
  const journalPath = join(folder, 'meta/_journal.json')
  const { entries, ...journal } = JSON.parse(readFileSync(journalPath, 'utf8'))
  writeFileSync(journalPath, JSON.stringify({ ...journal, entries: entries.slice(0, count) }))
  return folder
}

/** A folder of the project's migrations and one more, which consists of these statements. */
function withAnotherMigration(folder: string, sql: string): string {
  cpSync(migrationsFolder, folder, { recursive: true })
  const journalPath = join(folder, 'meta/_journal.json')
  const journal = JSON.parse(readFileSync(journalPath, 'utf8'))
  const newest = journal.entries.at(-1)
  journal.entries.push({ ...newest, idx: newest.idx + 1, when: newest.when + 1, tag: 'another' })
  writeFileSync(journalPath, JSON.stringify(journal))
  writeFileSync(join(folder, 'another.sql'), sql)
  return folder
}

t.test('a new database has exactly the columns, references and indexes that Django makes', async t => {
  const fresh = openNew(t)
  migrate(fresh)
  const djangos = new Sqlite(fileURLToPath(new URL('../django/db.sqlite3', import.meta.url)), { readonly: true })
  t.teardown(() => djangos.close())
  const shared = tablesOf(fresh).filter(name => !name.startsWith('rest_auth_') && name !== 'sqlite_sequence')
  t.equal(shared.length, 11)
  for (const table of shared) t.strictSame(describe(fresh, table), describe(djangos, table), table)
})

t.test('references of a new database are checked at the commit, as in Django', async t => {
  const connection = openNew(t)
  migrate(connection)
  connection.pragma('foreign_keys = ON')
  connection.exec('BEGIN; INSERT INTO auth_user_groups (user_id, group_id) VALUES (1, 1)')
  t.throws(() => connection.exec('COMMIT'), { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' })
})

t.test('a new database has site 1', async t => {
  const connection = openNew(t)
  migrate(connection)
  t.strictSame(query(connection, 'SELECT id, domain, name FROM django_site'), [
    { id: 1, domain: 'example.com', name: 'example.com' }
  ])
})

/** Indexes of ours that came later to tables that were there. */
const newIndexes = [
  'rest_auth_session_created',
  'rest_auth_token_created',
  'rest_auth_user_date_joined',
  'rest_auth_user_inactive',
  'rest_auth_user_last_login',
  'rest_auth_user_staff',
  'rest_auth_user_superuser'
]

/** Our own tables, empty, that came with the outbox and after it. */
const sinceTheOutbox = {
  rest_auth_mail: [],
  rest_auth_refresh_token: [],
  rest_auth_event: [],
  rest_auth_login_code: [],
  rest_auth_once: [],
  rest_auth_task: [],
  rest_auth_admin_login: [],
  rest_auth_social_app: []
}

t.test("Django's database keeps every table, index and row, and gets our own beside them", async t => {
  const connection = openDjango(t)
  const [schema, content] = [schemaOf(connection), contentOf(connection)]
  migrate(connection)
  const isOurs = (row: Row) => /^(sqlite_autoindex_)?rest_auth_/.test(String(row.name))
  const before = schema.map(({ rootpage, ...rest }) => rest)
  const after = schemaOf(connection).map(({ rootpage, ...rest }) => rest)
  t.strictSame(
    after.filter(row => !isOurs(row)),
    before
  )
  t.strictSame(
    after.filter(row => isOurs(row) && row.sql !== null).map(row => `${row.type} ${row.name} on ${row.tbl_name}`),
    [
      'index rest_auth_emailaddress_email_lower on account_emailaddress',
      'index rest_auth_event_created on rest_auth_event',
      'index rest_auth_event_event on rest_auth_event',
      'index rest_auth_event_user_id on rest_auth_event',
      'index rest_auth_login_code_expires on rest_auth_login_code',
      'index rest_auth_login_code_user_id on rest_auth_login_code',
      'index rest_auth_mail_due on rest_auth_mail',
      'index rest_auth_once_expires on rest_auth_once',
      'index rest_auth_refresh_token_session_id on rest_auth_refresh_token',
      'index rest_auth_session_created on rest_auth_session',
      'index rest_auth_session_expires on rest_auth_session',
      'index rest_auth_session_user_id on rest_auth_session',
      'index rest_auth_task_due on rest_auth_task',
      'index rest_auth_token_created on authtoken_token',
      'index rest_auth_user_date_joined on auth_user',
      'index rest_auth_user_email_lower on auth_user',
      'index rest_auth_user_inactive on auth_user',
      'index rest_auth_user_last_login on auth_user',
      'index rest_auth_user_staff on auth_user',
      'index rest_auth_user_superuser on auth_user',
      'index rest_auth_user_username_lower on auth_user',
      'table rest_auth_admin_login on rest_auth_admin_login',
      'table rest_auth_event on rest_auth_event',
      'table rest_auth_login_code on rest_auth_login_code',
      'table rest_auth_mail on rest_auth_mail',
      'table rest_auth_migration on rest_auth_migration',
      'table rest_auth_once on rest_auth_once',
      'table rest_auth_refresh_token on rest_auth_refresh_token',
      'table rest_auth_session on rest_auth_session',
      'table rest_auth_social_app on rest_auth_social_app',
      'table rest_auth_task on rest_auth_task',
      'trigger rest_auth_user_disabled on auth_user'
    ]
  )
  const { rest_auth_migration, ...rest } = contentOf(connection)
  const entries = Object.entries(rest)
  t.strictSame(Object.fromEntries(entries.filter(([name]) => !name.startsWith('rest_auth_'))), content)
  t.equal(rest_auth_migration?.length, 5)
  const own = Object.fromEntries(entries.filter(([name]) => name.startsWith('rest_auth_')))
  t.strictSame(own, { rest_auth_session: [], ...sinceTheOutbox })
  t.strictSame(query(connection, 'PRAGMA integrity_check'), [{ integrity_check: 'ok' }])
  t.strictSame(query(connection, 'PRAGMA foreign_key_check'), [])
})

t.test('a Django project without allauth gets the tables that it lacks', async t => {
  const connection = openDjango(t)
  const lacking = tablesOf(connection).filter(name => /^(account|socialaccount|authtoken)_/.test(name))
  const described = lacking.map(name => describe(connection, name))
  connection.pragma('foreign_keys = OFF')
  for (const name of lacking) connection.exec(`DROP TABLE ${name}`)
  const users = query(connection, 'SELECT * FROM auth_user')
  migrate(connection)
  t.equal(lacking.length, 7)
  t.strictSame(
    lacking.map(name => describe(connection, name)),
    described
  )
  t.strictSame(query(connection, 'SELECT * FROM auth_user'), users)
})

t.test("an index of Django's that somebody dropped stays dropped", async t => {
  const connection = openDjango(t)
  connection.exec('DROP INDEX socialaccount_socialtoken_app_id_636a42d7')
  migrate(connection)
  t.notMatch(schemaOf(connection), [{ name: 'socialaccount_socialtoken_app_id_636a42d7' }])
  t.equal(describe(connection, 'socialaccount_socialtoken').indexes.length, 3)
})

t.test('sites of a database stay, whatever their numbers', async t => {
  const connection = openDjango(t)
  connection.exec('DELETE FROM socialaccount_socialapp_sites; DELETE FROM django_site WHERE id = 1')
  migrate(connection)
  t.strictSame(query(connection, 'SELECT id FROM django_site'), [{ id: 2 }])
})

t.test('migrating twice changes nothing', async t => {
  const connection = openDjango(t)
  migrate(connection)
  const [schema, content] = [schemaOf(connection), contentOf(connection)]
  migrate(connection)
  t.strictSame(schemaOf(connection), schema)
  t.strictSame(contentOf(connection), content)
})

t.test('indexes of ours that Django lost by rebuilding a table come back', async t => {
  const connection = openDjango(t)
  migrate(connection)
  const schema = schemaOf(connection)
  for (const name of ['rest_auth_user_username_lower', 'rest_auth_user_email_lower', 'rest_auth_session_expires']) {
    connection.exec(`DROP INDEX ${name}`)
  }
  t.equal(schemaOf(connection).length, schema.length - 3)
  migrate(connection)
  const names = (rows: Row[]) => rows.map(row => row.name)
  t.strictSame(names(schemaOf(connection)), names(schema))
})

t.test('the trigger that Django lost by rebuilding the table of users comes back, and works', async t => {
  const connection = openDjango(t)
  migrate(connection)
  connection.exec('PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = OFF')
  connection.exec(
    `BEGIN; CREATE TABLE new__auth_user AS SELECT * FROM auth_user; DROP TABLE auth_user;
     ALTER TABLE new__auth_user RENAME TO auth_user; COMMIT`
  )
  t.strictSame(query(connection, "SELECT name FROM sqlite_master WHERE type = 'trigger'"), [])
  migrate(connection)
  connection.exec('UPDATE auth_user SET is_active = 0 WHERE id = 1')
  t.strictSame(query(connection, 'SELECT id FROM rest_auth_session'), [{ id: 'end of all 1' }])
})

t.test('rows of the version before that tell when all sessions of a user ended are kept for good', async t => {
  const connection = openDjango(t)
  migrate(connection, withFirstMigrations(join(t.testdirName, 'migrations'), 2))
  const columns = 'id, user_id, created, last_used, expires, ended, user_agent, ip_address, method'
  connection.exec(
    `INSERT INTO rest_auth_session (${columns}) VALUES
     ('end of all 1', 1, '2026-11-23', '2026-11-23', '2026-11-23', '2026-11-23', '', '', 'end of all'),
     ('sid-1', 1, '2026-11-23', '2026-11-23', '2026-11-30', NULL, '', '', 'password')`
  )
  migrate(connection)
  t.strictSame(query(connection, 'SELECT id, expires FROM rest_auth_session ORDER BY id'), [
    { id: 'end of all 1', expires: '9999-12-31 00:00:00' },
    { id: 'sid-1', expires: '2026-11-30' }
  ])
})

t.test('a newer migration is applied alone', async t => {
  const connection = openNew(t)
  const another = withAnotherMigration(join(t.testdirName, 'migrations'), 'CREATE TABLE rest_auth_more (id integer)')
  migrate(connection)
  migrate(connection, another)
  migrate(connection, another)
  t.ok(tablesOf(connection).includes('rest_auth_more'))
  t.equal(query(connection, 'SELECT DISTINCT hash, created_at FROM rest_auth_migration').length, 6)
  t.equal(query(connection, 'SELECT * FROM rest_auth_migration').length, 6)
})

t.test('a database of the version before the outbox gets what is missing, and nothing else changes', async t => {
  const connection = openDjango(t)
  migrate(connection, withFirstMigrations(join(t.testdirName, 'migrations'), 1))
  connection.exec(
    `INSERT INTO rest_auth_session (id, user_id, created, last_used, expires, user_agent, ip_address, method)
     VALUES ('sid-1', 1, '2026-11-23 12:00:00', '2026-11-23 12:00:00', '2026-11-30 12:00:00', '', '', 'password')`
  )
  const [schema, content] = [schemaOf(connection), contentOf(connection)]
  migrate(connection)
  const isNew = ({ name, tbl_name: table }: Row) =>
    [...newIndexes, 'rest_auth_user_disabled'].includes(String(name)) || String(table) in sinceTheOutbox
  t.strictSame(
    schemaOf(connection).filter(row => !isNew(row)),
    schema
  )
  t.strictSame(
    schemaOf(connection)
      .filter(row => isNew(row) && row.sql !== null)
      .map(row => `${row.type} ${row.name}`),
    [
      'index rest_auth_event_created',
      'index rest_auth_event_event',
      'index rest_auth_event_user_id',
      'index rest_auth_login_code_expires',
      'index rest_auth_login_code_user_id',
      'index rest_auth_mail_due',
      'index rest_auth_once_expires',
      'index rest_auth_refresh_token_session_id',
      'index rest_auth_session_created',
      'index rest_auth_task_due',
      'index rest_auth_token_created',
      'index rest_auth_user_date_joined',
      'index rest_auth_user_inactive',
      'index rest_auth_user_last_login',
      'index rest_auth_user_staff',
      'index rest_auth_user_superuser',
      'table rest_auth_admin_login',
      'table rest_auth_event',
      'table rest_auth_login_code',
      'table rest_auth_mail',
      'table rest_auth_once',
      'table rest_auth_refresh_token',
      'table rest_auth_social_app',
      'table rest_auth_task',
      'trigger rest_auth_user_disabled'
    ]
  )
  const { rest_auth_migration: applied = [], ...kept } = contentOf(connection)
  const { rest_auth_migration: before = [], ...rest } = content
  t.strictSame(kept, { ...rest, ...sinceTheOutbox })
  t.equal(before.length, 1)
  t.equal(applied.length, 5)
  t.strictSame(applied[0], before[0])
})

t.test('an earlier version refuses a database of this one', async t => {
  const connection = openNew(t)
  migrate(connection)
  const schema = schemaOf(connection)
  const earlier = withFirstMigrations(join(t.testdirName, 'migrations'), 1)
  t.throws(() => migrate(connection, earlier), { code: 'REST_AUTH_START', message: /by a newer version/ })
  t.strictSame(schemaOf(connection), schema)
})

t.test('a migration that fails takes back all of it', async t => {
  const connection = openDjango(t)
  const schema = schemaOf(connection)
  const broken = withAnotherMigration(join(t.testdirName, 'migrations'), 'ALTER TABLE elsewhere ADD COLUMN more text')
  t.throws(() => migrate(connection, broken), { message: 'no such table: elsewhere' })
  t.strictSame(schemaOf(connection), schema)
})

t.test('a database of a newer version is refused, and left alone', async t => {
  const connection = openNew(t)
  migrate(connection)
  connection.exec("INSERT INTO rest_auth_migration VALUES ('later', 9000000000000)")
  connection.exec('DROP INDEX rest_auth_session_expires')
  const schema = schemaOf(connection)
  t.throws(
    () => migrate(connection),
    new DatabaseOpenError('the database was migrated by a newer version of fastify-rest-auth: update it')
  )
  t.strictSame(schemaOf(connection), schema)
})

t.test('a folder without migrations is named', async t => {
  const connection = openNew(t)
  const folder = join(t.testdirName, 'nowhere')
  t.throws(
    () => migrate(connection, folder),
    new DatabaseOpenError(`the migrations are missing or unreadable: ${folder}`)
  )
  t.strictSame(schemaOf(connection), [])
})

t.test('a table of the same name with other columns is named, and left alone', async t => {
  const connection = openDjango(t)
  connection.exec('ALTER TABLE auth_user DROP COLUMN first_name')
  const schema = schemaOf(connection)
  t.throws(() => migrate(connection), new DatabaseOpenError('table auth_user of the database has no column first_name'))
  t.strictSame(schemaOf(connection), schema)
})

t.test('a user table without usernames is named as well', async t => {
  const connection = openNew(t)
  connection.exec('CREATE TABLE auth_user (id integer PRIMARY KEY, email varchar(254) NOT NULL)')
  t.throws(() => migrate(connection), new DatabaseOpenError('table auth_user of the database has no column password'))
})
