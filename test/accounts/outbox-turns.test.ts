import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { openDatabase } from '../../db/open.ts'
import { newDatabase } from '../helper.ts'
import { began, queue, startOutbox, waiting } from './outbox-of.ts'

const at = (seconds: number) => began + 1000 * seconds

t.test('two servers on one database send each mail once', async t => {
  const url = newDatabase(t)
  const databases = [await openDatabase({ url }), await openDatabase({ url })] as const
  t.teardown(() => Promise.all(databases.map(database => database.close())))
  const [one, other] = [
    await startOutbox(t, { database: databases[0] }),
    await startOutbox(t, { database: databases[1] })
  ]
  const recipients = Array.from({ length: 20 }, (_, number) => `${number + 10}@example.com`)
  await queue(one.database, recipients)
  const open = [one.server.hold(), other.server.hold()]
  const flushed = [one.outbox.flush(), other.outbox.flush()]
  while (one.server.underWay + other.server.underWay < 4) await setImmediate()
  for (const go of open) go()
  await Promise.all(flushed)
  await one.outbox.flush()
  t.strictSame([...one.server.sent, ...other.server.sent].sort(), recipients)
  t.strictSame(waiting(one.database), [])
  t.strictSame([...one.lines, ...other.lines], [])
})

t.test('a mail that another server is sending is left to it, and taken over when that has died', async t => {
  const dying = await startOutbox(t)
  const { database } = dying
  await queue(database, ['a@example.com'])
  const open = dying.server.hold()
  dying.outbox.wake()
  while (dying.server.underWay < 1) await setImmediate()
  const { outbox, server, clock } = await startOutbox(t, { database })
  clock.now = at(179.999)
  await outbox.flush()
  t.strictSame(server.sent, [])
  clock.now = at(180)
  await outbox.flush()
  t.strictSame(server.sent, ['a@example.com'])
  open()
})

t.test('a mail that is queued while others are sent needs no further wake-up than its own', async t => {
  const { outbox, database, server } = await startOutbox(t)
  await queue(database, ['a@example.com'])
  const open = server.hold()
  const flushed = outbox.flush()
  while (server.underWay < 1) await setImmediate()
  await queue(database, ['b@example.com'])
  outbox.wake()
  open()
  await flushed
  t.strictSame(server.sent, ['a@example.com', 'b@example.com'])
})

t.test('a mail that is queued when all others have just been sent is sent by the flush that asks for it', async t => {
  const { outbox, database, server } = await startOutbox(t)
  const { nextDue } = database.mails
  let flushed: Promise<void> | undefined
  t.intercept(database.mails, 'nextDue', {
    async value() {
      const due = await nextDue()
      if (flushed === undefined) {
        await queue(database, ['late@example.com'])
        flushed = outbox.flush().then(() => void t.strictSame(server.sent, ['late@example.com']))
      }
      return due
    }
  })
  await outbox.flush()
  await flushed
  t.plan(1)
})

t.test('settled waits for what is under way, and begins nothing', async t => {
  const { outbox, database, server } = await startOutbox(t)
  await queue(database, ['a@example.com'])
  await outbox.settled()
  t.strictSame(server.sent, [])
  const open = server.hold()
  outbox.wake()
  const settled = outbox.settled()
  while (server.underWay < 1) await setImmediate()
  open()
  await settled
  t.strictSame(server.sent, ['a@example.com'])
})

t.test('when one mail cannot be claimed, the others under way are still settled', async t => {
  const { outbox, database, server, lines } = await startOutbox(t)
  await queue(database, ['a@example.com', 'b@example.com'])
  const { transaction } = database
  let count = 0
  t.intercept(database, 'transaction', {
    value: (work: Parameters<typeof transaction>[0]) =>
      ++count === 1 ? Promise.reject(new Error('busy')) : transaction(work)
  })
  await outbox.flush()
  t.strictSame(server.sent, ['b@example.com'])
  t.match(lines, [{ level: 'warn', text: 'the outbox cannot be read or written' }])
  t.strictSame(waiting(database), [['a@example.com', 0, 0]])
  await outbox.flush()
  t.strictSame(server.sent, ['b@example.com', 'a@example.com'])
})
