import t from 'tap'
import { createAdminApp } from '../../admin-app.ts'
import { createPeopleAdmin, isForStaff } from '../../admin-people.ts'
import { denied, inShort, lastEvent, notFound, openStaff } from '../../admin-social.ts'
import { bobsPassword, obtain, readRows } from '../../helper.ts'
import { as } from '../../mailing-app.ts'
import { claimsOf } from '../../outside.ts'

interface Shown {
  id: string
  username: string
}

t.test('the logins of all users are listed, the newest first', async t => {
  const { app, admin, clock } = await createPeopleAdmin(t)
  clock.seconds += 60
  const sid = claimsOf(await obtain(app)).sid
  clock.seconds += 60
  await obtain(app, 'bob', bobsPassword)
  const { status, body } = await admin.get('sessions/')
  t.equal(status, 200)
  t.equal(body.count, 3)
  t.same(
    body.results.map(({ username }: Shown) => username),
    ['bob', 'alice', 'admin']
  )
  const [, alices, own] = body.results
  t.same(alices, {
    id: sid,
    user: 1,
    username: 'alice',
    method: 'password',
    created: alices.created,
    last_used: alices.created,
    expires: alices.expires,
    ended: null,
    ip_address: '127.0.0.1',
    user_agent: 'lightMyRequest',
    is_current: false
  })
  t.match(alices.created, /^2026-11-\d\dT.*Z$/)
  t.match(own, { method: 'admin', is_current: true })
  t.same((await admin.get(`sessions/${sid}/`)).body, alices)
  const found = async (query: string) =>
    (await admin.get(`sessions/?${query}`)).body.results.map(({ username }: Shown) => username)
  t.same(await found('ordering=created'), ['admin', 'alice', 'bob'])
  t.same(await found('user=1'), ['alice'])
  t.same(await found(`id=${sid}&id=nobody`), ['alice'])
  t.same(await found('page=2&page_size=2'), ['admin'])
  t.match(await admin.get('sessions/?open=x&user=x'), { status: 400, body: { open: [/boolean/], user: [/integer/] } })
  for (const id of ['nobody', '1', 'end%20of%20all%201', '%00'])
    t.same(inShort(await admin.get(`sessions/${id}/`)), notFound, id)
})

t.test('open are those that have neither ended nor expired', async t => {
  const { app, admin, clock } = await createPeopleAdmin(t, { jwtExpirationDelta: 300, jwtRefreshExpirationDelta: 600 })
  await obtain(app)
  await obtain(app, 'bob', bobsPassword)
  const found = async (query: string) =>
    (await admin.get(`sessions/?${query}`)).body.results.map(({ username }: Shown) => username)
  t.same((await found('open=true')).sort(), ['admin', 'alice', 'bob'])
  t.same(await found('open=false'), [])
  await admin.post('users/2/end-sessions/')
  t.same((await found('open=true')).sort(), ['admin', 'alice'])
  t.same(await found('open=false'), ['bob'], 'and the row that remembers when all were ended is none')
  t.equal((await found('')).length, 3)
  clock.seconds += 700
  t.same(await found('open=true'), ['admin'])
  t.same((await found('open=false')).sort(), ['alice', 'bob'])
  t.same(await found('open=false&user=2'), ['bob'])
})

t.test('a session is ended, its tokens with it, once', async t => {
  const { app, admin } = await createAdminApp(t)
  const token = await obtain(app)
  const other = await obtain(app)
  const id = String(claimsOf(token).sid)
  t.equal((await admin.delete(`sessions/${id}/`)).status, 204)
  t.equal((await as(app, token)('GET', '/whoami')).status, 401)
  t.equal((await as(app, other)('GET', '/whoami')).status, 200, 'and no other')
  t.match((await admin.get(`sessions/${id}/`)).body, { ended: /Z$/ })
  t.same(lastEvent(app, 'session_ended_by_admin')?.details, {
    ...{ by: 5, by_username: 'admin', username: 'alice' },
    id,
    method: 'password'
  })
  t.equal(lastEvent(app, 'session_ended_by_admin')?.userId, 1)
  t.same(inShort(await admin.delete(`sessions/${id}/`)), notFound)
  await admin.post('users/1/end-sessions/')
  for (const nobodys of ['nobody', 'end%20of%20all%201', '99', '%2F']) {
    t.same(inShort(await admin.delete(`sessions/${nobodys}/`)), notFound, nobodys)
  }
  t.equal(readRows(app, "select id from rest_auth_event where event = 'session_ended_by_admin'").length, 1)
})

t.test('the one that asks may be ended as well', async t => {
  const { admin } = await createAdminApp(t)
  const [own] = (await admin.get('sessions/')).body.results
  t.equal((await admin.delete(`sessions/${own.id}/`)).status, 204)
  t.equal((await admin.get('sessions/')).status, 401)
})

t.test('staff end the sessions of users who are none, and their own', async t => {
  const { app, admin } = await createAdminApp(t)
  const bobs = claimsOf(await obtain(app, 'bob', bobsPassword)).sid
  const staff = await openStaff(app)
  await isForStaff(t, app, [
    ['list', browser => browser.get('sessions/')],
    ['end', browser => browser.delete(`sessions/${bobs}/`)]
  ])
  const own = (await staff.get('sessions/?user=1')).body.results[0]
  const admins = (await staff.get('sessions/?user=5')).body.results[0]
  t.same(inShort(await staff.delete(`sessions/${admins.id}/`)), denied)
  t.equal((await admin.get('sessions/')).status, 200)
  t.equal((await staff.delete(`sessions/${bobs}/`)).status, 204)
  t.equal((await staff.delete(`sessions/${own.id}/`)).status, 204)
})
