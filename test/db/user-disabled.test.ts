// The trigger rest_auth_user_disabled: whoever disables a user ends their logins, Django included.
import t from 'tap'
import type { Database } from '../../db/open.ts'
import { connect, openDjango, rowsOf } from './opened.ts'

const month = new Date('2099-12-24T12:00:00Z')
const created = new Date('2026-11-23T12:00:00Z')

async function begin(database: Database, ...sessions: { id: string; userId: number; ended?: Date }[]): Promise<void> {
  const rest = { created, lastUsed: created, expires: month, userAgent: '', ipAddress: '', method: 'password' }
  await database.transaction(async queries => {
    for (const values of sessions) await queries.sessions.insert({ ...rest, ...values })
  })
}

const isRecent = (text: unknown) => Math.abs(Date.now() - Date.parse(`${String(text).replace(' ', 'T')}Z`)) < 60_000

t.test('disabling a user ends their sessions, their logins at Django and their key, and nobody else’s', async t => {
  const database = await openDjango(t)
  connect(t, database).exec("INSERT INTO authtoken_token VALUES ('another', '2026-11-23 12:00:00', 2)")
  const ended = new Date('2026-11-23T12:30:00Z')
  await begin(database, { id: 'one', userId: 1 }, { id: 'old', userId: 1, ended }, { id: 'two', userId: 2 })
  connect(t, database).exec('UPDATE auth_user SET is_active = 0 WHERE id = 1')
  const sessions = rowsOf(database, 'SELECT id, ended, expires FROM rest_auth_session ORDER BY id')
  t.match(sessions, [{ id: 'end of all 1' }, { id: 'old' }, { id: 'one' }, { id: 'two', ended: null }])
  const [all, old, one] = sessions
  t.ok(isRecent(all?.ended) && isRecent(one?.ended), `${all?.ended} ${one?.ended}`)
  t.equal(old?.ended, '2026-11-23 12:30:00')
  t.equal(all?.expires, '9999-12-31 00:00:00')
  t.equal(await database.sessions.haveAllEndedSince(1, created), true)
  t.strictSame(rowsOf(database, 'SELECT user_id FROM authtoken_token'), [{ user_id: 2 }])
})

t.test('what is written is a time that is read as any other', async t => {
  const database = await openDjango(t)
  await begin(database, { id: 'one', userId: 1 })
  connect(t, database).exec('UPDATE auth_user SET is_active = 0 WHERE id = 1')
  const ended = (await database.sessions.find('one'))?.ended
  t.ok(Math.abs(Date.now() - Number(ended)) < 60_000, String(ended))
  t.match(rowsOf(database, "SELECT ended FROM rest_auth_session WHERE id = 'one'"), [
    { ended: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/ }
  ])
})

for (const [what, sql] of [
  ['a user is enabled', 'UPDATE auth_user SET is_active = 1 WHERE id = 3'],
  ['a user who is disabled is disabled again', 'UPDATE auth_user SET is_active = 0 WHERE id = 3'],
  ['something else of a user changes', "UPDATE auth_user SET first_name = 'x', is_active = is_active WHERE id = 1"]
] as const) {
  t.test(`when ${what}, nothing ends`, async t => {
    const database = await openDjango(t)
    t.strictSame(rowsOf(database, 'SELECT is_active FROM auth_user WHERE id IN (1, 3) ORDER BY id'), [
      { is_active: 1 },
      { is_active: 0 }
    ])
    await begin(database, { id: 'one', userId: 1 }, { id: 'three', userId: 3 })
    connect(t, database).exec(sql)
    t.strictSame(rowsOf(database, 'SELECT id, ended FROM rest_auth_session ORDER BY id'), [
      { id: 'one', ended: null },
      { id: 'three', ended: null }
    ])
    t.equal(rowsOf(database, 'SELECT * FROM authtoken_token').length, 1)
  })
}

t.test('disabled a second time, the later end counts, and never an earlier one', async t => {
  const database = await openDjango(t)
  const connection = connect(t, database)
  connection.exec('UPDATE auth_user SET is_active = 0 WHERE id = 1; UPDATE auth_user SET is_active = 1 WHERE id = 1')
  for (const [before, isKept] of [
    ['2026-01-01 12:00:00', false],
    ['2098-01-01 12:00:00', true]
  ] as const) {
    connection.prepare("UPDATE rest_auth_session SET ended = ? WHERE id = 'end of all 1'").run(before)
    connection.exec('UPDATE auth_user SET is_active = 0 WHERE id = 1; UPDATE auth_user SET is_active = 1 WHERE id = 1')
    const [row] = rowsOf(database, "SELECT ended FROM rest_auth_session WHERE id = 'end of all 1'")
    t.equal(row?.ended === before, isKept, `${before} ${row?.ended}`)
  }
})
