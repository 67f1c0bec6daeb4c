import t from 'tap'
import { createAdminApp } from '../../admin-app.ts'
import { inShort, lastEvent, notFound } from '../../admin-social.ts'
import { bobsPassword, obtain, readRows } from '../../helper.ts'
import { as } from '../../mailing-app.ts'
import { writeRows } from '../../outside.ts'

const by = { by: 5, by_username: 'admin' }

t.test('a user is deleted with all that belongs to them; what happened stays known', async t => {
  const { app, admin } = await createAdminApp(t)
  const token = await obtain(app, 'bob', bobsPassword)
  t.equal((await admin.delete('users/2/')).status, 204)
  for (const table of [
    'account_emailaddress',
    'auth_user_groups',
    'rest_auth_session',
    'socialaccount_socialaccount'
  ]) {
    t.same(readRows(app, `select * from ${table} where user_id = 2`), [], table)
  }
  t.equal((await as(app, token)('GET', '/whoami')).status, 401)
  t.match(readRows(app, "select user_id from rest_auth_event where event = 'login'"), [{}, { user_id: 2 }])
  t.match(lastEvent(app, 'user_deleted_by_admin'), {
    userId: 2,
    details: { ...by, username: 'bob', before: { username: 'bob', email: 'bob@example.com', groups: [1] } }
  })
  t.same(inShort(await admin.delete('users/2/')), notFound)
  t.equal((await admin.delete('users/6/')).status, 204, 'who has only Kakao')
  t.same(readRows(app, 'select * from socialaccount_socialtoken'), [])
})

t.test('the provider is told, where that is asked for', async t => {
  const { app, admin } = await createAdminApp(t, {
    kakaoAppId: 770001,
    kakaoUnlink: true,
    kakaoApiUrl: 'http://127.0.0.1:9'
  })
  t.equal((await admin.delete('users/6/')).status, 204)
  t.match(readRows(app, 'select kind, provider, uid from rest_auth_task'), [
    { kind: 'unlink', provider: 'kakao', uid: '3700000001' }
  ])
})

t.test('whom a table of the host points at stays, with all that is theirs', async t => {
  const { app, admin } = await createAdminApp(t)
  writeRows(
    app,
    'create table shop_order (id integer primary key, user_id integer not null references auth_user (id) deferrable initially deferred)'
  )
  writeRows(app, 'insert into shop_order (user_id) values (1)')
  t.same(inShort(await admin.delete('users/1/')), {
    status: 409,
    body: { detail: 'This account cannot be deleted while other data belong to it.' }
  })
  t.equal(readRows(app, 'select * from account_emailaddress where user_id = 1').length, 1)
  t.equal(lastEvent(app, 'user_deleted_by_admin'), undefined)
  writeRows(app, 'delete from shop_order')
  t.equal((await admin.delete('users/1/')).status, 204)
})

t.test('what goes wrong otherwise is not told as if it were that', async t => {
  const { app, admin } = await createAdminApp(t)
  writeRows(app, "create trigger keep before delete on auth_user begin select raise(abort, 'kept'); end")
  t.match(await admin.delete('users/1/'), { status: 500, body: { detail: 'A server error occurred.' } })
  t.equal(readRows(app, 'select * from account_emailaddress where user_id = 1').length, 1)
})
