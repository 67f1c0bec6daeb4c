import t from 'tap'
import { createAdminApp } from '../../admin-app.ts'
import { isForStaff } from '../../admin-people.ts'
import { denied, inShort, lastEvent, notFound, openStaff } from '../../admin-social.ts'
import { readRows } from '../../helper.ts'
import { as } from '../../mailing-app.ts'
import { writeRows } from '../../outside.ts'

const key = '8df73dafbde4c669dc37a9ea7620434515b2cc43'

/** A key of a user, made at the beginning of a year. */
function giveKey(app: Parameters<typeof writeRows>[0], userId: number, year: number): void {
  writeRows(
    app,
    'insert into authtoken_token (key, created, user_id) values (?, ?, ?)',
    `${userId}`.repeat(40),
    `${year}-01-01 00:00:00`,
    userId
  )
}

t.test('the keys of Django REST Framework are listed by their beginnings', async t => {
  const { app, admin } = await createAdminApp(t)
  const alices = { id: 1, user: 1, username: 'alice', key: '8df7…', created: '2026-11-23T13:54:43.344000Z' }
  const { status, body } = await admin.get('tokens/')
  t.same({ status, body }, { status: 200, body: { count: 1, results: [alices] } })
  t.same((await admin.get('tokens/1/')).body, alices)
  t.notOk(JSON.stringify(body).includes(key.slice(0, 6)))
  giveKey(app, 2, 2025)
  giveKey(app, 5, 2027)
  const found = async (query: string) =>
    (await admin.get(`tokens/?${query}`)).body.results.map(({ id }: { id: number }) => id)
  t.same(await found(''), [5, 1, 2])
  t.same(await found('ordering=created'), [2, 1, 5])
  t.same(await found('user=2'), [2])
  t.same(await found('id=1&id=x'), [1])
  t.match(await admin.get('tokens/?ordering=key'), {
    status: 400,
    body: { ordering: ['"key" is not a valid choice.'] }
  })
  for (const id of ['3', '99', key]) t.same(inShort(await admin.get(`tokens/${id}/`)), notFound, id)
})

t.test('a key is deleted, and is nobody’s from then on', async t => {
  const { app, admin } = await createAdminApp(t)
  const ask = async () => (await as(app, key, 'Token')('GET', '/whoami')).status
  t.equal(await ask(), 200)
  t.equal((await admin.delete('tokens/1/')).status, 204)
  t.equal(await ask(), 401)
  t.same(readRows(app, 'select * from authtoken_token'), [])
  t.same(lastEvent(app, 'key_removed_by_admin')?.details, { by: 5, by_username: 'admin', username: 'alice' })
  t.same(inShort(await admin.delete('tokens/1/')), notFound)
  t.same(inShort(await admin.delete('tokens/99/')), notFound)
})

t.test('staff delete keys of users who are none, and their own', async t => {
  const { app } = await createAdminApp(t)
  await isForStaff(t, app, [
    ['list', browser => browser.get('tokens/')],
    ['delete', browser => browser.delete('tokens/1/')]
  ])
  giveKey(app, 2, 2025)
  giveKey(app, 5, 2025)
  const staff = await openStaff(app)
  t.same(inShort(await staff.delete('tokens/5/')), denied)
  t.equal((await staff.delete('tokens/2/')).status, 204)
  t.equal((await staff.delete('tokens/1/')).status, 204)
  t.same(readRows(app, 'select user_id from authtoken_token'), [{ user_id: 5 }])
})
