import t from 'tap'
import { createPeopleAdmin, isForStaff } from '../../admin-people.ts'
import { openStaff } from '../../admin-social.ts'
import { obtain, readRows } from '../../helper.ts'
import { writeRows } from '../../outside.ts'

type App = Parameters<typeof writeRows>[0]

function logIn(app: App, created: string, details = '{"method":"kakao"}', event = 'login'): void {
  writeRows(
    app,
    `insert into rest_auth_event (created, event, user_id, ip_address, user_agent, session_id, details)
     values (?, ?, 1, '', '', null, ?)`,
    ...[created, event, details]
  )
}

t.test('users, sessions and providers are counted', async t => {
  const { app, admin, clock } = await createPeopleAdmin(t)
  clock.seconds = Date.parse('2026-11-26T00:00:30Z') / 1000
  await admin.logIn('admin')
  await obtain(app)
  writeRows(app, "update auth_user set date_joined = '2026-11-18 00:00:00' where id = 1")
  writeRows(
    app,
    `insert into socialaccount_socialaccount (provider, uid, last_login, date_joined, user_id, extra_data)
     values ('naver', '1', '2026-11-23', '2026-11-23', 1, '{}'), ('naver', '2', '2026-11-23', '2026-11-23', 2, '{}')`
  )
  const { status, body } = await admin.get('dashboard/')
  t.equal(status, 200)
  const { logins, open_sessions: open, ...counts } = body
  t.same(counts, {
    users: 9,
    active_users: 8,
    new_this_week: 8,
    providers: [
      { provider: 'naver', count: 2 },
      { provider: 'kakao', count: 1 }
    ],
    site: { id: 1, domain: 'example.com', name: 'example.com' }
  })
  const sessions = readRows(
    app,
    "select id from rest_auth_session where ended is null and expires > '2026-11-26 00:00:30'"
  )
  t.equal(open, sessions.length)
  t.same(logins.at(-1), { date: '2026-11-26', method: 'password', count: 1 })
})

t.test('logins are counted by day, in UTC, and by how they began', async t => {
  const { app, admin, clock } = await createPeopleAdmin(t)
  clock.seconds = Date.parse('2027-03-31T23:59:59Z') / 1000
  await admin.logIn('admin')
  logIn(app, '2027-03-31 00:00:00')
  logIn(app, '2027-03-30 23:59:59.999000')
  logIn(app, '2027-03-30 12:00:00')
  logIn(app, '2027-03-30 12:00:00', '{"method":"password"}')
  logIn(app, '2027-03-02 00:00:00', '{}')
  logIn(app, '2027-03-01 23:59:59')
  logIn(app, '2027-03-30 12:00:00', '{}', 'logout')
  t.same((await admin.get('dashboard/')).body.logins, [
    { date: '2027-03-02', method: '', count: 1 },
    { date: '2027-03-30', method: 'kakao', count: 2 },
    { date: '2027-03-30', method: 'password', count: 1 },
    { date: '2027-03-31', method: 'admin', count: 1 },
    { date: '2027-03-31', method: 'kakao', count: 1 }
  ])
})

t.test('it is counted once in 30 seconds, for whoever asks', async t => {
  const { admin, clock } = await createPeopleAdmin(t)
  const users = async () => (await admin.get('dashboard/')).body.users
  t.same(await Promise.all([users(), users()]), [9, 9])
  await admin.post('users/', { username: 'dora' })
  clock.seconds += 29
  t.equal(await users(), 9)
  clock.seconds += 1
  t.equal(await users(), 10)
  await admin.post('users/', { username: 'eva' })
  clock.seconds -= 31
  t.equal(await users(), 11, 'and again when the clock is put back')
})

t.test('what cannot be counted is counted anew the next time', async t => {
  const { app, admin } = await createPeopleAdmin(t)
  const { statistics } = app.database
  const { users } = statistics
  statistics.users = async () => {
    throw new RangeError('broken')
  }
  t.equal((await admin.get('dashboard/')).status, 500)
  statistics.users = users
  t.match(await admin.get('dashboard/'), { status: 200, body: { users: 9 } })
})

t.test('it is for staff', async t => {
  const { app } = await createPeopleAdmin(t)
  await isForStaff(t, app, [['see', browser => browser.get('dashboard/')]])
  t.equal((await (await openStaff(app)).get('dashboard/')).status, 200)
})
