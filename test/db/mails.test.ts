import t from 'tap'
import type { NewMail } from '../../db/mails.ts'
import type { Database } from '../../db/open.ts'
import { connect, openNew, rowsOf } from './opened.ts'

const now = new Date('2026-11-23T12:00:00Z')
const after = (milliseconds: number) => new Date(now.getTime() + milliseconds)

const mail = (values: Partial<NewMail> = {}): NewMail => ({
  kind: 'password reset',
  recipient: 'alice@example.com',
  details: '{}',
  language: 'ko',
  siteId: 1,
  created: now,
  attempts: 0,
  due: now,
  ...values
})

const insert = (database: Database, ...mails: NewMail[]) =>
  database.transaction(async queries => {
    for (const values of mails) await queries.mails.insert(values)
  })

const idsDue = async ({ mails }: Database, moment: Date, limit = 10) =>
  (await mails.due(moment, limit)).map(({ id }) => id)

/** The one mail that waits. */
async function waiting({ mails }: Database) {
  const [queued] = await mails.due(after(86_400_000), 1)
  if (queued === undefined) throw new Error('no mail waits')
  return queued
}

t.test('insert writes a mail', async t => {
  const database = await openNew(t)
  await insert(database, mail({ due: after(1500) }))
  t.strictSame(rowsOf(database, 'SELECT * FROM rest_auth_mail'), [
    {
      id: 1,
      kind: 'password reset',
      recipient: 'alice@example.com',
      details: '{}',
      language: 'ko',
      site_id: 1,
      created: '2026-11-23 12:00:00',
      attempts: 0,
      due: '2026-11-23 12:00:01.500000'
    }
  ])
})

t.test('a mail is read as it was written', async t => {
  const database = await openNew(t)
  await insert(database, mail({ due: after(1500) }))
  t.strictSame(await waiting(database), { id: 1, ...mail({ due: after(1500) }) })
})

const renew = (database: Database, recipient: string, kind = 'password reset') =>
  database.transaction(({ mails }) => mails.renew({ kind, recipient, language: 'en', siteId: 1 }))

t.test(
  'renew gives the mail of a kind that waits for an address in any case another language and site, and nothing else',
  async t => {
    const database = await openNew(t)
    const tried = mail({ attempts: 3, due: after(1500), siteId: 2, details: '{"id":7}' })
    const others = [mail({ kind: 'confirmation asked' }), mail({ recipient: 'bob@example.com' })]
    await insert(database, tried, ...others)
    const [, ...before] = rowsOf(database, 'SELECT * FROM rest_auth_mail')
    t.equal(await renew(database, 'ALICE@Example.com'), true)
    const [renewed, ...rest] = rowsOf(database, 'SELECT * FROM rest_auth_mail')
    t.match(renewed, { language: 'en', recipient: 'alice@example.com', attempts: 3, details: '{"id":7}', site_id: 1 })
    t.strictSame(renewed?.due, '2026-11-23 12:00:01.500000')
    t.strictSame(rest, before)
  }
)

t.test('renew says so when no mail of the kind waits for the address', async t => {
  const database = await openNew(t)
  await insert(database, mail())
  const before = rowsOf(database, 'SELECT * FROM rest_auth_mail')
  for (const recipient of ['bob@example.com', 'a_ice@example.com', '%', '']) {
    t.equal(await renew(database, recipient), false, recipient)
  }
  t.equal(await renew(database, 'alice@example.com', 'confirmation asked'), false)
  t.strictSame(rowsOf(database, 'SELECT * FROM rest_auth_mail'), before)
})

t.test('count says how many mails wait, due or not', async t => {
  const database = await openNew(t)
  t.equal(await database.mails.count(), 0)
  await insert(database, mail(), mail({ due: after(1000) }))
  t.equal(await database.mails.count(), 2)
})

t.test('due gives the mails whose time has come, the longest waiting first', async t => {
  const database = await openNew(t)
  await insert(
    database,
    mail({ due: after(2) }),
    mail({ due: after(1) }),
    mail({ due: after(1) }),
    mail({ due: after(4) })
  )
  t.strictSame(await idsDue(database, after(3)), [2, 3, 1])
})

t.test('a mail is due from its very moment', async t => {
  const database = await openNew(t)
  await insert(database, mail({ due: after(1000) }), mail({ due: after(1500) }))
  t.strictSame(await idsDue(database, after(999)), [])
  t.strictSame(await idsDue(database, after(1000)), [1])
  t.strictSame(await idsDue(database, after(1499)), [1])
  t.strictSame(await idsDue(database, after(1500)), [1, 2])
})

t.test('due gives no more mails than are asked for', async t => {
  const database = await openNew(t)
  await insert(database, mail(), mail(), mail())
  t.strictSame(await idsDue(database, now, 2), [1, 2])
})

t.test('due reads an index, and not all mails that wait', async t => {
  const database = await openNew(t)
  const [step] = rowsOf(database, "EXPLAIN QUERY PLAN SELECT * FROM rest_auth_mail WHERE due <= 'x' ORDER BY due, id")
  t.match(step?.detail, /^SEARCH rest_auth_mail USING INDEX rest_auth_mail_due/)
})

t.test('nextDue says when the first mail is due', async t => {
  const database = await openNew(t)
  await insert(database, mail({ due: after(2500) }), mail({ due: after(1500) }))
  t.strictSame(await database.mails.nextDue(), after(1500))
})

t.test('nextDue says nothing when no mail waits', async t => {
  const database = await openNew(t)
  t.equal(await database.mails.nextDue(), undefined)
})

t.test('claim takes a mail until a moment, and counts that it is tried', async t => {
  const database = await openNew(t)
  await insert(database, mail(), mail())
  const queued = await waiting(database)
  t.equal(await database.transaction(({ mails }) => mails.claim(queued, after(5000))), true)
  t.strictSame(rowsOf(database, 'SELECT id, attempts, due FROM rest_auth_mail'), [
    { id: 1, attempts: 1, due: '2026-11-23 12:00:05' },
    { id: 2, attempts: 0, due: '2026-11-23 12:00:00' }
  ])
})

t.test('claim takes no mail that another process has taken, postponed or sent', async t => {
  const database = await openNew(t)
  await insert(database, mail())
  const queued = await waiting(database)
  const claim = () => database.transaction(({ mails }) => mails.claim(queued, after(5000)))
  t.equal(await claim(), true)
  t.equal(await claim(), false)
  await database.transaction(({ mails }) => mails.postpone(queued.id, now))
  t.equal(await claim(), false)
  t.strictSame(rowsOf(database, 'SELECT attempts, due FROM rest_auth_mail'), [
    { attempts: 1, due: '2026-11-23 12:00:00' }
  ])
  await database.transaction(({ mails }) => mails.remove(queued.id))
  t.equal(await claim(), false)
})

t.test('claim takes a mail whose moment somebody wrote by hand in another form', async t => {
  const database = await openNew(t)
  await insert(database, mail())
  connect(t, database).exec("UPDATE rest_auth_mail SET due = '2026-11-23 11:00:00.5'")
  const queued = await waiting(database)
  t.equal(await database.transaction(({ mails }) => mails.claim(queued, after(5000))), true)
})

t.test('postpone moves one mail', async t => {
  const database = await openNew(t)
  await insert(database, mail(), mail())
  await database.transaction(({ mails }) => mails.postpone(1, after(60_000)))
  t.strictSame(rowsOf(database, 'SELECT id, attempts, due FROM rest_auth_mail'), [
    { id: 1, attempts: 0, due: '2026-11-23 12:01:00' },
    { id: 2, attempts: 0, due: '2026-11-23 12:00:00' }
  ])
})

t.test('remove removes one mail, whose number no other gets', async t => {
  const database = await openNew(t)
  await insert(database, mail(), mail())
  await database.transaction(({ mails }) => mails.remove(2))
  await insert(database, mail())
  t.strictSame(rowsOf(database, 'SELECT id FROM rest_auth_mail'), [{ id: 1 }, { id: 3 }])
})
