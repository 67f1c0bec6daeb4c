import t from 'tap'
import { eventNames } from '../../../core/events.ts'
import { createAdminApp } from '../../admin-app.ts'
import { isForStaff } from '../../admin-people.ts'
import { inShort, notFound, openStaff } from '../../admin-social.ts'
import { writeRows } from '../../outside.ts'

type App = Parameters<typeof writeRows>[0]

/** An event that somebody else's act wrote down. */
function happen(
  app: App,
  { id, created, event = 'logout', userId = null, details = '{}' }: Record<string, unknown>
): void {
  writeRows(
    app,
    `insert into rest_auth_event (id, created, event, user_id, ip_address, user_agent, session_id, details)
     values (?, ?, ?, ?, '203.0.113.7', 'tests', null, ?)`,
    ...[id, created, event, userId, details]
  )
}

/** Ten events of 2025, two of each of five days, by alice and nobody. */
function happenOften(app: App): void {
  for (let number = 0; number < 10; number++) {
    happen(app, {
      id: 1000 + number,
      created: `2025-01-0${1 + Math.floor(number / 2)} 12:00:00`,
      event: number % 2 === 0 ? 'logout' : 'login_failed',
      userId: number < 4 ? 1 : null
    })
  }
}

t.test('what has happened is listed, the newest first', async t => {
  const { app, admin } = await createAdminApp(t)
  await admin.patch('users/1/', { first_name: '<b>' })
  const { status, body } = await admin.get('events/')
  t.equal(status, 200)
  t.equal(body.count, 2)
  const [changed, login] = body.results
  t.match(changed, {
    id: 2,
    created: /^\d{4}-.*Z$/,
    event: 'user_changed_by_admin',
    user: 1,
    username: 'alice',
    ip_address: '127.0.0.1',
    user_agent: 'lightMyRequest',
    session_id: login.session_id,
    details: {
      by: 5,
      by_username: 'admin',
      username: 'alice',
      before: { first_name: '' },
      after: { first_name: '<b>' }
    }
  })
  t.match(login, { event: 'login', user: 5, username: 'admin', details: { method: 'admin' } })
  t.same((await admin.get('events/2/')).body, changed)
  t.same(inShort(await admin.get('events/99/')), notFound)
  happen(app, { id: 50, created: '2027-01-01 00:00:00', userId: 99, details: 'no JSON' })
  t.match((await admin.get('events/50/')).body, { user: 99, username: null, session_id: null, details: {} })
})

t.test('they are filtered by user, name and time', async t => {
  const { app, admin } = await createAdminApp(t)
  happenOften(app)
  const found = async (query: string) =>
    (await admin.get(`events/?${query}`)).body.results.map(({ id }: { id: number }) => id - 1000)
  t.same(await found('user=1'), [3, 2, 1, 0])
  t.same(await found('event=logout'), [8, 6, 4, 2, 0])
  t.same(await found('event=logout&ordering=id'), [0, 2, 4, 6, 8])
  t.same(await found('event=logout&user=1'), [2, 0])
  t.same(await found('until=2025-01-02'), [1, 0])
  t.same(await found('since=2025-01-04&until=2025-01-04T12:00:00Z'), [7, 6])
  t.same(await found('since=2025-01-04&until=2025-01-05&event=login_failed'), [7])
  t.same(await found('since=2025-01-02T12:00:01Z&user=1'), [])
  t.same(await found('ordering=id&page=2&page_size=4'), [4, 5, 6, 7])
  t.same(await found('id=1001&id=1003'), [3, 1])
  t.same((await admin.get('events/?event=key_rotated_by_operator')).body, { count: 0, results: [] })
})

t.test('what is no name of an event is said, rather than that nothing of it has happened', async t => {
  const { admin } = await createAdminApp(t)
  t.same(inShort(await admin.get('events/?event=logins')), {
    status: 400,
    body: { event: ['"logins" is not a valid choice.'] }
  })
  t.match(await admin.get('events/?event=constructor'), { status: 400 })
  t.match(await admin.get('events/?since=x&until=y&user=z&ordering=created'), {
    status: 400,
    body: { ordering: [/choice/], user: [/integer/], since: [/time/], until: [/time/] }
  })
  t.same((await admin.get('events/names/')).body, { results: eventNames })
})

t.test('staff read them, and nobody writes', async t => {
  const { app, admin } = await createAdminApp(t)
  await isForStaff(t, app, [
    ['list', browser => browser.get('events/')],
    ['row', browser => browser.get('events/1/')],
    ['names', browser => browser.get('events/names/')]
  ])
  const staff = await openStaff(app)
  t.equal((await staff.get('events/')).status, 200)
  t.equal((await staff.get('events/names/')).status, 200)
  t.equal((await admin.post('events/', {})).status, 405)
  t.equal((await admin.delete('events/1/')).status, 405)
})
