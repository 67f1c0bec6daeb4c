import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { dumpFixture } from '../../accounts/dump-fixture.ts'
import { FixtureError, loadFixture } from '../../accounts/load-fixture.ts'
import type { FixtureObject } from '../../db/fixture-models.ts'
import { type Database, openDatabase } from '../../db/open.ts'
import { connect, insertPerson, openDjango, openNew, type Row, rowsOf } from '../db/opened.ts'
import { newDatabase } from '../helper.ts'

process.env.TZ = 'Asia/Seoul' // What is read as UTC must not be so by the machine's accident.

const djangoText = readFileSync(new URL('../django/dumpdata.json', import.meta.url), 'utf8')
const djangoObjects: FixtureObject[] = JSON.parse(djangoText)
const now = new Date('2026-11-24T09:00:00Z')
const audit = { retentionDays: 90 }

const load = (database: Database, ...objects: unknown[]) =>
  loadFixture({ database, now: () => now.getTime(), audit }, JSON.stringify(objects))

const site = { model: 'sites.site', pk: 2, fields: { domain: 'b.example.com', name: 'b' } }
const user = (fields: Record<string, unknown> = {}) => ({
  model: 'auth.user',
  pk: 1,
  fields: { username: 'dora', password: '!', ...fields }
})
const address = (fields: Record<string, unknown> = {}) => ({
  model: 'account.emailaddress',
  pk: 1,
  fields: { user: 1, email: 'dora@example.com', ...fields }
})

/** Everything in the file: what a refused fixture must leave as it was. */
function contentOf(database: Database): [table: unknown, rows: Row[]][] {
  const tables = rowsOf(database, "SELECT name FROM sqlite_master WHERE type = 'table'")
  return tables.map(({ name }) => [name, rowsOf(database, `SELECT * FROM "${name}"`)])
}

/** Loads a text that is refused with one line, and looks that nothing of it was written. */
async function refuses(t: Test, text: string, line: string | RegExp): Promise<void> {
  const database = await openNew(t)
  const before = contentOf(database)
  const error = await loadFixture({ database, now: () => now.getTime(), audit }, text).catch((error: unknown) => error)
  t.type(error, FixtureError)
  const { code, message } = error as FixtureError
  t.equal(code, 'REST_AUTH_FIXTURE')
  t.match(message, line)
  t.notMatch(message, '\n')
  t.strictSame(contentOf(database), before)
}

/** The same for objects, which stand between others that are right. */
const refusesObject = (t: Test, object: unknown, line: string | RegExp) =>
  refuses(t, JSON.stringify([site, object, { ...site, pk: 3, fields: { domain: 'c.example.com', name: 'c' } }]), line)

t.test('what Django dumped loads whole into a new database, and is given back as it was', async t => {
  const database = await openNew(t)
  const { loaded, skipped } = await loadFixture({ database, now: () => now.getTime(), audit }, djangoText)
  t.equal(loaded, djangoObjects.length)
  t.equal(skipped.size, 0)
  t.strictSame(await dumpFixture(database), djangoObjects)
})

t.test('loading twice is loading once', async t => {
  const database = await openNew(t)
  await loadFixture({ database, now: () => now.getTime(), audit }, djangoText)
  const counts = () =>
    contentOf(database).flatMap(([name, rows]) => (name === 'rest_auth_event' ? [] : [[name, rows.length]]))
  const before = counts()
  t.equal((await loadFixture({ database, now: () => now.getTime(), audit }, djangoText)).loaded, djangoObjects.length)
  t.strictSame(await dumpFixture(database), djangoObjects)
  t.strictSame(counts(), before)
})

t.test('what was loaded is noted by its number of objects, once a load, and not where it is taken back', async t => {
  const database = await openNew(t)
  const load = (text: string) => loadFixture({ database, now: () => now.getTime(), audit }, text)
  for (const text of [djangoText, djangoText]) await load(text)
  await load('[{}]').catch(() => undefined)
  const row = { user_id: null, event: 'data_loaded_by_operator', details: `{"objects":${djangoObjects.length}}` }
  t.strictSame(rowsOf(database, 'SELECT user_id, event, details FROM rest_auth_event'), [row, row])
})

t.test('a fixture that disables a user ends their logins', async t => {
  const database = await openNew(t)
  await loadFixture({ database, now: () => now.getTime(), audit }, djangoText)
  connect(t, database).exec(
    `INSERT INTO rest_auth_session (id, user_id, created, last_used, expires, user_agent, ip_address, method)
     VALUES ('sid-1', 1, '2026-11-23', '2026-11-23', '2026-11-30', '', '', 'password')`
  )
  const alice = djangoObjects.find(({ model, pk }) => model === 'auth.user' && pk === 1)
  await load(database, { ...alice, fields: { ...alice?.fields, is_active: false } })
  t.match(rowsOf(database, "SELECT ended FROM rest_auth_session WHERE id = 'sid-1'"), [{ ended: /^2/ }])
  t.strictSame(rowsOf(database, 'SELECT * FROM authtoken_token WHERE user_id = 1'), [])
})

t.test("what Django dumped loads into Django's own database and changes nothing", async t => {
  const database = await openDjango(t)
  await loadFixture({ database, now: () => now.getTime(), audit }, djangoText)
  t.strictSame(await dumpFixture(database), djangoObjects)
  t.strictSame(rowsOf(database, 'PRAGMA foreign_key_check'), [])
})

t.test('an object is written over the row of its key', async t => {
  const database = await openDjango(t)
  const { loaded } = await load(database, { ...site, pk: 1 })
  t.equal(loaded, 1)
  t.strictSame(rowsOf(database, 'SELECT id, domain, name FROM django_site ORDER BY id'), [
    { id: 1, domain: 'b.example.com', name: 'b' },
    { id: 2, domain: 'second.example.com', name: 'second' }
  ])
})

t.test('an object without a pk becomes a new row', async t => {
  const database = await openNew(t)
  const { pk, ...withoutPk } = site
  t.equal((await load(database, withoutPk, { ...site, pk: null, fields: { domain: 'c', name: 'c' } })).loaded, 2)
  t.strictSame(rowsOf(database, 'SELECT id, domain FROM django_site ORDER BY id'), [
    { id: 1, domain: 'example.com' },
    { id: 2, domain: 'b.example.com' },
    { id: 3, domain: 'c' }
  ])
})

t.test('an empty fixture loads nothing', async t => {
  const database = await openNew(t)
  t.equal((await load(database)).loaded, 0)
})

t.test('references may point forward', async t => {
  const database = await openNew(t)
  await load(database, address(), user({ groups: [7] }), { model: 'auth.group', pk: 7, fields: { name: 'editors' } })
  t.strictSame(
    rowsOf(
      database,
      `SELECT username, account_emailaddress.email, auth_group.name FROM account_emailaddress
       JOIN auth_user ON auth_user.id = account_emailaddress.user_id
       JOIN auth_user_groups ON auth_user_groups.user_id = auth_user.id
       JOIN auth_group ON auth_group.id = group_id`
    ),
    [{ username: 'dora', email: 'dora@example.com', name: 'editors' }]
  )
})

t.test('fields that are left out get what Django’s model gives them', async t => {
  const database = await openNew(t)
  await load(database, user(), address(), {
    model: 'socialaccount.socialaccount',
    pk: 1,
    fields: { user: 1, provider: 'kakao', uid: '42' }
  })
  t.strictSame(
    rowsOf(
      database,
      'SELECT first_name, last_name, email, is_staff, is_superuser, is_active, last_login FROM auth_user'
    ),
    [{ first_name: '', last_name: '', email: '', is_staff: 0, is_superuser: 0, is_active: 1, last_login: null }]
  )
  t.strictSame(rowsOf(database, 'SELECT date_joined FROM auth_user'), [{ date_joined: '2026-11-24 09:00:00' }])
  t.strictSame(rowsOf(database, 'SELECT verified, "primary" FROM account_emailaddress'), [{ verified: 0, primary: 0 }])
  t.strictSame(rowsOf(database, 'SELECT extra_data, last_login FROM socialaccount_socialaccount'), [
    { extra_data: '{}', last_login: '2026-11-24 09:00:00' }
  ])
})

t.test('a model is known in whatever case, as in Django', async t => {
  const database = await openNew(t)
  t.equal((await load(database, { ...site, model: 'Sites.Site' })).loaded, 1)
  t.strictSame(rowsOf(database, 'SELECT domain FROM django_site WHERE id = 2'), [{ domain: 'b.example.com' }])
})

t.test('moments are read with an offset, with microseconds, and without either as UTC', async t => {
  const database = await openNew(t)
  const moments = ['2026-11-23T22:54:43.007+09:00', '2026-11-23T13:54:43.007123Z', '2026-11-23 13:54:43.007']
  for (const moment of moments) {
    await load(database, user({ last_login: moment }))
    t.strictSame(rowsOf(database, 'SELECT last_login FROM auth_user'), [{ last_login: '2026-11-23 13:54:43.007000' }])
  }
})

t.test('a field that may be null takes it', async t => {
  const database = await openNew(t)
  await load(database, user({ last_login: '2026-11-23T13:54:43Z' }))
  await load(database, user({ last_login: null }))
  t.strictSame(rowsOf(database, 'SELECT last_login FROM auth_user'), [{ last_login: null }])
})

t.test('unknown models are named and counted, and the rest is loaded', async t => {
  const database = await openNew(t)
  const unknown = (model: string) => ({ model, pk: 1, fields: { whatever: true } })
  const { loaded, skipped } = await load(
    database,
    unknown('contenttypes.contenttype'),
    site,
    unknown('blog.post'),
    unknown('blog.post')
  )
  t.equal(loaded, 1)
  t.strictSame(
    [...skipped],
    [
      ['contenttypes.contenttype', 1],
      ['blog.post', 2]
    ]
  )
  t.strictSame(rowsOf(database, 'SELECT count(*) AS sites FROM django_site'), [{ sites: 2 }])
})

t.test('permissions are named and counted in a database that has no tables for them', async t => {
  const database = await openNew(t)
  const group = { model: 'auth.group', pk: 1, fields: { name: 'editors', permissions: [['add_post', 'blog', 'post']] } }
  const { loaded, skipped } = await load(database, group, user({ user_permissions: [4, 30] }))
  t.equal(loaded, 2)
  t.strictSame(
    [...skipped],
    [
      ['auth.group.permissions', 1],
      ['auth.user.user_permissions', 2]
    ]
  )
  t.strictSame(rowsOf(database, 'SELECT username FROM auth_user'), [{ username: 'dora' }])
})

t.test("permissions are kept in Django's own database", async t => {
  const database = await openDjango(t)
  connect(t, database).exec(
    `INSERT INTO auth_user_user_permissions (user_id, permission_id) VALUES (1, 30), (1, 4);
     INSERT INTO auth_group_permissions (group_id, permission_id) VALUES (1, 7)`
  )
  const objects = await dumpFixture(database)
  connect(t, database).exec('DELETE FROM auth_user_user_permissions; DELETE FROM auth_group_permissions')
  const { skipped } = await loadFixture({ database, now: () => now.getTime(), audit }, JSON.stringify(objects))
  t.equal(skipped.size, 0)
  t.strictSame(
    rowsOf(database, 'SELECT user_id, permission_id FROM auth_user_user_permissions ORDER BY permission_id'),
    [
      { user_id: 1, permission_id: 4 },
      { user_id: 1, permission_id: 30 }
    ]
  )
  t.strictSame(rowsOf(database, 'SELECT group_id, permission_id FROM auth_group_permissions'), [
    { group_id: 1, permission_id: 7 }
  ])
})

t.test('permissions that a fixture leaves out stay as they are', async t => {
  const database = await openDjango(t)
  connect(t, database).exec('INSERT INTO auth_user_user_permissions (user_id, permission_id) VALUES (1, 30)')
  await load(database, user({ username: 'alice' }))
  t.strictSame(rowsOf(database, 'SELECT user_id, permission_id FROM auth_user_user_permissions'), [
    { user_id: 1, permission_id: 30 }
  ])
})

t.test('a text that is not JSON is refused', async t => {
  await refuses(t, '[{"model":', /^not JSON: /)
})

t.test('a text that is not JSON is refused in one line, whatever its lines', async t => {
  await refuses(t, '[\n  oops,\n  1\n]', /^not JSON: /)
})

t.test('JSON that is no list is refused', async t => {
  await refuses(t, '{"model": "sites.site"}', 'a fixture is a list of objects')
})

t.test('an object that is none is refused by its place', async t => {
  const line = /^object 2: an object has a model, a pk and fields$/
  for (const object of ['text', null, [], 1]) await refusesObject(t, object, line)
})

t.test('an object without a model is refused by its place', async t => {
  await refusesObject(t, { pk: 1, fields: {} }, /^object 2: an object has a model, a pk and fields$/)
  await refusesObject(t, { model: 1, pk: 1, fields: {} }, /^object 2: an object has a model, a pk and fields$/)
})

t.test('an object without fields is refused by its place', async t => {
  await refusesObject(t, { model: 'sites.site', pk: 1 }, /^object 2: an object has a model, a pk and fields$/)
  await refusesObject(t, { ...site, fields: ['b'] }, /^object 2: an object has a model, a pk and fields$/)
})

t.test('a pk that is neither number nor text is refused by its place', async t => {
  for (const pk of [true, {}, [1]]) await refusesObject(t, { ...site, pk }, /^object 2: pk takes a number or a text$/)
})

t.test('a pk of the wrong type is refused with the object', async t => {
  await refusesObject(t, { ...site, pk: 'two' }, /^sites\.site two: pk takes a number$/)
  const token = { model: 'authtoken.token', fields: { user: 1, created: '2026-11-23T13:54:43Z' } }
  await refusesObject(t, { ...token, pk: 1 }, /^authtoken\.token 1: pk takes a text$/)
  await refusesObject(t, token, /^authtoken\.token \(new\): pk takes a text$/)
  const keyed = { ...token, pk: 'a1b2c3' }
  await refusesObject(t, { ...keyed, fields: { user: 1, created: 1 } }, /^authtoken\.token \(key\): created takes a/)
  await refusesObject(t, { ...keyed, fields: { ...token.fields, user: 99 } }, /^authtoken\.token \(key\): user refers/)
})

t.test('a pk that is no whole number is refused with the object', async t => {
  await refusesObject(t, { ...site, pk: 1.5 }, /^sites\.site 1\.5: /)
})

t.test('an unknown field is refused with the object', async t => {
  await refusesObject(t, user({ nickname: 'd' }), /^auth\.user 1: there is no field nickname$/)
  await refusesObject(t, user({ constructor: 'd' }), /^auth\.user 1: there is no field constructor$/)
})

t.test('a missing field is refused with the object', async t => {
  await refusesObject(t, { ...user(), fields: { password: '!' } }, /^auth\.user 1: username is missing$/)
})

t.test('a value of the wrong type is refused with the object and the field', async t => {
  await refusesObject(t, user({ username: 5 }), /^auth\.user 1: username takes a value of the kind text$/)
  await refusesObject(t, user({ username: null }), /^auth\.user 1: username takes a value of the kind text$/)
  await refusesObject(t, user({ is_staff: 1 }), /^auth\.user 1: is_staff takes a value of the kind boolean$/)
  await refusesObject(t, user({ last_login: 5 }), /^auth\.user 1: last_login takes a value of the kind datetime$/)
  await refusesObject(t, user({ date_joined: null }), /^auth\.user 1: date_joined takes a value of the kind datetime$/)
  const wrongUser = /^account\.emailaddress 1: user takes a value of the kind integer$/
  await refusesObject(t, address({ user: '1' }), wrongUser)
  await refusesObject(t, address({ user: 1.5 }), wrongUser)
  await refusesObject(t, address({ user: ['dora'] }), wrongUser)
})

t.test('a list of keys of the wrong type is refused with the object and the field', async t => {
  for (const groups of [1, ['editors'], [1.5], [null], {}, null]) {
    await refusesObject(t, user({ groups }), /^auth\.user 1: groups takes a list of keys$/)
  }
})

t.test('a moment that is none is refused with the object and the field', async t => {
  for (const moment of ['yesterday', '', '2026-13-01T00:00:00Z', '2026-11-23T25:00:00Z']) {
    await refusesObject(
      t,
      user({ date_joined: moment }),
      /^auth\.user 1: date_joined takes a value of the kind datetime$/
    )
  }
})

t.test('a moment that is none but begins like one is refused', async t => {
  for (const moment of ['foo 1', '99', '2026-02-30T00:00:00Z', 'Nov 5 2026', '+012026-01-01T00:00:00Z']) {
    await refusesObject(
      t,
      user({ date_joined: moment }),
      /^auth\.user 1: date_joined takes a value of the kind datetime$/
    )
  }
})

t.test('a username that another object has is refused with the object and the field', async t => {
  await refuses(
    t,
    JSON.stringify([user(), { ...user(), pk: 2 }]),
    /^auth\.user 2: UNIQUE constraint failed: auth_user\.username$/
  )
})

t.test('a username that somebody in the database has is refused', async t => {
  const database = await openNew(t)
  await insertPerson(database, { username: 'dora' })
  await t.rejects(load(database, site, { ...user(), pk: 2 }), {
    message: 'auth.user 2: UNIQUE constraint failed: auth_user.username'
  })
  t.strictSame(rowsOf(database, 'SELECT id FROM auth_user'), [{ id: 1 }])
  t.strictSame(rowsOf(database, 'SELECT id FROM django_site'), [{ id: 1 }])
})

t.test('a reference to a row that does not exist is refused with the object and the field', async t => {
  const refersTo = (line: string) => new RegExp(`^${line} 99, which does not exist$`)
  const toUser = refersTo('account\\.emailaddress 1: user refers to auth\\.user')
  await refuses(t, JSON.stringify([user(), address({ user: 99 })]), toUser)
  const toGroup = refersTo('auth\\.user 1: groups refers to auth\\.group')
  await refuses(t, JSON.stringify([user({ groups: [99] })]), toGroup)
})

t.test('a natural key of a table that is here is refused with the object and the field', async t => {
  await refusesObject(t, user({ groups: [['editors']] }), /^auth\.user 1: groups takes /)
})

t.test('a permission that does not exist is refused, and no object is blamed that did nothing', async t => {
  const database = await openDjango(t)
  const before = contentOf(database)
  await t.rejects(load(database, user({ username: 'alice', user_permissions: [9999] }), site), {
    message: 'the fixture: FOREIGN KEY constraint failed'
  })
  t.strictSame(contentOf(database), before)
})

t.test("a permission by its natural key is refused with the object and the field in Django's own database", async t => {
  const database = await openDjango(t)
  const before = contentOf(database)
  await t.rejects(load(database, user({ username: 'alice', user_permissions: [['add_user', 'auth', 'user']] })), {
    message: /^auth\.user 1: user_permissions\b/
  })
  t.strictSame(contentOf(database), before)
})

t.test('a group that is given twice is one group, as in Django', async t => {
  const database = await openNew(t)
  await load(database, { model: 'auth.group', pk: 1, fields: { name: 'editors' } }, user({ groups: [1, 1] }))
  t.strictSame(rowsOf(database, 'SELECT user_id, group_id FROM auth_user_groups'), [{ user_id: 1, group_id: 1 }])
})

t.test('a database that another process holds is told in one line', async t => {
  const database = await openDatabase({ url: newDatabase(t), lockTimeout: 0 })
  t.teardown(() => database.close())
  connect(t, database).exec('BEGIN IMMEDIATE')
  await t.rejects(load(database, site), new FixtureError('the fixture: database is locked'))
})
