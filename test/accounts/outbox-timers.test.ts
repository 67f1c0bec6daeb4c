import { mock } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { began, queue, startOutbox, waiting } from './outbox-of.ts'

const at = (seconds: number) => began + 1000 * seconds
const minute = 60_000

/** Has timers run when the test says so. */
function stopTimers(t: Test): typeof mock.timers {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => mock.timers.reset())
  return mock.timers
}

t.test('the outbox looks again when the next mail is due', async t => {
  const timers = stopTimers(t)
  const { outbox, database, server, clock } = await startOutbox(t)
  await queue(database, ['a@example.com'], { due: new Date(at(20)) })
  await outbox.flush()
  clock.now = at(20)
  timers.tick(19_999)
  await outbox.settled()
  t.strictSame(server.sent, [])
  timers.tick(1)
  await outbox.settled()
  t.strictSame(server.sent, ['a@example.com'])
})

t.test('the outbox looks every minute for what other processes have left', async t => {
  const timers = stopTimers(t)
  const { outbox, database, server, clock } = await startOutbox(t)
  await outbox.flush()
  await queue(database, ['a@example.com'])
  timers.tick(minute - 1)
  await outbox.settled()
  t.strictSame(server.sent, [])
  timers.tick(1)
  await outbox.settled()
  t.strictSame(server.sent, ['a@example.com'])
  await queue(database, ['b@example.com'], { due: new Date(at(7200)) })
  await outbox.flush()
  clock.now = at(7200)
  timers.tick(minute)
  await outbox.settled()
  t.strictSame(server.sent, ['a@example.com', 'b@example.com'], 'also when a mail is due much later')
})

t.test('the outbox does not look more than once a second, whatever is due', async t => {
  const timers = stopTimers(t)
  const { outbox, database } = await startOutbox(t)
  const looks = t.capture(database.mails, 'due', database.mails.due)
  await queue(database, ['a@example.com'], { due: new Date(at(0.001)) })
  await outbox.flush()
  const before = looks().length
  timers.tick(999)
  await outbox.settled()
  t.equal(looks().length, 0)
  timers.tick(1)
  await outbox.settled()
  t.equal(looks().length, before)
})

t.test('however often it is woken, one timer is left', async t => {
  const timers = stopTimers(t)
  const { outbox, database } = await startOutbox(t)
  for (let time = 0; time < 10; time++) {
    outbox.wake()
    await outbox.flush()
  }
  const looks = t.capture(database.mails, 'nextDue', database.mails.nextDue)
  timers.tick(minute)
  await outbox.settled()
  t.equal(looks().length, 1)
})

t.test('a database that is away is told once, tried again after five seconds, and breaks nothing', async t => {
  const timers = stopTimers(t)
  const { outbox, database, server, lines } = await startOutbox(t)
  await queue(database, ['a@example.com'])
  const { due } = database.mails
  let isAway = true
  t.intercept(database.mails, 'due', {
    value: (...given: Parameters<typeof due>) => {
      if (isAway) throw Object.assign(new Error("near 'a@example.com'"), { code: 'SQLITE_IOERR' })
      return due(...given)
    }
  })
  await outbox.flush()
  t.strictSame(lines, [
    {
      level: 'warn',
      facts: { cause: { type: 'Error', code: 'SQLITE_IOERR', responseCode: undefined, command: undefined } },
      text: 'the outbox cannot be read or written'
    }
  ])
  isAway = false
  timers.tick(4999)
  await outbox.settled()
  t.strictSame(server.sent, [])
  timers.tick(1)
  await outbox.settled()
  t.strictSame(server.sent, ['a@example.com'])
  t.equal(lines.length, 1)
})

t.test('closing finishes what is under way and begins nothing more', async t => {
  const timers = stopTimers(t)
  const { outbox, database, server } = await startOutbox(t)
  await queue(database, ['a@example.com', 'b@example.com', 'c@example.com', 'd@example.com', 'e@example.com'])
  const open = server.hold()
  outbox.wake()
  while (server.underWay < 4) await setImmediate()
  const closed = outbox.close()
  open()
  await closed
  t.equal(server.sent.length, 4)
  t.strictSame(waiting(database), [['e@example.com', 0, 0]])
  const looks = t.capture(database.mails, 'nextDue', database.mails.nextDue)
  outbox.wake()
  await outbox.flush()
  timers.tick(minute)
  await outbox.settled()
  t.equal(server.sent.length, 4)
  t.strictSame(looks(), [], 'and the database may be closed')
})

t.test('closing stops the timer of an outbox that sleeps', async t => {
  const timers = stopTimers(t)
  const { outbox, database } = await startOutbox(t)
  await outbox.flush()
  await outbox.close()
  const looks = t.capture(database.mails, 'nextDue', database.mails.nextDue)
  timers.tick(minute)
  await outbox.settled()
  t.strictSame(looks(), [])
})

t.test('an outbox that sleeps keeps no process alive', async t => {
  const { outbox } = await startOutbox(t)
  const before = process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
  await outbox.flush()
  t.equal(process.getActiveResourcesInfo().filter(name => name === 'Timeout').length, before)
})
