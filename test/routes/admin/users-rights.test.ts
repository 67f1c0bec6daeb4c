import t from 'tap'
import { createAdminApp, openAdmin } from '../../admin-app.ts'
import { denied, inShort, lastEvent, openStaff } from '../../admin-social.ts'
import { bobsPassword, readRows } from '../../helper.ts'
import { writeRows } from '../../outside.ts'

const ownRights = 'Nobody changes their own rights: another superuser must do it.'
const lastSuperuser = 'This is the last active superuser: without one, nobody could give rights any more.'

/** A second superuser, by the name of bob. */
function makeBobSuperuser(app: Parameters<typeof writeRows>[0]): void {
  writeRows(app, "update auth_user set is_staff = 1, is_superuser = 1 where username = 'bob'")
}

t.test('rights and groups are given and taken', async t => {
  const { app, admin } = await createAdminApp(t)
  writeRows(app, "insert into auth_group (id, name) values (2, 'authors')")
  const { status, body } = await admin.patch('users/2/', { is_staff: true, is_superuser: true, groups: [2, 1, 2] })
  t.match({ status, body }, { status: 200, body: { is_staff: true, is_superuser: true } })
  t.same(body.groups.toSorted(), [1, 2])
  t.same(lastEvent(app, 'user_changed_by_admin')?.details.after, { is_staff: true, is_superuser: true, groups: [1, 2] })
  const bob = openAdmin(app)
  t.match(await bob.logIn('bob', bobsPassword), { status: 200, body: { user: { is_superuser: true } } })
  t.equal((await admin.patch('users/2/', { is_staff: false, is_superuser: false, groups: [] })).status, 200)
  t.equal((await bob.get('users/')).status, 401, 'from the next request on')
  t.same(readRows(app, 'select * from auth_user_groups'), [])
  t.match(await admin.patch('users/2/', { groups: [1, 77] }), {
    status: 400,
    body: { groups: ['Invalid pk "77" - object does not exist.'] }
  })
  t.same(readRows(app, 'select * from auth_user_groups'), [], 'all or none')
})

t.test('groups in another order are the same', async t => {
  const { app } = await createAdminApp(t)
  writeRows(app, "insert into auth_group (id, name) values (2, 'authors')")
  writeRows(app, 'insert into auth_user_groups (user_id, group_id) values (2, 2)')
  const staff = await openStaff(app)
  t.equal((await staff.patch('users/2/', { groups: [2, 1] })).status, 200)
  t.match(await staff.patch('users/2/', { groups: [2] }), denied)
})

t.test('nobody changes their own rights, nor is the last superuser lost', async t => {
  const { app, admin } = await createAdminApp(t)
  const ownActs = [
    ['is_staff', { is_staff: false }],
    ['is_superuser', { is_superuser: false }],
    ['groups', { groups: [1] }],
    ['is_active', { is_active: false }]
  ] as const
  for (const [field, payload] of ownActs) {
    t.same(inShort(await admin.patch('users/5/', payload)), { status: 400, body: { [field]: [lastSuperuser] } })
  }
  t.same(inShort(await admin.delete('users/5/')), { status: 400, body: { non_field_errors: [lastSuperuser] } })
  makeBobSuperuser(app)
  for (const [field, payload] of ownActs) {
    t.same(inShort(await admin.patch('users/5/', payload)), { status: 400, body: { [field]: [ownRights] } })
  }
  t.same(inShort(await admin.delete('users/5/')), { status: 400, body: { non_field_errors: [ownRights] } })
  const same = { is_staff: true, is_superuser: true, is_active: true, groups: [], first_name: 'Ad' }
  t.equal((await admin.patch('users/5/', same)).status, 200, 'as they are, they may be sent')
})

t.test('of two superusers who take each other’s rights at once, one stays', async t => {
  const { app, admin } = await createAdminApp(t)
  makeBobSuperuser(app)
  const bob = openAdmin(app)
  await bob.logIn('bob', bobsPassword)
  for (const payload of [{ is_superuser: false }, { is_staff: false }, { is_active: false }]) {
    const answers = await Promise.all([admin.patch('users/2/', payload), bob.patch('users/5/', payload)])
    t.same(answers.map(({ status }) => status).filter(status => status === 200).length, 1, JSON.stringify(payload))
    const left = readRows(app, 'select id from auth_user where is_superuser and is_staff and is_active')
    t.equal(left.length, 1)
    writeRows(app, 'update auth_user set is_staff = 1, is_superuser = 1, is_active = 1 where id in (2, 5)')
    await admin.logIn('admin')
    await bob.logIn('bob', bobsPassword)
  }
  const answers = await Promise.all([admin.delete('users/2/'), bob.delete('users/5/')])
  t.equal(answers.filter(({ status }) => status === 204).length, 1)
  t.equal(readRows(app, 'select id from auth_user where is_superuser').length, 1)
})

t.test('a right that was taken meanwhile is gone for what is under way', async t => {
  const { app, admin } = await createAdminApp(t)
  makeBobSuperuser(app)
  const bob = openAdmin(app)
  await bob.logIn('bob', bobsPassword)
  const [demoted, promoted] = await Promise.all([
    admin.patch('users/2/', { is_superuser: false }),
    bob.patch('users/1/', { is_superuser: true })
  ])
  t.equal(demoted.status, 200)
  const [alice] = readRows(app, 'select is_superuser from auth_user where id = 1')
  t.equal(alice?.is_superuser, promoted.status === 200 ? 1 : 0)
  t.match(await bob.patch('users/1/', { is_superuser: true }), { status: 401 }, 'the session ended with the right')
})

t.test('a session of the admin that ended with a right does not come back with it', async t => {
  const { app, admin } = await createAdminApp(t)
  writeRows(app, "update auth_user set is_staff = 1 where username = 'bob'")
  const bob = openAdmin(app)
  await bob.logIn('bob', bobsPassword)
  t.equal((await admin.patch('users/2/', { is_staff: false })).status, 200)
  t.equal((await admin.patch('users/2/', { is_staff: true })).status, 200)
  t.match(await bob.get('users/'), { status: 401 })
})
