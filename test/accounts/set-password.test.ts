import t from 'tap'
import { setPassword } from '../../accounts/set-password.ts'
import { createPasswords } from '../../core/passwords.ts'
import type { Database } from '../../db/open.ts'
import { openDjango, rowsOf } from '../db/opened.ts'
import { refusal } from './refusal.ts'

const passwords = createPasswords()
const audit = { retentionDays: 90 }
const now = () => Date.parse('2026-11-24T09:00:00Z')
const newPassword = 'staple battery horse'

const set = (database: Database, username: string, password = newPassword) =>
  setPassword({ database, passwords, now, audit }, username, password)

const hashesIn = (database: Database) => rowsOf(database, 'SELECT id, password FROM auth_user ORDER BY id')

async function insertSession(database: Database, id: string, userId: number): Promise<void> {
  const began = new Date('2026-11-23T12:00:00Z')
  const session = { id, userId, userAgent: '', ipAddress: '', method: 'password', created: began, lastUsed: began }
  await database.transaction(({ sessions }) =>
    sessions.insert({ ...session, expires: new Date('2026-12-01T12:00:00Z') })
  )
}

t.test('a user gets a new password, and nobody else does', async t => {
  const database = await openDjango(t)
  const [, ...others] = hashesIn(database)
  t.match(await set(database, 'alice'), { id: 1, username: 'alice' })
  const [alice, ...rest] = hashesIn(database)
  t.match(alice?.password, /^argon2\$argon2id\$/)
  t.equal(await passwords.verify(newPassword, String(alice?.password)), true)
  t.strictSame(rest, others)
})

t.test('the sessions of the user end, and nobody else’s do', async t => {
  const database = await openDjango(t)
  await insertSession(database, 'sid-1', 1)
  await insertSession(database, 'sid-2', 2)
  await set(database, 'alice')
  t.strictSame(rowsOf(database, 'SELECT id, ended FROM rest_auth_session ORDER BY id'), [
    { id: 'end of all 1', ended: '2026-11-24 09:00:00' },
    { id: 'sid-1', ended: '2026-11-24 09:00:00' },
    { id: 'sid-2', ended: null }
  ])
})

t.test('a user who came by Kakao gets a password', async t => {
  const database = await openDjango(t)
  await set(database, '지윤')
  const [row] = rowsOf(database, "SELECT password FROM auth_user WHERE username = '지윤'")
  t.equal(await passwords.verify(newPassword, String(row?.password)), true)
})

t.test('the password is kept trimmed, as a login reads it', async t => {
  const database = await openDjango(t)
  await set(database, 'alice', ` ${newPassword}\t`)
  t.equal(await passwords.verify(newPassword, String(hashesIn(database)[0]?.password)), true)
})

t.test('a user who does not exist is refused', async t => {
  const database = await openDjango(t)
  const before = hashesIn(database)
  t.strictSame(await refusal(set(database, 'nobody')), [['username', ["User doesn't exist."]]])
  t.strictSame(hashesIn(database), before)
})

t.test('a password that is too weak, or like the user’s own names, is refused', async t => {
  const database = await openDjango(t)
  await insertSession(database, 'sid-1', 2)
  const before = hashesIn(database)
  t.strictSame(await refusal(set(database, 'bob', 'bob@example')), [
    ['password', ['The password is too similar to the email address.']]
  ])
  t.strictSame(await refusal(set(database, 'bob', '')), [['password', ['This field may not be blank.']]])
  t.strictSame(await refusal(set(database, 'bob', 'a'.repeat(129))), [
    ['password', ['Ensure this field has no more than 128 characters.']]
  ])
  t.strictSame(hashesIn(database), before)
  t.strictSame(rowsOf(database, 'SELECT ended FROM rest_auth_session'), [{ ended: null }])
  t.strictSame(rowsOf(database, 'SELECT user_id FROM authtoken_token'), [{ user_id: 1 }])
})

t.test('the key of the user ends, and nobody else’s does', async t => {
  const database = await openDjango(t)
  const created = new Date('2026-11-23T12:00:00Z')
  await database.transaction(({ tokens }) => tokens.getOrInsert({ key: 'b'.repeat(40), userId: 2, created }))
  await set(database, 'alice')
  t.strictSame(rowsOf(database, 'SELECT user_id FROM authtoken_token'), [{ user_id: 2 }])
})
