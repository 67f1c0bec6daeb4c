import { readFileSync } from 'node:fs'
import t from 'tap'
import { dumpFixture } from '../../accounts/dump-fixture.ts'
import { connect, openDjango, openNew } from '../db/opened.ts'

process.env.TZ = 'Asia/Seoul' // What is written as UTC must not be so by the machine's accident.

const djangos = JSON.parse(readFileSync(new URL('../django/dumpdata.json', import.meta.url), 'utf8'))

t.test("a dump of Django's database is the one that Django made of it", async t => {
  t.strictSame(await dumpFixture(await openDjango(t)), djangos)
})

t.test('a dump has the fields in the order in which Django writes them', async t => {
  const objects = await dumpFixture(await openDjango(t))
  t.equal(JSON.stringify(objects), JSON.stringify(djangos))
})

t.test('a dump of a new database is its site', async t => {
  t.strictSame(await dumpFixture(await openNew(t)), [
    { model: 'sites.site', pk: 1, fields: { domain: 'example.com', name: 'example.com' } }
  ])
})

t.test('a moment without milliseconds is written without a fraction', async t => {
  const database = await openDjango(t)
  connect(t, database).exec("UPDATE auth_user SET last_login = '2026-11-23 13:54:43' WHERE id = 1")
  const objects = await dumpFixture(database)
  t.match(
    objects.find(({ model }) => model === 'auth.user'),
    { pk: 1, fields: { last_login: '2026-11-23T13:54:43Z' } }
  )
})

t.test('a moment of less than a millisecond is written as Django writes it', async t => {
  const database = await openDjango(t)
  connect(t, database).exec("UPDATE auth_user SET last_login = '2026-11-23 13:54:43.000500' WHERE id = 1")
  const objects = await dumpFixture(database)
  t.match(
    objects.find(({ model }) => model === 'auth.user'),
    { pk: 1, fields: { last_login: '2026-11-23T13:54:43.000Z' } }
  )
})

t.test("permissions in Django's own tables are part of the dump", async t => {
  const database = await openDjango(t)
  connect(t, database).exec(
    `INSERT INTO auth_user_user_permissions (user_id, permission_id) VALUES (2, 30), (2, 4);
     INSERT INTO auth_group_permissions (group_id, permission_id) VALUES (1, 7)`
  )
  const objects = await dumpFixture(database)
  t.match(
    objects.find(({ model, pk }) => model === 'auth.user' && pk === 2),
    { fields: { groups: [1], user_permissions: [4, 30] } }
  )
  t.match(
    objects.find(({ model }) => model === 'auth.group'),
    { fields: { permissions: [7] } }
  )
})
