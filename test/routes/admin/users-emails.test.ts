import t from 'tap'
import { createAdminApp } from '../../admin-app.ts'
import { createPeopleAdmin } from '../../admin-people.ts'
import { inShort, lastEvent } from '../../admin-social.ts'
import { readRows } from '../../helper.ts'
import { writeRows } from '../../outside.ts'

t.test('another e-mail address is the primary one in both tables, and the one before is told', async t => {
  const { app, admin, mails } = await createPeopleAdmin(t)
  const { status, body } = await admin.patch('users/1/', { email: 'alice@shop.example' })
  t.match({ status, body }, { status: 200, body: { email: 'alice@shop.example' } })
  const rows = 'select email, verified, "primary" from account_emailaddress where user_id = 1 order by id'
  t.same(readRows(app, rows), [
    { email: 'alice@example.com', verified: 1, primary: 0 },
    { email: 'alice@shop.example', verified: 0, primary: 1 }
  ])
  t.match(await mails(), [
    { to: 'alice@example.com', subject: /primary e-mail address was changed/, text: /alice@shop/ }
  ])
  t.same(lastEvent(app, 'user_changed_by_admin')?.details.after, { email: 'alice@shop.example' })

  t.equal((await admin.patch('users/1/', { email: 'ALICE@example.com' })).status, 200, 'one that they have')
  t.match((await admin.get('users/1/')).body, { email: 'alice@example.com' })
  t.match(readRows(app, rows), [{ primary: 1 }, { primary: 0 }])
  t.equal((await mails()).length, 2)
  t.equal((await admin.patch('users/1/', { email: 'alice@EXAMPLE.com' })).status, 200)
  t.equal((await mails()).length, 2, 'in another case it is the same')
})

t.test('an address is taken from a user, who is told at it', async t => {
  const { app, admin, mails } = await createPeopleAdmin(t)
  t.match(await admin.patch('users/1/', { email: '' }), { status: 200, body: { email: '' } })
  t.same(readRows(app, 'select * from account_emailaddress where user_id = 1'), [])
  t.match((await mails())[0]?.text, /Hello alice,/)
  t.match(await mails(), [{ to: 'alice@example.com', subject: /was removed/, text: /alice@example.com was removed/ }])
  writeRows(
    app,
    'insert into account_emailaddress (verified, "primary", user_id, email) values (1, 0, 7, ?)',
    'second@example.com'
  )
  t.equal((await admin.patch('users/7/', { email: '' })).status, 200)
  t.match(readRows(app, 'select email from account_emailaddress where user_id = 7'), [{ email: 'second@example.com' }])
  const [, mail] = await mails()
  t.match(mail, { to: 'hash_pbkdf2_sha1@example.com', subject: /were changed/ })
  t.notMatch(mail?.text, /hash_pbkdf2_sha1,/, 'at one that is not verified in words that nobody chose')
  t.match(await admin.patch('users/1/', { email: 'new@example.com' }), {
    status: 200,
    body: { email: 'new@example.com' }
  })
  t.equal((await mails()).length, 2, 'who has none is not told')
})

t.test('an address is somebody’s once, in any case; what is only claimed goes', async t => {
  const { app, admin } = await createAdminApp(t)
  const taken = { status: 400, body: { email: ['A user is already registered with this e-mail address.'] } }
  for (const email of ['bob@example.com', 'BOB@Example.com']) {
    t.same(inShort(await admin.patch('users/1/', { email })), taken, email)
    t.same(inShort(await admin.post('users/', { username: 'dora', email })), taken, email)
  }
  writeRows(
    app,
    'insert into account_emailaddress (verified, "primary", user_id, email) values (0, 0, 2, ?)',
    'x@example.com'
  )
  t.equal((await admin.patch('users/1/', { email: 'X@example.com' })).status, 200)
  t.same(readRows(app, "select user_id from account_emailaddress where lower(email) = 'x@example.com'"), [
    { user_id: 1 }
  ])
  writeRows(
    app,
    'insert into account_emailaddress (verified, "primary", user_id, email) values (0, 0, 1, ?)',
    'Bob@example.com'
  )
  t.same(inShort(await admin.patch('users/1/', { email: 'Bob@example.com' })), taken, 'nor by an own claim of old')
})
