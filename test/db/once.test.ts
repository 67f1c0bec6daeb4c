import t from 'tap'
import type { Database } from '../../db/open.ts'
import { openDjango, openNew, rowsOf } from './opened.ts'

const now = new Date('2026-11-23T12:00:00Z')
const after = (seconds: number) => new Date(now.getTime() + 1000 * seconds)

const show = (database: Database, hash: string, expires = after(60), moment = now) =>
  database.transaction(({ once }) => once.isFirst(hash, expires, moment))
const hashes = (database: Database) =>
  rowsOf(database, 'select hash from rest_auth_once order by hash').map(({ hash }) => hash)

t.test('what is shown is first once, and remembered until its end', async t => {
  const database = await openNew(t)
  t.equal(await show(database, 'a'), true)
  t.equal(await show(database, 'a'), false)
  t.equal(await show(database, 'b'), true)
  t.strictSame(rowsOf(database, "select * from rest_auth_once where hash = 'a'"), [
    { hash: 'a', expires: '2026-11-23 12:01:00' }
  ])
})

t.test('a database of Django’s remembers as well', async t => {
  const database = await openDjango(t)
  t.strictSame([await show(database, 'a'), await show(database, 'a')], [true, false])
})

t.test('of two at once one is first', async t => {
  const database = await openNew(t)
  t.strictSame(await Promise.all([show(database, 'a'), show(database, 'a')]), [true, false])
})

t.test('what is shown again keeps the end that it had', async t => {
  const database = await openNew(t)
  await show(database, 'a')
  await show(database, 'a', after(3600))
  t.match(rowsOf(database, 'select expires from rest_auth_once'), [{ expires: '2026-11-23 12:01:00' }])
})

t.test('what is over is forgotten, from its very end', async t => {
  const database = await openNew(t)
  await show(database, 'a')
  t.equal(await show(database, 'a', after(120), after(59.999)), false)
  t.equal(await show(database, 'a', after(120), after(60)), true)
})

t.test('what is taken back was never shown', async t => {
  const database = await openNew(t)
  const fault = new Error('afterwards')
  await t.rejects(
    database.transaction(async ({ once }) => {
      await once.isFirst('a', after(60), now)
      throw fault
    }),
    fault
  )
  t.equal(await show(database, 'a'), true)
})

t.test('each new one takes up to twenty away that are over, the oldest first', async t => {
  const database = await openNew(t)
  for (let number = 10; number < 35; number++) await show(database, `old${number}`, after(number))
  await show(database, 'new', after(600), after(40))
  t.strictSame(hashes(database), ['new', 'old30', 'old31', 'old32', 'old33', 'old34'])
  await show(database, 'new', after(600), after(40))
  t.strictSame(hashes(database), ['new'], 'also when it is not first')
})
