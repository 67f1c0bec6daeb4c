import t from 'tap'
import { defaultPolicy } from '../../accounts/context.ts'
import { queueConfirmation } from '../../accounts/queue-confirmation.ts'
import { type MailOrder, queueMail, queueNotice } from '../../accounts/queue-mail.ts'
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

t.test('it is of the site that it was asked for at, and a mail that waits becomes one of the last', async t => {
  const database = await openNew(t)
  const queue = (order: MailOrder) => database.transaction(queries => queueMail(createMailing(), queries, order))
  await queue({ ...order, siteId: 1 })
  await queue({ ...order, kind: 'password changed', siteId: 1 })
  await queue({ ...order, kind: 'password changed' })
  const sites = () => mailsIn(database).map(({ kind, site_id }) => [kind, site_id])
  t.strictSame(sites(), [
    ['password reset', 1],
    ['password changed', 1],
    ['password changed', 2]
  ])
  await queue({ ...order, siteId: 3 })
  t.strictSame(sites()[0], ['password reset', 3])
  t.equal(mailsIn(database).length, 3)
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

t.test(
  'of what strangers ask for one mail of a kind waits for an address, in the language of the last order',
  async t => {
    const database = await openNew(t)
    const mailing = createMailing()
    const queue = (order: MailOrder) => database.transaction(queries => queueMail(mailing, queries, order))
    for (const kind of ['password reset', 'confirmation asked'] as const) {
      await queue({ kind, recipient: 'Alice@example.com', language: 'ko' })
      await queue({ kind, recipient: 'bob@example.com', language: 'ko' })
      mailing.outbox.isDirty = false
      await queue({ kind, recipient: 'aLICE@Example.com', language: 'en' })
      t.equal(mailing.outbox.isDirty, true, 'and the outbox is to be looked into')
    }
    t.strictSame(rowsOf(database, 'SELECT kind, recipient, language FROM rest_auth_mail ORDER BY id'), [
      { kind: 'password reset', recipient: 'Alice@example.com', language: 'en' },
      { kind: 'password reset', recipient: 'bob@example.com', language: 'ko' },
      { kind: 'confirmation asked', recipient: 'Alice@example.com', language: 'en' },
      { kind: 'confirmation asked', recipient: 'bob@example.com', language: 'ko' }
    ])
  }
)

t.test('once it has left, the next order is another mail', async t => {
  const database = await openNew(t)
  const queue = () => database.transaction(queries => queueMail(createMailing(), queries, order))
  await queue()
  await database.transaction(({ mails }) => mails.remove(1))
  await queue()
  t.match(mailsIn(database), [{ id: 2, recipient: 'Alice@example.com' }])
})

t.test('every other mail waits for itself', async t => {
  const database = await openNew(t)
  for (const kind of ['confirmation', 'password changed', 'email added', 'social connected'] as const) {
    for (let time = 0; time < 2; time++) {
      await database.transaction(queries => queueMail(createMailing(), queries, { ...order, kind }))
    }
  }
  t.equal(mailsIn(database).length, 8)
})

const asked = ['password reset', 'confirmation asked', 'confirmation'] as const
const notices = [
  'password changed',
  'email added',
  'email primary',
  'email removed',
  'emails changed',
  'social connected',
  'social disconnected',
  'account deleted'
] as const

t.test('ten thousand mails may wait before what strangers can order is refused', async t => {
  const database = await openNew(t)
  fill(t, database, 9999)
  const queue = (order: MailOrder) => database.transaction(queries => queueMail(createMailing(), queries, order))
  await queue(order)
  for (const kind of asked) await t.rejects(queue({ ...order, kind }), new Unavailable(), kind)
  t.equal(await database.mails.count(), 10_000)
  for (const kind of notices) await queue({ ...order, kind })
  t.equal(await database.mails.count(), 10_008)
})

t.test('twenty thousand may wait, and an act of which one more would tell is refused', async t => {
  const database = await openNew(t)
  fill(t, database, 19_999)
  const queue = (kind: MailOrder['kind']) =>
    database.transaction(queries => queueMail(createMailing(), queries, { ...order, kind }))
  await queue('password changed')
  for (const kind of [...notices, ...asked]) await t.rejects(queue(kind), new Unavailable(), kind)
  t.equal(await database.mails.count(), 20_000)
})

const [alice, admin] = [
  { id: 1, username: 'alice', email: 'alice@example.com' },
  { id: 5, username: 'admin', email: 'admin@example.com' }
]
/** Whose address is not verified. */
const hash = { id: 8, username: 'hash_argon2', email: 'Hash_argon2@example.com' }

/** What is queued to tell a user. */
async function queuedFor(database: Database, user: typeof alice, notice: Omit<MailOrder, 'recipient'>) {
  await database.transaction(queries => queueNotice(createMailing(), queries, user, notice))
  const [row, ...more] = rowsOf(database, 'SELECT * FROM rest_auth_mail ORDER BY id DESC')
  await database.transaction(({ mails }) => mails.remove(Number(row?.id)))
  return { ...row, details: JSON.parse(String(row?.details)), more }
}

t.test('a notice goes to the verified address of a user, with their name and what became of which address', async t => {
  const database = await openDjango(t)
  const notice = { kind: 'email added', language: 'en', details: { email: 'new@example.com' } } as const
  const { more, ...queued } = await queuedFor(database, { ...alice, email: 'Alice@Example.com' }, notice)
  t.strictSame(more, [])
  t.match(queued, { kind: 'email added', recipient: 'Alice@Example.com', language: 'en', site_id: 2 })
  t.strictSame(queued.details, { username: 'alice', email: 'new@example.com' })
})

t.test('so it does to the address of a user that has no row, as in a project without allauth', async t => {
  const database = await openDjango(t)
  t.strictSame(await database.emailAddresses.ofUser(admin.id), [])
  const notice = { kind: 'email primary', language: 'ko', details: { email: 'new@example.com' } } as const
  const queued = await queuedFor(database, admin, notice)
  t.match(queued, { kind: 'email primary', recipient: 'admin@example.com', language: 'ko' })
  t.strictSame(queued.details, { username: 'admin', email: 'new@example.com' })
})

t.test('an address that is not verified is told in words that nobody chose', async t => {
  const database = await openDjango(t)
  t.match(await database.emailAddresses.ofUser(hash.id), [{ email: 'hash_argon2@example.com', verified: false }])
  for (const [kind, plain] of [
    ['email added', 'emails changed'],
    ['email primary', 'emails changed'],
    ['email removed', 'emails changed'],
    ['password changed', 'password changed'],
    ['account deleted', 'account deleted']
  ] as const) {
    const queued = await queuedFor(database, hash, { kind, language: 'ko', details: { email: 'buy@spam.example' } })
    t.match(queued, { kind: plain, recipient: 'Hash_argon2@example.com', language: 'ko' }, kind)
    t.strictSame(queued.details, { email: '' }, kind)
  }
})

t.test('it is told of which identity provider, which is one of the server’s', async t => {
  const database = await openDjango(t)
  for (const kind of ['social connected', 'social disconnected'] as const) {
    const queued = await queuedFor(database, hash, { kind, language: 'en', details: { provider: 'Kakao' } })
    t.match(queued, { kind })
    t.strictSame(queued.details, { provider: 'Kakao', email: '' })
  }
})

t.test('an address counts as verified by its own row, and not by another one of the user', async t => {
  const database = await openDjango(t)
  const address = { userId: hash.id, email: 'other@example.com', primary: false, verified: true }
  await database.transaction(({ emailAddresses }) => emailAddresses.insert(address))
  const notice = { kind: 'password changed', language: 'en' } as const
  t.strictSame((await queuedFor(database, hash, notice)).details, { email: '' })
  const { details } = await queuedFor(database, { ...hash, email: 'other@example.com' }, notice)
  t.strictSame(details, { username: 'hash_argon2' })
})

t.test('a user without an address gets no notice', async t => {
  const database = await openNew(t)
  const mailing = createMailing()
  const notice = { kind: 'password changed', language: 'en' } as const
  await database.transaction(queries => queueNotice(mailing, queries, { id: 1, username: 'dora', email: '' }, notice))
  t.strictSame(mailsIn(database), [])
  t.equal(mailing.outbox.isDirty, false)
})

t.test('a confirmation is queued for an address by its number, without a key', async t => {
  const database = await openDjango(t)
  const address = await database.emailAddresses.find(7)
  if (address === undefined) throw new Error('no address 7')
  await database.transaction(queries =>
    queueConfirmation(createMailing(), queries, address, { language: 'ko', siteId: 1 })
  )
  t.match(mailsIn(database), [
    { kind: 'confirmation', recipient: 'hash_argon2@example.com', language: 'ko', site_id: 1, details: '{"id":7}' }
  ])
})
