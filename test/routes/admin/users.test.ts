import t from 'tap'
import { type AdminBrowser, createAdminApp, openAdmin } from '../../admin-app.ts'
import { createPeopleAdmin, isForStaff, isForSuperusers, needsConfirmation } from '../../admin-people.ts'
import { denied, inShort, lastEvent, notFound, openStaff } from '../../admin-social.ts'
import { createApp, djangoDatabase, obtain, password, readRows } from '../../helper.ts'
import { as } from '../../mailing-app.ts'
import { createClock, writeRows } from '../../outside.ts'

const idsOf = (rows: { id: number }[]) => rows.map(({ id }) => id)
const ownRights = 'Nobody changes their own rights: another superuser must do it.'

t.test('the users are listed, the newest first, without anything secret', async t => {
  const { app, admin } = await createAdminApp(t)
  const { status, body } = await admin.get('users/?page_size=2')
  t.equal(status, 200)
  t.equal(body.count, 9)
  t.same(idsOf(body.results), [9, 8])
  const { body: alice } = await admin.get('users/1/')
  t.same(alice, {
    id: 1,
    username: 'alice',
    email: 'alice@example.com',
    first_name: '',
    last_name: '',
    is_active: true,
    is_staff: false,
    is_superuser: false,
    groups: [],
    date_joined: '2026-11-23T13:54:43.007000Z',
    last_login: null,
    has_password: true,
    providers: []
  })
  t.match((await admin.get('users/6/')).body, { username: '지윤', has_password: false, providers: ['kakao'] })
  const [row] = readRows(app, 'select password from auth_user where id = 1')
  t.notOk(JSON.stringify((await admin.get('users/')).body).includes(String(row?.password)))
  t.same(inShort(await admin.get('users/99/')), notFound)
  for (const id of ['0', 'x', '-1', '1.5', '9'.repeat(30)])
    t.same(inShort(await admin.get(`users/${id}/`)), notFound, id)
})

t.test('a page is sorted, filtered and searched for', async t => {
  const { admin } = await createAdminApp(t)
  const found = async (query: string) => idsOf((await admin.get(`users/?${query}`)).body.results)
  t.same(await found('page=2&page_size=4&ordering=id'), [5, 6, 7, 8])
  t.same(await found('page=4&page_size=4&ordering=id'), [])
  t.same(await found('ordering=username&page_size=2'), [5, 1])
  t.same(await found('ordering=-date_joined&page_size=2'), [9, 8])
  t.same(await found('ordering=-last_login&page_size=1'), [5], 'the admin has just logged in')
  t.same(await found('is_active=false'), [3])
  t.same(await found('is_staff=true'), [5])
  t.same(await found('is_superuser=1'), [5])
  t.same(await found('group=1'), [2])
  t.same(await found('joined_since=2026-11-24'), [])
  t.same(await found('search=jiyun'), [6])
  t.same(await found('search=5'), [5])
  t.same(await found('search=%25'), [])
  t.same(await found('id=3&id=1&id=x'), [3, 1])
})

t.test('what cannot be asked of a list is said where it is wrong, in the language of the request', async t => {
  const { app } = await createAdminApp(t)
  const korean = openAdmin(app, { 'accept-language': 'ko' })
  await korean.logIn('admin')
  const { status, body } = await korean.get(
    'users/?page=0&page_size=101&ordering=password&is_staff=x&group=x&joined_since=x'
  )
  t.equal(status, 400)
  t.same(body, {
    page: ['1부터 1000000까지의 정수를 입력해 주세요.'],
    page_size: ['1부터 100까지의 정수를 입력해 주세요.'],
    ordering: ['"password"은(는) 선택할 수 없는 값입니다.'],
    is_staff: ['참(true) 또는 거짓(false)이어야 합니다.'],
    group: ['올바른 정수를 입력해 주세요.'],
    joined_since: ['올바른 시각이 아닙니다. 2026-01-31 또는 2026-01-31T12:00:00Z처럼 입력해 주세요.']
  })
})

const acts: [string, (browser: AdminBrowser) => ReturnType<AdminBrowser['get']>][] = [
  ['add', browser => browser.post('users/', { username: 'dora', is_staff: true })],
  ['rights', browser => browser.patch('users/2/', { is_staff: true })],
  ['superuser', browser => browser.patch('users/2/', { is_superuser: true })],
  ['groups', browser => browser.patch('users/2/', { groups: [] })],
  ['e-mail', browser => browser.patch('users/2/', { email: 'other@example.com' })],
  ['password', browser => browser.post('users/2/password/', { password: 'a lovely passphrase' })]
]

t.test('whoever is not logged in to the admin sees and does nothing', async t => {
  const { app } = await createAdminApp(t)
  await isForStaff(t, app, [
    ['list', browser => browser.get('users/')],
    ['row', browser => browser.get('users/1/')],
    ['change', browser => browser.patch('users/1/', {})],
    ['delete', browser => browser.delete('users/1/')],
    ['reset', browser => browser.post('users/1/password-reset/')],
    ['end', browser => browser.post('users/1/end-sessions/')],
    ...acts
  ])
  const token = await obtain(app, 'admin')
  t.equal((await as(app, token)('GET', '/admin/api/users/')).status, 401, 'a token is no session of the admin')
})

t.test('what raises rights takes a superuser', async t => {
  const { app } = await createAdminApp(t)
  const before = readRows(app, 'select * from auth_user where id = 2')
  await isForSuperusers(t, app, acts)
  t.same(readRows(app, 'select * from auth_user where id = 2'), before)
  t.equal(readRows(app, 'select id from auth_user').length, 9)
})

t.test('and a password that was shown a short while ago', async t => {
  const { app, admin, waitForConfirmation } = await createPeopleAdmin(t)
  waitForConfirmation()
  await needsConfirmation(t, admin, [...acts, ['delete', browser => browser.delete('users/2/')]])
  t.equal((await admin.patch('users/2/', { first_name: '길동2', is_active: false })).status, 200, 'a name does not')
  t.equal((await admin.post('users/', { username: 'dora' })).status, 201, 'nor somebody without rights')
  t.equal(lastEvent(app, 'user_deleted_by_admin'), undefined)
  await admin.post('session/confirm/', { password })
  t.equal((await admin.patch('users/2/', { is_staff: true })).status, 200)
})

t.test('staff look after users who are none', async t => {
  const { app } = await createAdminApp(t)
  const staff = await openStaff(app)
  const names = { first_name: 'B', last_name: 'H', is_active: false }
  t.match(await staff.patch('users/2/', names), { status: 200, body: names })
  t.equal((await staff.patch('users/2/', { is_active: true })).status, 200)
  const unchanged = { email: 'bob@example.com', is_staff: false, is_superuser: false, groups: [1] }
  t.equal((await staff.patch('users/2/', unchanged)).status, 200, 'what stays as it is takes no right')
  t.match(await staff.patch('users/2/', { username: 'bobby' }), denied, 'a name is who somebody is in a token')
  t.equal((await staff.post('users/2/end-sessions/')).status, 204)
  t.equal((await staff.post('users/2/password-reset/')).status, 204)
  t.equal((await staff.post('users/', { username: 'dora', email: 'dora@example.com' })).status, 201)
  t.equal((await staff.delete('users/2/')).status, 204)
})

t.test('staff do not touch staff, who would be a right gained', async t => {
  const { app, admin } = await createAdminApp(t)
  writeRows(app, "update auth_user set is_superuser = 1 where username = 'bob'")
  writeRows(app, "update auth_user set is_staff = 1 where username = 'taken'")
  const staff = await openStaff(app)
  for (const id of [2, 4, 5]) {
    const asked = [
      staff.patch(`users/${id}/`, { first_name: 'X' }),
      staff.patch(`users/${id}/`, { is_active: false }),
      staff.delete(`users/${id}/`),
      staff.post(`users/${id}/end-sessions/`),
      staff.post(`users/${id}/password-reset/`)
    ]
    for (const answer of await Promise.all(asked)) t.same(inShort(answer), denied, String(id))
  }
  t.match(await staff.patch('users/1/', { first_name: 'Alice' }), { status: 200 }, 'but themselves')
  t.equal((await staff.post('users/1/end-sessions/')).status, 204)
  t.equal((await staff.get('users/')).status, 200, 'and the session that asks goes on')
  t.match(await staff.patch('users/1/', { is_active: false }), { status: 400, body: { is_active: [ownRights] } })
  t.match(await staff.delete('users/1/'), { status: 400, body: { non_field_errors: [ownRights] } })
  t.equal((await admin.patch('users/4/', { first_name: 'X' })).status, 200, 'superusers do')
})

t.test('what is done with staff takes a password that was shown a short while ago', async t => {
  const clock = createClock()
  const { app, admin } = await createAdminApp(t, { now: clock.now })
  writeRows(app, "update auth_user set is_staff = 1 where username = 'taken'")
  clock.seconds += 15 * 60 + 1
  const asked = [
    admin.patch('users/4/', { first_name: 'X' }),
    admin.post('users/4/end-sessions/'),
    admin.post('users/4/password-reset/'),
    admin.patch('users/1/', { username: 'alicia' })
  ]
  for (const answer of await Promise.all(asked))
    t.match(answer, { status: 403, body: { code: 'confirmation_required' } })
  t.equal((await admin.patch('users/1/', { first_name: 'X' })).status, 200, 'and of others does not')
})

t.test('a database that Django has filled with hashes of all kinds is listed alike', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const admin = openAdmin(app)
  await admin.logIn('admin')
  const { body } = await admin.get('users/?ordering=id')
  t.same(
    body.results.filter(({ has_password: has }: { has_password: boolean }) => !has).map(({ id }: { id: number }) => id),
    [6]
  )
})
