import t from 'tap'
import { createAdminApp, openAdmin } from '../../admin-app.ts'
import { createSocialAdmin, denied, inShort, lastEvent, notFound, openStaff, toConfirm } from '../../admin-social.ts'
import { createApp, oneHasherDatabase, readRows } from '../../helper.ts'
import { writeRows } from '../../outside.ts'

const first = { id: 1, domain: 'example.com', name: 'example.com', is_current: true }
const second = { id: 2, domain: 'second.example.com', name: 'second', is_current: false }

t.test('the sites are listed by number, and which of them is this server', async t => {
  const { admin } = await createAdminApp(t)
  t.same(inShort(await admin.get('sites/')), { status: 200, body: { count: 2, results: [first, second] } })
  t.same((await admin.get('sites/?ordering=-id&page_size=1')).body, { count: 2, results: [second] })
  t.same((await admin.get('sites/?id=2&id=9')).body, { count: 1, results: [second] })
  t.same((await admin.get('sites/1/')).body, first)
  t.match(await admin.get('sites/9/'), notFound)
})

t.test('with several sites, the one of DEFAULT_SITE_ID is the own one', async t => {
  const { app, admin } = await createAdminApp(t, { siteId: 'auto', defaultSiteId: 2 })
  t.match((await admin.get('sites/')).body.results, [{ is_current: false }, { is_current: true }])
  t.match(await admin.delete('sites/2/'), { status: 400 })
  t.equal(readRows(app, 'select id from django_site').length, 2)
})

t.test('a site is made, and counts from the next request on', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t), siteId: 'auto', defaultSiteId: 1 })
  app.get('/site', async ({ site }) => site.id)
  const admin = openAdmin(app)
  await admin.logIn('admin')
  const ask = async () => (await app.inject({ url: '/site', headers: { host: 'third.example' } })).json()
  t.equal(await ask(), 1)
  const { status, body } = await admin.post('sites/', { domain: ' third.example ', name: '셋째' })
  t.same({ status, body }, { status: 201, body: { id: 3, domain: 'third.example', name: '셋째', is_current: false } })
  t.equal(await ask(), 3)
  t.strictSame(readRows(app, 'select * from django_site where id = 3'), [
    { id: 3, name: '셋째', domain: 'third.example' }
  ])
  t.same(lastEvent(app, 'site_created_by_admin')?.details, {
    ...{ by: 5, by_username: 'admin', site: 3 },
    after: { domain: 'third.example', name: '셋째' }
  })
  await admin.patch('sites/3/', { domain: 'fourth.example' })
  t.equal(await ask(), 1)
  await admin.patch('sites/3/', { domain: 'third.example' })
  t.equal(await ask(), 3)
  t.equal((await admin.delete('sites/3/')).status, 204)
  t.equal(await ask(), 1)
})

t.test('a site is called something else, and the audit trail says what it was called', async t => {
  const { app, admin } = await createAdminApp(t)
  const { status, body } = await admin.patch('sites/2/', { domain: 'shop.example:8443' })
  t.same({ status, body }, { status: 200, body: { ...second, domain: 'shop.example:8443' } })
  t.same(lastEvent(app, 'site_changed_by_admin')?.details, {
    ...{ by: 5, by_username: 'admin', site: 2 },
    before: { domain: 'second.example.com' },
    after: { domain: 'shop.example:8443' }
  })
  t.match(await admin.patch('sites/2/', { domain: 'SHOP.example:8443', name: 'Shop' }), { status: 200 })
  t.match(await admin.patch('sites/9/', { name: 'nobody' }), notFound)
})

t.test('what cannot stand in a link, is too long or taken is refused at its field', async t => {
  const { app, admin } = await createAdminApp(t)
  const tooLong = (max: number) => `Ensure this field has no more than ${max} characters.`
  const required = 'This field is required.'
  for (const [fields, errors] of [
    [{}, { domain: [required], name: [required] }],
    [
      { domain: '', name: '' },
      { domain: ['This field may not be blank.'], name: ['This field may not be blank.'] }
    ],
    [
      { domain: 'a'.repeat(101), name: 'n'.repeat(51) },
      { domain: [tooLong(100)], name: [tooLong(50)] }
    ],
    [
      { domain: true, name: [] },
      { domain: ['Not a valid string.'], name: ['Not a valid string.'] }
    ]
  ] as const) {
    t.same(inShort(await admin.post('sites/', fields)), { status: 400, body: errors })
  }
  for (const domain of [
    'https://shop.example',
    'shop.example/',
    'a b',
    'user@shop.example',
    '"><b>',
    'localhost:99999'
  ]) {
    t.match(await admin.post('sites/', { domain, name: 'x' }), { status: 400, body: { domain: [/^Enter a domain/] } })
    t.match(await admin.patch('sites/2/', { domain }), { status: 400, body: { domain: [/^Enter a domain/] } })
  }
  for (const domain of ['example.com', 'EXAMPLE.com']) {
    t.match(await admin.post('sites/', { domain, name: 'x' }), { status: 400, body: { domain: [/./] } })
    t.match(await admin.patch('sites/2/', { domain }), { status: 400, body: { domain: [/./] } })
  }
  t.equal(readRows(app, 'select id from django_site').length, 2)
  t.equal(lastEvent(app, 'site_created_by_admin'), undefined)
})

t.test('a site is deleted, and taken from the applications that served it', async t => {
  const { app, admin } = await createAdminApp(t)
  t.equal((await admin.delete('sites/2/')).status, 204)
  t.same(readRows(app, 'select id from django_site'), [{ id: 1 }])
  t.same(readRows(app, 'select socialapp_id, site_id from socialaccount_socialapp_sites'), [
    { socialapp_id: 1, site_id: 1 }
  ])
  t.equal(readRows(app, 'select id from socialaccount_socialapp').length, 2)
  t.same(lastEvent(app, 'site_deleted_by_admin')?.details, {
    ...{ by: 5, by_username: 'admin', site: 2 },
    before: { domain: 'second.example.com', name: 'second' }
  })
  t.match(await admin.delete('sites/2/'), notFound)
})

t.test('the site that the server is stays', async t => {
  const { app, admin } = await createAdminApp(t)
  t.same(inShort(await admin.delete('sites/1/')), {
    status: 400,
    body: { non_field_errors: ['This is the site of this server: set SITE_ID to another one first.'] }
  })
  t.equal(readRows(app, 'select id from django_site').length, 2)
})

t.test('a site that tables of the host point at stays, as a whole', async t => {
  const { app, admin } = await createAdminApp(t)
  writeRows(app, 'create table post (id integer primary key, site_id integer references django_site (id))')
  writeRows(app, 'insert into post (site_id) values (2)')
  t.match(await admin.delete('sites/2/'), { status: 409, body: { detail: /^Other rows/ } })
  t.equal(readRows(app, 'select id from socialaccount_socialapp_sites where site_id = 2').length, 1)
  t.equal(lastEvent(app, 'site_deleted_by_admin'), undefined)
})

t.test('a fault of the database is no row that points at a site', async t => {
  const { app, admin } = await createAdminApp(t)
  writeRows(app, "create trigger fault before delete on django_site begin select raise(abort, 'a fault'); end")
  t.equal((await admin.delete('sites/2/')).status, 500)
})

t.test('sites are for superusers; the staff may look at them', async t => {
  const { app } = await createAdminApp(t)
  const staff = await openStaff(app)
  t.equal((await staff.get('sites/')).status, 200)
  t.match(await staff.post('sites/', { domain: 'third.example', name: 'x' }), denied)
  t.match(await staff.patch('sites/2/', { name: 'x' }), denied)
  t.match(await staff.delete('sites/2/'), denied)
  t.match(await openAdmin(app).get('sites/'), { status: 401 })
  t.equal(readRows(app, 'select id from django_site').length, 2)
})

t.test('what is done with a site takes a password that was shown a short while ago', async t => {
  const { admin, waitForConfirmation } = await createSocialAdmin(t)
  waitForConfirmation()
  t.match(await admin.patch('sites/2/', { domain: 'shop.example' }), toConfirm)
  t.match(await admin.delete('sites/2/'), toConfirm)
  t.match(await admin.patch('sites/2/', { name: 'Shop' }), toConfirm)
  t.match(await admin.post('sites/', { domain: 'third.example', name: 'x' }), toConfirm)
})

t.test('what is wrong is said in Korean', async t => {
  const { app } = await createAdminApp(t)
  const admin = openAdmin(app, { 'accept-language': 'ko' })
  await admin.logIn('admin')
  t.match((await admin.delete('sites/1/')).body, { non_field_errors: [/^이 서버가 사용하는 사이트입니다/] })
})
