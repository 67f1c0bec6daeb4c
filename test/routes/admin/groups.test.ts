import t from 'tap'
import { type AdminBrowser, createAdminApp, openAdmin } from '../../admin-app.ts'
import { createPeopleAdmin, isForStaff, isForSuperusers, needsConfirmation } from '../../admin-people.ts'
import { inShort, lastEvent, notFound, openStaff } from '../../admin-social.ts'
import { bobsPassword, createApp, obtain, oneHasherDatabase, readRows } from '../../helper.ts'
import { writeRows } from '../../outside.ts'

const by = { by: 5, by_username: 'admin' }
const taken = { status: 400, body: { name: ['group with this name already exists.'] } }

t.test('the groups are listed by name, and how many are in each', async t => {
  const { app, admin } = await createAdminApp(t)
  writeRows(app, "insert into auth_group (id, name) values (7, 'authors')")
  writeRows(app, 'insert into auth_user_groups (user_id, group_id) values (1, 1)')
  const [authors, editors] = [
    { id: 7, name: 'authors', users: 0 },
    { id: 1, name: 'editors', users: 2 }
  ]
  const { status, body } = await admin.get('groups/')
  t.same({ status, body }, { status: 200, body: { count: 2, results: [authors, editors] } })
  t.same((await admin.get('groups/1/')).body, editors)
  t.same((await admin.get('groups/?ordering=-id')).body.results, [authors, editors])
  t.same((await admin.get('groups/?ordering=-name&page_size=1')).body, { count: 2, results: [editors] })
  t.same((await admin.get('groups/?search=EDI')).body, { count: 1, results: [editors] })
  t.same((await admin.get('groups/?id=7&id=9')).body, { count: 1, results: [authors] })
  t.same((await admin.get('groups/?search=x')).body, { count: 0, results: [] })
  t.same(inShort(await admin.get('groups/9/')), notFound)
})

const acts: [string, (browser: AdminBrowser) => ReturnType<AdminBrowser['get']>][] = [
  ['rename', browser => browser.patch('groups/1/', { name: 'writers' })],
  ['delete', browser => browser.delete('groups/1/')]
]
const add = (browser: AdminBrowser) => browser.post('groups/', { name: 'authors' })

t.test('staff see them; what is done with one takes a superuser', async t => {
  const { app } = await createAdminApp(t)
  await isForStaff(t, app, [['list', browser => browser.get('groups/')], ['add', add], ...acts])
  await isForSuperusers(t, app, [['add', add], ...acts])
  t.equal((await (await openStaff(app)).get('groups/')).status, 200)
  t.match(readRows(app, 'select name from auth_group'), [{ name: 'editors' }])
})

t.test('and what changes who is let in, a password that was shown a short while ago', async t => {
  const { app, admin, waitForConfirmation } = await createPeopleAdmin(t)
  waitForConfirmation()
  await needsConfirmation(t, admin, acts)
  t.equal((await add(admin)).status, 201)
  t.match(readRows(app, 'select name from auth_group order by id'), [{ name: 'editors' }, { name: 'authors' }])
})

t.test('a group is made, under a name that no other has to the letter', async t => {
  const { app, admin } = await createAdminApp(t)
  const { status, body } = await admin.post('groups/', { name: ' 필자 ' })
  t.same({ status, body }, { status: 201, body: { id: 2, name: '필자', users: 0 } })
  t.same(lastEvent(app, 'group_created_by_admin')?.details, { ...by, group: 2, after: { name: '필자' } })
  t.same(inShort(await admin.post('groups/', { name: 'editors' })), taken)
  t.equal((await admin.post('groups/', { name: 'Editors' })).status, 201, 'as Django compares names')
  t.equal((await admin.post('groups/', { name: '김'.repeat(150) })).status, 201)
  t.match((await admin.post('groups/', { name: '<img src=x onerror=alert(1)>' })).body, {
    name: '<img src=x onerror=alert(1)>'
  })
  const both = await Promise.all([admin.post('groups/', { name: 'twins' }), admin.post('groups/', { name: 'twins' })])
  t.same(both.map(({ status }) => status).sort(), [201, 400])
  const wrong = async (payload: object) => (await admin.post('groups/', payload)).body.name
  t.same(await wrong({}), ['This field is required.'])
  t.same(await wrong({ name: ' ' }), ['This field may not be blank.'])
  t.same(await wrong({ name: ['x'] }), ['Not a valid string.'])
  t.same(await wrong({ name: 'x'.repeat(151) }), ['Ensure this field has no more than 150 characters.'])
  t.match(await wrong({ name: 'a\tb' }), [/^Control characters/])
})

t.test('a name that is taken is said in Korean too', async t => {
  const { app } = await createAdminApp(t)
  const korean = openAdmin(app, { 'accept-language': 'ko' })
  await korean.logIn('admin')
  t.same((await korean.post('groups/', { name: 'editors' })).body, { name: ['같은 이름의 그룹이 이미 있습니다.'] })
})

t.test('a group is renamed, and whoever asks for it by its name sees so', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  app.get('/edit', { onRequest: [app.authenticate, app.requireGroup('editors')] }, async () => 'in')
  const admin = openAdmin(app)
  await admin.logIn('admin')
  const token = await obtain(app, 'bob', bobsPassword)
  const edit = async () => (await app.inject({ url: '/edit', headers: { authorization: `JWT ${token}` } })).statusCode
  t.equal(await edit(), 200)
  const { status, body } = await admin.patch('groups/1/', { name: 'writers' })
  t.same({ status, body }, { status: 200, body: { id: 1, name: 'writers', users: 1 } })
  t.equal(await edit(), 403)
  t.same(lastEvent(app, 'group_changed_by_admin')?.details, {
    ...{ ...by, group: 1, name: 'editors' },
    before: { name: 'editors' },
    after: { name: 'writers' }
  })
  await admin.post('groups/', { name: 'authors' })
  t.same(inShort(await admin.patch('groups/1/', { name: 'authors' })), taken)
  t.equal((await admin.patch('groups/1/', { name: 'writers' })).status, 200)
  t.equal((await admin.patch('groups/1/', {})).status, 200)
  t.equal(readRows(app, "select id from rest_auth_event where event = 'group_changed_by_admin'").length, 1)
  t.same(inShort(await admin.patch('groups/9/', { name: 'x' })), notFound)
})

t.test('a group is deleted, and nobody is in it any more', async t => {
  const { app, admin } = await createAdminApp(t)
  writeRows(app, 'insert into auth_group_permissions (group_id, permission_id) select 1, min(id) from auth_permission')
  t.equal((await admin.delete('groups/1/')).status, 204)
  for (const table of ['auth_group', 'auth_user_groups', 'auth_group_permissions']) {
    t.same(readRows(app, `select * from ${table}`), [], table)
  }
  t.match((await admin.get('users/2/')).body, { groups: [] })
  t.same(lastEvent(app, 'group_deleted_by_admin')?.details, { ...by, group: 1, before: { name: 'editors', users: 1 } })
  t.same(inShort(await admin.delete('groups/1/')), notFound)
})

t.test('where Django has never been, there are no permissions to go', async t => {
  const app = await createApp(t)
  const hash = await app.passwords.hash('a lovely passphrase')
  writeRows(
    app,
    `insert into auth_user (password, is_superuser, username, last_name, email, is_staff, is_active, date_joined, first_name)
     values (?, 1, 'root', '', '', 1, 1, '2026-01-01 00:00:00', '')`,
    hash
  )
  const admin = openAdmin(app)
  await admin.logIn('root', 'a lovely passphrase')
  const { body } = await admin.post('groups/', { name: 'empty' })
  t.equal((await admin.delete(`groups/${body.id}/`)).status, 204)
  t.match(lastEvent(app, 'group_deleted_by_admin')?.details, { before: { name: 'empty', users: 0 } })
})
