import t from 'tap'
import { countLimit, type Listing } from '../../db/listing.ts'
import type { Database } from '../../db/open.ts'
import { insertMany } from './many-users.ts'
import { connect, insertPerson, openDjango, openNew } from './opened.ts'

const listing = (values: Partial<Listing> = {}): Listing => ({
  offset: 0,
  limit: 25,
  by: 'id',
  isDescending: false,
  filters: {},
  ...values
})

async function namesOf({ users }: Database, values: Partial<Listing>): Promise<string[]> {
  const { count, rows } = await users.list(listing(values))
  if (count < rows.length) throw new Error(`${count} of ${rows.length}`)
  return rows.map(({ username }) => username)
}

t.test('users are listed with their groups and the providers that they come by, each once', async t => {
  const database = await openDjango(t)
  const connection = connect(t, database)
  connection.exec(`insert into auth_group (id, name) values (2, 'authors');
    insert into auth_user_groups (user_id, group_id) values (2, 2);
    insert into socialaccount_socialaccount (provider, uid, last_login, date_joined, user_id, extra_data)
    values ('naver', 'n1', '2026-11-23 00:00:00', '2026-11-23 00:00:00', 6, '{}'),
           ('kakao', 'second', '2026-11-23 00:00:00', '2026-11-23 00:00:00', 6, '{}')`)
  const { count, rows } = await database.users.list(listing())
  t.equal(count, 9)
  t.same(
    rows
      .map(({ id, groupIds, providers }) => [id, groupIds, providers])
      .filter(([, ...some]) => some.flat().length > 0),
    [
      [2, [1, 2], []],
      [6, [], ['kakao', 'naver']]
    ]
  )
})

t.test('each filter finds its own, and several those that are all of it', async t => {
  const database = await openDjango(t)
  const names = (filters: Listing['filters']) => namesOf(database, { filters })
  t.same(await names({ is_active: false }), ['gone'])
  t.equal((await names({ is_active: true })).length, 8)
  t.same(await names({ is_staff: true }), ['admin'])
  t.equal((await names({ is_staff: false })).length, 8)
  t.same(await names({ is_superuser: true }), ['admin'])
  t.equal((await names({ is_superuser: false })).length, 8)
  t.same(await names({ group: 1 }), ['bob'])
  t.same(await names({ group: 9 }), [])
  t.same(await names({ joined_since: new Date('2026-11-23T13:54:43.600Z') }), ['hash_bcrypt_sha256'])
  t.same(await names({ joined_since: new Date('2026-11-24T00:00:00Z') }), [])
  t.same(await names({ group: 1, is_active: false }), [])
  t.same(await names({ is_active: true, is_staff: true, is_superuser: true }), ['admin'])
})

t.test('who is looked for by the beginning of a name or address, or by number, is found', async t => {
  const database = await openDjango(t)
  const names = (search: string, values: Partial<Listing> = {}) => namesOf(database, { search, ...values })
  t.same(await names('ALI'), ['alice'])
  t.same(await names('지'), ['지윤'], 'a name in any script')
  t.same(await names('jiyun@'), ['지윤'], 'an address')
  t.same(await names('hash_'), ['hash_pbkdf2_sha1', 'hash_argon2', 'hash_bcrypt_sha256'])
  t.same(await names('2'), ['bob'], 'a number')
  t.same(await names('2', { ids: ['1'] }), [])
  t.same(await names('ice'), [])
  t.same(await names('9'.repeat(30)), [])
  t.same(await names('hash', { filters: { is_active: false } }), [])
})

t.test('of a group with more members than are counted, a page is found all the same', async t => {
  const database = await openNew(t)
  insertMany(database, countLimit + 50)
  const connection = connect(t, database)
  connection.exec(`insert into auth_group (id, name) values (1, 'everybody'), (2, 'few');
    insert into auth_user_groups (user_id, group_id) select id, 1 from auth_user where id > 20;
    insert into auth_user_groups (user_id, group_id) select id, 2 from auth_user where id <= 20`)
  const { count, rows } = await database.users.list(listing({ filters: { group: 1 }, limit: 2 }))
  t.equal(count, countLimit)
  t.same(
    rows.map(({ id }) => id),
    [21, 22]
  )
  t.equal((await database.users.list(listing({ filters: { group: 2 } }))).count, 20)
  t.same(await namesOf(database, { filters: { group: 1 }, search: 'user10', limit: 1 }), ['user100'])
})

t.test('there is a superuser who can work in the admin, or not', async t => {
  const database = await openNew(t)
  const { users } = database
  t.equal(await users.hasSuperuser(), false)
  const rights = { isStaff: true, isSuperuser: true }
  await insertPerson(database, { username: 'disabled', ...rights, isActive: false })
  await insertPerson(database, { username: 'no-staff', ...rights, isStaff: false })
  await insertPerson(database, { username: 'staff', ...rights, isSuperuser: false })
  t.equal(await users.hasSuperuser(), false)
  const { id } = await insertPerson(database, { username: 'root', ...rights })
  t.equal(await users.hasSuperuser(), true)
  t.equal(await users.hasSuperuser(id), false, 'besides one')
})
