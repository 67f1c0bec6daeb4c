import type Sqlite from 'better-sqlite3'
import t from 'tap'
import { isDatabaseUnavailable, isForeignKeyViolation } from '../../db/errors.ts'
import type { Database } from '../../db/open.ts'
import { connect, insertPerson, openDjango, openNew, rowsOf } from './opened.ts'

const remove = (database: Database, id: number) => database.transaction(({ removeUser }) => removeUser(id))

const children = {
  account_emailaddress: 'user_id = :id',
  account_emailconfirmation: 'email_address_id IN (SELECT id FROM account_emailaddress WHERE user_id = :id)',
  auth_user_groups: 'user_id = :id',
  authtoken_token: 'user_id = :id',
  rest_auth_session: 'user_id = :id',
  socialaccount_socialaccount: 'user_id = :id',
  socialaccount_socialtoken: 'account_id IN (SELECT id FROM socialaccount_socialaccount WHERE user_id = :id)'
}
const djangosChildren = { ...children, auth_user_user_permissions: 'user_id = :id', django_admin_log: 'user_id = :id' }

/** How many rows of each table belong to a user. */
const belongings = (database: Database, id: number, tables: Record<string, string> = djangosChildren) =>
  Object.fromEntries(
    Object.entries(tables).map(([table, where]) => [
      table,
      rowsOf(database, `SELECT count(*) AS rows FROM ${table} WHERE ${where.replace(':id', String(id))}`)[0]?.rows
    ])
  )

/** A row of everything for bob (2) and for 지윤 (6). */
function giveEverything(connection: Sqlite.Database): void {
  connection.exec(`
    INSERT INTO account_emailconfirmation (created, sent, key, email_address_id)
      SELECT '2026-11-23 12:00:00', '2026-11-23 12:00:00', 'key ' || user_id, id FROM account_emailaddress
      WHERE user_id IN (2, 6);
    INSERT INTO authtoken_token (key, created, user_id) VALUES ('key 2', '2026-11-23 12:00:00', 2),
      ('key 6', '2026-11-23 12:00:00', 6);
    INSERT INTO auth_user_groups (user_id, group_id) VALUES (6, 1);
    INSERT INTO rest_auth_session (id, user_id, created, last_used, expires, user_agent, ip_address, method)
      SELECT 'sid-' || id, id, '2026-11-23 12:00:00', '2026-11-23 12:00:00', '2026-11-30 12:00:00', '', '', 'password'
      FROM auth_user WHERE id IN (2, 6);
    INSERT INTO socialaccount_socialaccount (id, provider, uid, last_login, date_joined, user_id, extra_data)
      VALUES (2, 'naver', 'n', '2026-11-23 12:00:00', '2026-11-23 12:00:00', 2, '{}');
    INSERT INTO socialaccount_socialtoken (token, token_secret, account_id, app_id) VALUES ('t', '', 2, 1)`)
}

function giveDjangosOwn(connection: Sqlite.Database): void {
  connection.exec(`
    INSERT INTO auth_user_user_permissions (user_id, permission_id) VALUES (2, 1), (6, 1);
    INSERT INTO django_admin_log (action_time, object_repr, change_message, user_id, action_flag)
      VALUES ('2026-11-23 12:00:00', 'x', '', 2, 1), ('2026-11-23 12:00:00', 'x', '', 6, 1)`)
}

t.test('a user goes with all that belongs to them, and nobody else loses anything', async t => {
  const database = await openDjango(t)
  const connection = connect(t, database)
  giveEverything(connection)
  giveDjangosOwn(connection)
  const others = belongings(database, 6)
  const users = rowsOf(database, 'SELECT * FROM auth_user WHERE id <> 2')
  t.notOk(Object.values(belongings(database, 2)).includes(0), 'bob has something of everything')
  t.notOk(Object.values(others).includes(0), '지윤 has something of everything')
  await remove(database, 2)
  t.strictSame(new Set(Object.values(belongings(database, 2))), new Set([0]))
  t.strictSame(belongings(database, 6), others)
  t.strictSame(rowsOf(database, 'SELECT * FROM auth_user'), users)
  t.strictSame(rowsOf(database, 'PRAGMA foreign_key_check'), [])
})

t.test('a user of a database that has none of Django’s own tables goes as well', async t => {
  const database = await openNew(t)
  const { id } = await insertPerson(database, { username: 'dora' })
  await insertPerson(database, { username: 'bob' })
  await database.transaction(({ emailAddresses }) =>
    emailAddresses.insert({ userId: id, email: 'dora@example.com', primary: true, verified: false })
  )
  await remove(database, id)
  t.strictSame(rowsOf(database, 'SELECT username FROM auth_user'), [{ username: 'bob' }])
  t.strictSame(new Set(Object.values(belongings(database, id, children))), new Set([0]))
})

t.test('a user who does not exist is removed in peace', async t => {
  const database = await openDjango(t)
  await remove(database, 99)
  t.strictSame(rowsOf(database, 'SELECT count(*) AS users FROM auth_user'), [{ users: 9 }])
})

for (const [when, clause] of [
  ['at once', ''],
  ['at the end', ' DEFERRABLE INITIALLY DEFERRED']
]) {
  t.test(`a table of the host that points at the user, checked ${when}, keeps them and all that is theirs`, async t => {
    const database = await openDjango(t)
    const connection = connect(t, database)
    giveEverything(connection)
    giveDjangosOwn(connection)
    connection.exec(`CREATE TABLE blog_post (author integer NOT NULL REFERENCES auth_user (id)${clause})`)
    connection.exec('INSERT INTO blog_post VALUES (2)')
    const before = belongings(database, 2)
    const error = await remove(database, 2).catch((error: unknown) => error)
    t.equal(isForeignKeyViolation(error), true)
    t.equal(isDatabaseUnavailable(error), false)
    t.strictSame(belongings(database, 2), before)
    t.strictSame(rowsOf(database, 'SELECT username FROM auth_user WHERE id = 2'), [{ username: 'bob' }])
    await remove(database, 6)
    t.strictSame(rowsOf(database, 'SELECT id FROM auth_user WHERE id = 6'), [], 'the next one goes')
  })
}

t.test('a table of the host that lets its rows go does not hinder', async t => {
  const database = await openDjango(t)
  const connection = connect(t, database)
  connection.exec('CREATE TABLE blog_post (author integer REFERENCES auth_user (id) ON DELETE CASCADE)')
  connection.exec('INSERT INTO blog_post VALUES (2), (6)')
  await remove(database, 2)
  t.strictSame(rowsOf(database, 'SELECT author FROM blog_post'), [{ author: 6 }])
})
