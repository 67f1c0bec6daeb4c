import { getTableColumns } from 'drizzle-orm'
import t from 'tap'
import { type FixtureModel, type FixtureRow, fixtureModels } from '../../db/fixture-models.ts'
import type { Database } from '../../db/open.ts'
import * as schema from '../../db/schema.ts'
import { connect, openDjango, openNew, rowsOf } from './opened.ts'

function modelOf(label: string): FixtureModel {
  const model = fixtureModels.find(model => model.label === label)
  if (model === undefined) throw new Error(`no model ${label}`)
  return model
}

const groupModel = modelOf('auth.group')
const userModel = modelOf('auth.user')
const appModel = modelOf('socialaccount.socialapp')

const save = (database: Database, model: FixtureModel, row: FixtureRow) =>
  database.transaction(({ fixtures }) => fixtures.save(model, row))

/** Gives alice two permissions of her own and the editors one, as Django's admin does. */
function grantPermissions(t: Parameters<typeof connect>[0], database: Database): void {
  connect(t, database).exec(
    `INSERT INTO auth_user_user_permissions (user_id, permission_id) VALUES (1, 30), (1, 4);
     INSERT INTO auth_group_permissions (group_id, permission_id) VALUES (1, 7)`
  )
}

t.test('every column of a table is a field of its model, or its key', async t => {
  for (const { label, table, key, fields } of fixtureModels) {
    const columns = Object.values(fields).flatMap(field => ('column' in field ? [field.column] : []))
    t.strictSame([key, ...columns].sort(), Object.keys(getTableColumns(table)).sort(), label)
  }
})

t.test("every one of Django's tables has a model or joins two", async t => {
  const tables = fixtureModels.flatMap(({ table, fields }) => [
    table,
    ...Object.values(fields).flatMap(field => ('join' in field && field.to !== undefined ? [field.join] : []))
  ])
  const { sessions, adminLogins, socialAppDetails, refreshTokens, events, mails, loginCodes, once, tasks, ...djangos } =
    schema
  t.strictSame(new Set(tables), new Set(Object.values(djangos)))
})

t.test("permissions are there in Django's database and not in a new one", async t => {
  t.equal(await (await openDjango(t)).fixtures.hasPermissions(), true)
  const database = await openNew(t)
  t.equal(await database.fixtures.hasPermissions(), false)
})

t.test('permissions of users alone are not enough', async t => {
  const database = await openDjango(t)
  connect(t, database).exec('DROP TABLE auth_group_permissions')
  t.equal(await database.fixtures.hasPermissions(), false)
})

t.test('rows gives every row by number, its values by the names of Django’s fields', async t => {
  const { fixtures } = await openDjango(t)
  const rows = await fixtures.rows(userModel, false)
  t.strictSame(
    rows.map(row => row.pk),
    [1, 2, 3, 4, 5, 6, 7, 8, 9]
  )
  t.strictSame(rows[1]?.values, {
    password: 'pbkdf2_sha256$260000$k8gMdDuvLgxuQdiiH5Gzpg$JHy4y/rfIPAHFQ7ig10ZBH+IfWWEHbI/EIhU1TTm0Ys=',
    last_login: '2026-11-23 13:54:43.741166',
    is_superuser: false,
    username: 'bob',
    first_name: '길동',
    last_name: '홍',
    email: 'bob@example.com',
    is_staff: false,
    is_active: true,
    date_joined: '2026-11-23 13:54:43.072511',
    groups: [1],
    user_permissions: []
  })
})

t.test('rows of a model whose key is a text have it as their pk, and are sorted by it', async t => {
  const database = await openDjango(t)
  const key = '0'.repeat(40)
  connect(t, database).prepare("INSERT INTO authtoken_token VALUES (?, '2026-11-23 12:00:00', 2)").run(key)
  const rows = await database.fixtures.rows(modelOf('authtoken.token'), false)
  t.strictSame(
    rows.map(row => [row.pk, row.values.user]),
    [
      [key, 2],
      ['8df73dafbde4c669dc37a9ea7620434515b2cc43', 1]
    ]
  )
})

t.test('rows gives permissions when they are asked for', async t => {
  const database = await openDjango(t)
  grantPermissions(t, database)
  const { fixtures } = database
  t.strictSame((await fixtures.rows(userModel, true))[0]?.values.user_permissions, [4, 30])
  t.strictSame((await fixtures.rows(groupModel, true))[0]?.values.permissions, [7])
  t.strictSame((await fixtures.rows(userModel, false))[0]?.values.user_permissions, [])
  t.strictSame((await fixtures.rows(groupModel, false))[0]?.values.permissions, [])
})

t.test('save writes a new row and what it is joined with', async t => {
  const database = await openDjango(t)
  const values = { provider: 'naver', name: 'naver', client_id: 'id', secret: 's', key: 'k', sites: [2, 1] }
  await save(database, appModel, { pk: 9, values })
  t.strictSame(rowsOf(database, 'SELECT * FROM socialaccount_socialapp WHERE id = 9'), [
    { id: 9, provider: 'naver', name: 'naver', client_id: 'id', key: 'k', secret: 's' }
  ])
  t.strictSame(
    rowsOf(database, 'SELECT site_id FROM socialaccount_socialapp_sites WHERE socialapp_id = 9 ORDER BY site_id'),
    [{ site_id: 1 }, { site_id: 2 }]
  )
})

t.test('save without a pk gives the row the next number', async t => {
  const database = await openDjango(t)
  await save(database, groupModel, { pk: null, values: { name: 'readers' } })
  t.strictSame(rowsOf(database, 'SELECT * FROM auth_group ORDER BY id'), [
    { id: 1, name: 'editors' },
    { id: 2, name: 'readers' }
  ])
})

t.test('save writes over the row of the same key, and over what it was joined with', async t => {
  const database = await openDjango(t)
  const values = { provider: 'kakao', name: 'renamed', client_id: 'id', secret: '', key: '', sites: [2] }
  await save(database, appModel, { pk: 1, values })
  t.strictSame(rowsOf(database, 'SELECT id, name FROM socialaccount_socialapp'), [
    { id: 1, name: 'renamed' },
    { id: 2, name: 'facebook' }
  ])
  t.strictSame(
    rowsOf(database, 'SELECT socialapp_id, site_id FROM socialaccount_socialapp_sites ORDER BY socialapp_id'),
    [
      { socialapp_id: 1, site_id: 2 },
      { socialapp_id: 2, site_id: 2 }
    ]
  )
})

t.test('save leaves what a row is joined with when that is not given', async t => {
  const database = await openDjango(t)
  grantPermissions(t, database)
  await save(database, groupModel, { pk: 1, values: { name: 'writers', permissions: undefined } })
  t.strictSame(rowsOf(database, 'SELECT name FROM auth_group'), [{ name: 'writers' }])
  t.strictSame(rowsOf(database, 'SELECT group_id, permission_id FROM auth_group_permissions'), [
    { group_id: 1, permission_id: 7 }
  ])
})

t.test('a model that names a column that does not exist is refused', async t => {
  const { fixtures } = await openDjango(t)
  const model: FixtureModel = {
    ...groupModel,
    fields: { users: { join: schema.userGroups, owner: 'group', target: 'userId' } }
  }
  await t.rejects(fixtures.rows(model, true), new RangeError('no column group'))
})

t.test('a database that cannot be read is not one without permissions', async t => {
  const database = await openDjango(t)
  await database.close()
  await t.rejects(database.fixtures.hasPermissions(), { message: /not open/ })
})
