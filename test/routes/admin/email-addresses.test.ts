import t from 'tap'
import { type AdminBrowser, createAdminApp } from '../../admin-app.ts'
import { createPeopleAdmin, isForStaff, isForSuperusers, needsConfirmation } from '../../admin-people.ts'
import { inShort, lastEvent, notFound, openStaff } from '../../admin-social.ts'
import { readRows } from '../../helper.ts'
import { writeRows } from '../../outside.ts'

type App = Parameters<typeof writeRows>[0]

const by = { by: 5, by_username: 'admin' }
const taken = ['A user is already registered with this e-mail address.']
const stays = ['This is the primary e-mail address: make another one primary first.']

/** Another address of a user; its number is that of the newest. */
function giveAddress(app: App, userId: number, email: string, verified = 0): number {
  writeRows(
    app,
    'insert into account_emailaddress (verified, "primary", user_id, email) values (?, 0, ?, ?)',
    ...[verified, userId, email]
  )
  return Number(readRows(app, 'select max(id) as id from account_emailaddress')[0]?.id)
}

const addressesOf = (app: App, userId: number) =>
  readRows(app, 'select email, verified, "primary" from account_emailaddress where user_id = ? order by id', userId)
const emailOf = (app: App, userId: number) =>
  readRows(app, 'select email from auth_user where id = ?', userId)[0]?.email

t.test('the addresses are listed, and whose they are', async t => {
  const { app, admin } = await createAdminApp(t)
  const { status, body } = await admin.get('email-addresses/?page_size=1')
  t.equal(status, 200)
  t.same(body, {
    count: 8,
    results: [
      {
        id: 8,
        user: 9,
        username: 'hash_bcrypt_sha256',
        email: 'hash_bcrypt_sha256@example.com',
        verified: false,
        primary: true
      }
    ]
  })
  t.match((await admin.get('email-addresses/1/')).body, { id: 1, username: 'alice', email: 'alice@example.com' })
  t.same(inShort(await admin.get('email-addresses/99/')), notFound)
  giveAddress(app, 1, 'zoe@example.com')
  const found = async (query: string) =>
    (await admin.get(`email-addresses/?${query}`)).body.results.map(({ id }: { id: number }) => id)
  t.same(await found('ordering=email&page_size=2'), [1, 2])
  t.same(await found('ordering=-email&page_size=1'), [9])
  t.same(await found('user=1'), [9, 1])
  t.same(await found('verified=false'), [9, 8, 7, 6])
  t.same(await found('verified=true&ordering=id'), [1, 2, 3, 4, 5])
  t.same(await found('primary=false'), [9])
  t.equal((await found('primary=true')).length, 8)
  t.same(await found('search=JIYUN'), [5])
  t.same(await found('id=2&id=3'), [3, 2])
  t.match(await admin.get('email-addresses/?user=x&verified=x&ordering=verified'), {
    status: 400,
    body: { user: [/integer/] }
  })
})

const acts: [string, (browser: AdminBrowser) => ReturnType<AdminBrowser['get']>][] = [
  ['add', browser => browser.post('email-addresses/', { user: 1, email: 'x@example.com' })],
  ['change', browser => browser.patch('email-addresses/1/', { verified: false })],
  ['remove', browser => browser.delete('email-addresses/1/')]
]

t.test('staff see them; an address is a way to a password, and what is done with one takes a superuser', async t => {
  const { app } = await createAdminApp(t)
  await isForStaff(t, app, [['list', browser => browser.get('email-addresses/')], ...acts])
  await isForSuperusers(t, app, acts)
  t.equal((await (await openStaff(app)).get('email-addresses/')).status, 200)
  t.match(addressesOf(app, 1), [{ verified: 1 }])
})

t.test('and a password that was shown a short while ago', async t => {
  const { app, admin, waitForConfirmation } = await createPeopleAdmin(t)
  waitForConfirmation()
  await needsConfirmation(t, admin, acts)
  t.match(addressesOf(app, 1), [{ verified: 1 }])
})

t.test('an address is added, and the user is told at the one that they have', async t => {
  const { app, admin, mails } = await createPeopleAdmin(t)
  const { status, body } = await admin.post('email-addresses/', { user: 1, email: 'alice@shop.example' })
  t.equal(status, 201)
  t.same(body, { id: 9, user: 1, username: 'alice', email: 'alice@shop.example', verified: false, primary: false })
  t.equal(emailOf(app, 1), 'alice@example.com')
  t.match(await mails(), [{ to: 'alice@example.com', subject: /was added/, text: /alice@shop.example/ }])
  t.same(lastEvent(app, 'email_added_by_admin')?.details, {
    ...{ ...by, username: 'alice' },
    after: { email: 'alice@shop.example', verified: false, primary: false }
  })
})

t.test('as the primary one it is so in both tables, and the one before is told', async t => {
  const { app, admin, mails } = await createPeopleAdmin(t)
  const payload = { user: 1, email: 'alice@shop.example', verified: true, primary: true }
  t.match(await admin.post('email-addresses/', payload), { status: 201, body: { verified: true, primary: true } })
  t.same(addressesOf(app, 1), [
    { email: 'alice@example.com', verified: 1, primary: 0 },
    { email: 'alice@shop.example', verified: 1, primary: 1 }
  ])
  t.equal(emailOf(app, 1), 'alice@shop.example')
  t.match(await mails(), [{ to: 'alice@example.com', subject: /primary e-mail address was changed/ }])
})

t.test('a first address is the primary one, and so is the one that the user has without a row', async t => {
  const { app, admin, mails } = await createPeopleAdmin(t)
  writeRows(
    app,
    "insert into auth_user select 20, '!', null, 0, 'dora', '', '', 0, 1, date_joined, '' from auth_user where id = 1"
  )
  t.match(await admin.post('email-addresses/', { user: 20, email: 'dora@example.com' }), {
    status: 201,
    body: { primary: true }
  })
  t.equal(emailOf(app, 20), 'dora@example.com')
  t.match(await admin.post('email-addresses/', { user: 5, email: 'ADMIN@example.com', verified: true }), {
    status: 201,
    body: { primary: true, verified: true }
  })
  t.equal(emailOf(app, 5), 'ADMIN@example.com')
  t.same(await mails(), [], 'nobody has lost anything')
})

t.test('an address that is somebody’s is refused, in any case; what is only claimed goes', async t => {
  const { app, admin } = await createAdminApp(t)
  const add = async (email: string, user = 1) =>
    inShort(await admin.post('email-addresses/', { user, email, verified: true }))
  for (const email of ['bob@example.com', 'BOB@Example.com', 'admin@example.com']) {
    t.same(await add(email), { status: 400, body: { email: taken } }, email)
  }
  const yours = ['This e-mail address is already associated with this account.']
  t.same(await add('Alice@example.com'), { status: 400, body: { email: yours } })
  giveAddress(app, 2, 'claimed@example.com')
  t.match(await add('Claimed@example.com'), { status: 201 })
  t.same(readRows(app, "select user_id from account_emailaddress where lower(email) = 'claimed@example.com'"), [
    { user_id: 1 }
  ])
  const both = await Promise.all([add('both@example.com', 1), add('Both@example.com', 2)])
  t.same(both.map(({ status }) => status).sort(), [201, 400])
})

t.test('what is no address, or nobody’s, is said at the field', async t => {
  const { admin } = await createAdminApp(t)
  const add = async (payload: object) => inShort(await admin.post('email-addresses/', payload))
  const required = ['This field is required.']
  t.same(await add({}), { status: 400, body: { user: required, email: required } })
  t.same(await add({ user: 99, email: 'x@example.com' }), {
    status: 400,
    body: { user: ['Invalid pk "99" - object does not exist.'] }
  })
  t.same(await add({ user: 'x', email: 'x', verified: 'x', primary: null }), {
    status: 400,
    body: {
      user: ['A valid integer is required.'],
      email: ['Enter a valid email address.'],
      verified: ['Must be a valid boolean.'],
      primary: ['This field may not be null.']
    }
  })
  t.match(await add({ user: 1, email: `${'x'.repeat(90_000)}@example.com` }), {
    body: { email: [/no more than 254/, /valid/] }
  })
  for (const email of ['a\0@example.com', 'a\n@example.com', '<img src=x onerror=alert(1)>@example.com', '']) {
    t.equal((await add({ user: 1, email })).status, 400, JSON.stringify(email))
  }
})

t.test('an address is verified, and no longer', async t => {
  const { app, admin } = await createAdminApp(t)
  const id = giveAddress(app, 1, 'second@example.com')
  writeRows(
    app,
    "insert into account_emailconfirmation (created, sent, key, email_address_id) values ('2026-11-23', '2026-11-23', 'k', ?)",
    id
  )
  t.match(await admin.patch(`email-addresses/${id}/`, { verified: true }), { status: 200, body: { verified: true } })
  t.same(readRows(app, 'select * from account_emailconfirmation'), [], 'there is nothing left to confirm')
  t.same(lastEvent(app, 'email_changed_by_admin')?.details, {
    ...{ ...by, username: 'alice', email: 'second@example.com' },
    before: { verified: false },
    after: { verified: true }
  })
  t.match(await admin.patch(`email-addresses/${id}/`, { verified: true }), { status: 200 })
  t.equal(readRows(app, "select id from rest_auth_event where event = 'email_changed_by_admin'").length, 1)
  t.match(await admin.patch(`email-addresses/${id}/`, { verified: false }), { status: 200, body: { verified: false } })
  t.match(addressesOf(app, 1), [{}, { verified: 0 }])
})

t.test('what is somebody else’s in another case is neither verified nor made primary', async t => {
  const { app, admin } = await createAdminApp(t)
  const id = giveAddress(app, 1, 'BOB@example.com')
  t.same(inShort(await admin.patch(`email-addresses/${id}/`, { verified: true })), {
    status: 400,
    body: { verified: taken }
  })
  t.same(inShort(await admin.patch(`email-addresses/${id}/`, { primary: true })), {
    status: 400,
    body: { primary: taken }
  })
  t.equal(emailOf(app, 1), 'alice@example.com')
})

t.test('another address is made the primary one in both tables, and the one before is told', async t => {
  const { app, admin, mails } = await createPeopleAdmin(t)
  const id = giveAddress(app, 1, 'second@example.com', 1)
  const { status, body } = await admin.patch(`email-addresses/${id}/`, {
    primary: true,
    email: 'other@example.com',
    user: 2
  })
  t.match(
    { status, body },
    { status: 200, body: { email: 'second@example.com', user: 1, primary: true } },
    'the address itself stays'
  )
  t.same(addressesOf(app, 1), [
    { email: 'alice@example.com', verified: 1, primary: 0 },
    { email: 'second@example.com', verified: 1, primary: 1 }
  ])
  t.equal(emailOf(app, 1), 'second@example.com')
  t.match(await mails(), [
    { to: 'alice@example.com', subject: /primary e-mail address was changed/, text: /second@example.com/ }
  ])
  await admin.patch(`email-addresses/${id}/`, { primary: true })
  t.equal((await mails()).length, 1, 'once')
})

t.test('where the tables disagree, making it primary once more has them agree', async t => {
  const { app, admin } = await createAdminApp(t)
  writeRows(app, "update auth_user set email = 'drifted@example.com' where id = 1")
  t.equal((await admin.patch('email-addresses/1/', { verified: true })).status, 200)
  t.equal(emailOf(app, 1), 'drifted@example.com', 'nothing else does')
  t.equal((await admin.patch('email-addresses/1/', { primary: true })).status, 200)
  t.equal(emailOf(app, 1), 'alice@example.com')
})

t.test('the primary one stays until another is, and others go', async t => {
  const { app, admin, mails } = await createPeopleAdmin(t)
  t.same(inShort(await admin.patch('email-addresses/1/', { primary: false })), {
    status: 400,
    body: { primary: stays }
  })
  t.same(inShort(await admin.delete('email-addresses/1/')), { status: 400, body: { non_field_errors: stays } })
  const id = giveAddress(app, 1, 'second@example.com', 1)
  t.equal((await admin.delete(`email-addresses/${id}/`)).status, 204)
  t.equal(addressesOf(app, 1).length, 1)
  t.match(await mails(), [{ to: 'alice@example.com', subject: /was removed/, text: /second@example.com/ }])
  t.same(lastEvent(app, 'email_removed_by_admin')?.details, {
    ...{ ...by, username: 'alice' },
    before: { email: 'second@example.com', verified: true, primary: false }
  })
  t.same(inShort(await admin.delete(`email-addresses/${id}/`)), notFound)
  t.same(inShort(await admin.patch(`email-addresses/${id}/`, { verified: true })), notFound)
  writeRows(app, 'update account_emailaddress set "primary" = 0 where id = 1')
  t.equal((await admin.delete('email-addresses/1/')).status, 400, 'nor where only the other table says so')
})
