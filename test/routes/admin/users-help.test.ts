import t from 'tap'
import { createAdminApp } from '../../admin-app.ts'
import { createPeopleAdmin } from '../../admin-people.ts'
import { inShort, lastEvent, notFound } from '../../admin-social.ts'
import { obtain, readRows } from '../../helper.ts'
import { as } from '../../mailing-app.ts'
import { writeRows } from '../../outside.ts'

const by = { by: 5, by_username: 'admin' }

t.test('a password is set by a superuser, ends the logins and is told', async t => {
  const { app, admin, mails } = await createPeopleAdmin(t)
  const token = await obtain(app)
  t.equal((await admin.post('users/1/password/', { password: 'a lovely passphrase' })).status, 204)
  t.equal((await as(app, token)('GET', '/whoami')).status, 401)
  t.ok(await obtain(app, 'alice', 'a lovely passphrase'))
  t.same(readRows(app, 'select * from authtoken_token where user_id = 1'), [])
  t.match(await mails(), [{ to: 'alice@example.com', subject: /password was changed/ }])
  t.match(lastEvent(app, 'password_set_by_admin'), { userId: 1, details: { ...by, username: 'alice' } })
  t.match(await admin.post('users/1/password/', {}), { status: 400, body: { password: ['This field is required.'] } })
  t.match(await admin.post('users/1/password/', { password: 'alice@example.com' }), {
    status: 400,
    body: { password: [/too similar to the/] }
  })
  t.same(inShort(await admin.post('users/99/password/', { password: 'a lovely passphrase' })), notFound)
  t.equal((await admin.post('users/5/password/', { password: 'another lovely passphrase' })).status, 204)
  t.equal((await admin.get('users/')).status, 200, 'of one’s own password, the session that sets it goes on')
})

t.test('a user who goes while their password is hashed is not found', async t => {
  const { app, admin } = await createAdminApp(t)
  const { hash } = app.accounts.passwords
  app.accounts.passwords.hash = async text => {
    writeRows(app, 'delete from account_emailaddress where user_id = 4')
    writeRows(app, 'delete from auth_user where id = 4')
    return hash(text)
  }
  t.same(inShort(await admin.post('users/4/password/', { password: 'a lovely passphrase' })), notFound)
  t.equal(lastEvent(app, 'password_set_by_admin'), undefined)
})

t.test('a reset link is mailed to the user’s own address', async t => {
  const { app, admin, mails } = await createPeopleAdmin(t)
  t.equal((await admin.post('users/1/password-reset/')).status, 204)
  t.match(await mails(), [{ to: 'alice@example.com', subject: '[example.com] Reset your password' }])
  t.match(lastEvent(app, 'password_reset_sent_by_admin'), { userId: 1, details: { ...by, username: 'alice' } })
  t.same(inShort(await admin.post('users/99/password-reset/')), notFound)
  const refusals = {
    3: 'This user is disabled.',
    6: 'This user has no password that could be reset: they log in by a provider, or a superuser gives them one.'
  }
  for (const [id, text] of Object.entries(refusals)) {
    t.same(inShort(await admin.post(`users/${id}/password-reset/`)), {
      status: 400,
      body: { non_field_errors: [text] }
    })
  }
  writeRows(app, "update auth_user set email = '' where id = 2")
  t.match(await admin.post('users/2/password-reset/'), {
    status: 400,
    body: { non_field_errors: ['This user has no e-mail address.'] }
  })
  t.equal((await mails()).length, 1)
})

t.test('all logins of a user end, and their key', async t => {
  const { app, admin } = await createAdminApp(t)
  const token = await obtain(app)
  t.equal((await admin.post('users/1/end-sessions/')).status, 204)
  t.equal((await as(app, token)('GET', '/whoami')).status, 401)
  t.same(readRows(app, 'select * from authtoken_token'), [])
  t.match(lastEvent(app, 'sessions_ended_by_admin'), { userId: 1, details: { ...by, username: 'alice' } })
  t.same(inShort(await admin.post('users/99/end-sessions/')), notFound)
  t.equal((await admin.post('users/5/end-sessions/')).status, 204)
  t.equal((await admin.get('users/')).status, 200, 'of one’s own, all but the one that asks')
})
