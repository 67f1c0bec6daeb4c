import t from 'tap'
import { defaultPolicy } from '../../accounts/context.ts'
import { queueConfirmation } from '../../accounts/queue-confirmation.ts'
import { queueMail, queueNotice } from '../../accounts/queue-mail.ts'
import { Unavailable } from '../../core/errors.ts'
import type { Database } from '../../db/open.ts'
import { connect, openDjango, openNew, rowsOf } from '../db/opened.ts'

const order = { kind: 'password reset', recipient: 'Alice@example.com', language: 'ko' } as const

function createMailing() {
  const now = () => Date.parse('2026-11-23T14:00:00.500Z')
  return { now, policy: { ...defaultPolicy, siteId: 2 }, outbox: { isDirty: false } }
}

const mailsIn = (database: Database) => rowsOf(database, 'SELECT * FROM rest_auth_mail')

/** Has so many mails wait that nothing is due. */
function fill(t: Parameters<typeof connect>[0], database: Database, count: number): void {
  connect(t, database)
    .prepare(
      `WITH RECURSIVE number (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM number WHERE value < ?)
       INSERT INTO rest_auth_mail (kind, recipient, details, language, site_id, created, attempts, due)
       SELECT 'password reset', '', '{}', 'en', 1, '2026-11-23 14:00:00', 0, '2126-11-23 14:00:00' FROM number`
    )
    .run(count)
}

t.test('a mail is queued for at once, with what its text needs and no secret', async t => {
  const database = await openNew(t)
  const mailing = createMailing()
  await database.transaction(queries => queueMail(mailing, queries, { ...order, details: { email: 'b@example.com' } }))
  t.strictSame(mailsIn(database), [
    {
      id: 1,
      kind: 'password reset',
      recipient: 'Alice@example.com',
      details: '{"email":"b@example.com"}',
      language: 'ko',
      site_id: 2,
      created: '2026-11-23 14:00:00.500000',
      attempts: 0,
      due: '2026-11-23 14:00:00.500000'
    }
  ])
})

t.test('the outbox is to be looked into once the mail is committed, and not before', async t => {
  const database = await openNew(t)
  const mailing = createMailing()
  await database.transaction(async queries => {
    await queueMail(mailing, queries, order)
    t.equal(mailing.outbox.isDirty, false)
  })
  t.equal(mailing.outbox.isDirty, true)
})

t.test('a mail of an act that fails is not queued', async t => {
  const database = await openNew(t)
  const mailing = createMailing()
  const act = database.transaction(async queries => {
    await queueMail(mailing, queries, order)
    throw new Error('another step failed')
  })
  await t.rejects(act, { message: 'another step failed' })
  t.strictSame(mailsIn(database), [])
  t.equal(mailing.outbox.isDirty, false)
})

t.test('nor is one of an act that cannot be committed', async t => {
  const database = await openNew(t)
  const mailing = createMailing()
  const act = database.transaction(async queries => {
    await queueMail(mailing, queries, order)
    await queries.emailAddresses.insert({ userId: 99, email: 'a@example.com', primary: true, verified: false })
  })
  await t.rejects(act, { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' })
  t.strictSame(mailsIn(database), [])
  t.equal(mailing.outbox.isDirty, false)
})

t.test('ten thousand mails may wait, and an act that would send one more is refused', async t => {
  const database = await openNew(t)
  const mailing = createMailing()
  fill(t, database, 9999)
  const queue = () => database.transaction(queries => queueMail(mailing, queries, order))
  await queue()
  await t.rejects(queue(), new Unavailable())
  t.strictSame(rowsOf(database, 'SELECT count(*) AS mails FROM rest_auth_mail'), [{ mails: 10_000 }])
})

t.test('a notice goes to the address of a user, with their name', async t => {
  const database = await openNew(t)
  const notice = { kind: 'email added', language: 'en', details: { email: 'new@example.com' } } as const
  const user = { username: 'alice', email: 'alice@example.com' }
  await database.transaction(queries => queueNotice(createMailing(), queries, user, notice))
  t.match(mailsIn(database), [{ kind: 'email added', recipient: 'alice@example.com', language: 'en' }])
  t.strictSame(JSON.parse(String(mailsIn(database)[0]?.details)), { username: 'alice', email: 'new@example.com' })
})

t.test('a notice may have nothing more to say', async t => {
  const database = await openNew(t)
  const user = { username: 'alice', email: 'alice@example.com' }
  const notice = { kind: 'password changed', language: 'ko' } as const
  await database.transaction(queries => queueNotice(createMailing(), queries, user, notice))
  t.match(mailsIn(database), [{ kind: 'password changed', details: '{"username":"alice"}' }])
})

t.test('a user without an address gets no notice', async t => {
  const database = await openNew(t)
  const mailing = createMailing()
  const notice = { kind: 'password changed', language: 'en' } as const
  await database.transaction(queries => queueNotice(mailing, queries, { username: 'dora', email: '' }, notice))
  t.strictSame(mailsIn(database), [])
  t.equal(mailing.outbox.isDirty, false)
})

t.test('a confirmation is queued for an address by its number, without a key', async t => {
  const database = await openDjango(t)
  const address = await database.emailAddresses.find(7)
  if (address === undefined) throw new Error('no address 7')
  await database.transaction(queries => queueConfirmation(createMailing(), queries, address, 'ko'))
  t.match(mailsIn(database), [
    { kind: 'confirmation', recipient: 'hash_argon2@example.com', language: 'ko', details: '{"id":7}' }
  ])
})
