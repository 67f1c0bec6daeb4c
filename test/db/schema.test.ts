import { readFileSync } from 'node:fs'
import { type DrizzleSQLiteSnapshotJSON, generateSQLiteDrizzleJson, generateSQLiteMigration } from 'drizzle-kit/api'
import { is } from 'drizzle-orm'
import { getTableConfig, SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import t from 'tap'
import * as schema from '../../db/schema.ts'
import { connect, insertPerson, openNew, rowsOf } from './opened.ts'

process.env.TZ = 'Asia/Seoul' // What is kept as UTC must not be so by the machine's accident.

const tables = Object.values(schema)
  .filter(table => is(table, SQLiteTable))
  .map(getTableConfig)

const migrations = new URL('../../db/migrations/meta/', import.meta.url)

function readJson(file: string) {
  return JSON.parse(readFileSync(new URL(file, migrations), 'utf8'))
}

t.test('the tables are the ones that the design names', async t => {
  t.strictSame(tables.map(({ name }) => name).sort(), [
    'account_emailaddress',
    'account_emailconfirmation',
    'auth_group',
    'auth_user',
    'auth_user_groups',
    'authtoken_token',
    'django_site',
    'rest_auth_admin_login',
    'rest_auth_event',
    'rest_auth_login_code',
    'rest_auth_mail',
    'rest_auth_once',
    'rest_auth_refresh_token',
    'rest_auth_session',
    'rest_auth_social_app',
    'rest_auth_task',
    'socialaccount_socialaccount',
    'socialaccount_socialapp',
    'socialaccount_socialapp_sites',
    'socialaccount_socialtoken'
  ])
})

t.test('a migrated file has the columns of the schema, in their order', async t => {
  const database = await openNew(t)
  for (const { name, columns } of tables) {
    const declared = columns.map(column => ({
      name: column.name,
      required: Number(column.notNull),
      pk: +column.primary
    }))
    const present = rowsOf(database, 'SELECT name, "notnull" AS required, pk FROM pragma_table_info(?)', name)
    t.strictSame(present, declared, name)
  }
})

t.test('a migrated file has the indexes of the schema', async t => {
  const database = await openNew(t)
  for (const { name, columns, indexes } of tables) {
    const declared = indexes.map(({ config }) => ({
      name: config.name,
      isUnique: Number(config.unique),
      columns: config.columns.map(column => (is(column, SQLiteColumn) ? column.name : null)).join()
    }))
    const present = rowsOf(
      database,
      `SELECT name, "unique" AS isUnique, (SELECT group_concat(coalesce(name, '')) FROM pragma_index_info(list.name)) AS columns
       FROM pragma_index_list(?) AS list WHERE origin = 'c'`,
      name
    )
    const byName = (a: { name?: unknown }, b: { name?: unknown }) => (String(a.name) < String(b.name) ? -1 : 1)
    t.strictSame(present.sort(byName), declared.sort(byName), name)
    const unique = columns.filter(column => column.isUnique).map(column => column.name)
    const constraints = rowsOf(
      database,
      `SELECT info.name FROM pragma_index_list(?) AS list, pragma_index_info(list.name) AS info WHERE origin = 'u'`,
      name
    )
    t.strictSame(constraints.map(row => row.name).sort(), unique.sort(), `${name}: unique columns`)
  }
})

t.test('a migrated file has the references of the schema', async t => {
  const database = await openNew(t)
  for (const { name, foreignKeys } of tables) {
    const declared = foreignKeys.map(key => {
      const { columns, foreignTable, foreignColumns } = key.reference()
      return {
        column: columns[0]?.name,
        table: getTableConfig(foreignTable).name,
        target: foreignColumns[0]?.name,
        onDelete: (key.onDelete ?? 'no action').toUpperCase()
      }
    })
    const present = rowsOf(
      database,
      `SELECT "from" AS "column", "table", "to" AS target, on_delete AS onDelete FROM pragma_foreign_key_list(?)
       ORDER BY id DESC`,
      name
    )
    t.strictSame(present, declared, name)
  }
})

t.test('drizzle-kit finds nothing to migrate: schema and newest snapshot agree', async t => {
  const { idx } = readJson('_journal.json').entries.at(-1)
  const snapshot: DrizzleSQLiteSnapshotJSON = readJson(`${String(idx).padStart(4, '0')}_snapshot.json`)
  const current = await generateSQLiteDrizzleJson(schema, snapshot.id)
  t.strictSame(await generateSQLiteMigration(snapshot, current), [])
})

t.test("datetimes are written as Django's text in UTC, without a fraction that is 0", async t => {
  const database = await openNew(t)
  await insertPerson(database, {
    dateJoined: new Date('2026-11-23T13:54:43.007Z'),
    lastLogin: new Date('2026-11-23T22:54:43+09:00')
  })
  t.strictSame(rowsOf(database, 'SELECT date_joined, last_login FROM auth_user'), [
    { date_joined: '2026-11-23 13:54:43.007000', last_login: '2026-11-23 13:54:43' }
  ])
})

t.test("Django's datetimes are read, to the millisecond", async t => {
  const database = await openNew(t)
  const { id } = await insertPerson(database)
  connect(t, database)
    .prepare('UPDATE auth_user SET date_joined = ?, last_login = ?')
    .run('2026-11-23 13:54:43.007123', '2026-11-23 13:54:43')
  const user = await database.users.find(id)
  t.strictSame(user?.dateJoined, new Date('2026-11-23T13:54:43.007Z'))
  t.strictSame(user?.lastLogin, new Date('2026-11-23T13:54:43Z'))
})

t.test('booleans are written as 0 and 1', async t => {
  const database = await openNew(t)
  await insertPerson(database, { isStaff: true, isActive: false })
  t.strictSame(rowsOf(database, 'SELECT is_staff, is_active FROM auth_user'), [{ is_staff: 1, is_active: 0 }])
})
