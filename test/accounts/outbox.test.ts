import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { began, queue, startOutbox, waiting } from './outbox-of.ts'

const at = (seconds: number) => began + 1000 * seconds

t.test('what is due is sent, and forgotten', async t => {
  const { outbox, database, server, lines } = await startOutbox(t)
  await queue(database, ['a@example.com', 'b@example.com'])
  await outbox.flush()
  t.strictSame(server.sent.sort(), ['a@example.com', 'b@example.com'])
  t.strictSame(waiting(database), [])
  t.strictSame(lines, [])
})

t.test('what is not yet due waits for its time', async t => {
  const { outbox, database, server, clock } = await startOutbox(t)
  await queue(database, ['later@example.com'], { due: new Date(at(60)) })
  await outbox.flush()
  t.strictSame(server.sent, [])
  clock.now = at(60)
  await outbox.flush()
  t.strictSame(server.sent, ['later@example.com'])
})

t.test('a mail to nobody is written like any other, and goes nowhere', async t => {
  const { outbox, database, server } = await startOutbox(t)
  await queue(database, ['nobody'])
  await outbox.flush()
  t.strictSame(server.sent, [])
  t.strictSame(server.rehearsed, ['to nobody'])
  t.strictSame(waiting(database), [])
})

t.test('a row may stand for several mails', async t => {
  const { outbox, database, server } = await startOutbox(t)
  await queue(database, ['a@example.com,b@example.com'])
  await outbox.flush()
  t.strictSame(server.sent, ['a@example.com', 'b@example.com'])
  t.strictSame(waiting(database), [])
})

t.test('four mails are under way at once, and no more', async t => {
  const { outbox, database, server } = await startOutbox(t)
  const recipients = Array.from({ length: 10 }, (_, number) => `${number}@example.com`)
  await queue(database, recipients)
  const open = server.hold()
  const flushed = outbox.flush()
  while (server.underWay < 4) await setImmediate()
  open()
  await flushed
  t.equal(server.most, 4)
  t.strictSame(server.sent.sort(), recipients)
})

t.test('a mail that does not leave is tried again with growing delays, up to an hour', async t => {
  const { outbox, database, server, clock } = await startOutbox(t)
  await queue(database, ['a@example.com'])
  server.failure = new Error('connect ECONNREFUSED')
  const delays: number[] = []
  for (let attempt = 1; attempt <= 9; attempt++) {
    await outbox.flush()
    const [[, attempts, due] = [undefined, undefined, 0]] = waiting(database)
    t.equal(attempts, attempt)
    delays.push(due - (clock.now - began) / 1000)
    clock.now = at(due)
  }
  t.strictSame(delays, [5, 15, 45, 135, 405, 1215, 3600, 3600, 3600])
})

t.test('it is not tried before that', async t => {
  const { outbox, database, server, clock, lines } = await startOutbox(t)
  await queue(database, ['a@example.com'])
  server.failure = new Error('away')
  await outbox.flush()
  clock.now = at(4.999)
  await outbox.flush()
  t.equal(lines.length, 1)
  server.failure = undefined
  clock.now = at(5)
  await outbox.flush()
  await outbox.flush()
  t.strictSame(server.sent, ['a@example.com'], 'and leaves once')
  t.strictSame(waiting(database), [])
})

t.test('the log hears of it, and of no address', async t => {
  const { outbox, database, server, lines } = await startOutbox(t)
  await queue(database, ['a@example.com'])
  server.failure = Object.assign(new TypeError('450 <a@example.com> try https://link/ later'), {
    code: 'EENVELOPE',
    responseCode: 450,
    response: '450 <a@example.com>',
    command: 'RCPT TO',
    rejected: ['a@example.com']
  })
  await outbox.flush()
  t.strictSame(lines, [
    {
      level: 'warn',
      facts: {
        mail: 1,
        kind: 'password reset',
        tries: 1,
        cause: { type: 'TypeError', code: 'EENVELOPE', responseCode: 450, command: 'RCPT TO' }
      },
      text: 'mail did not leave, and will be tried again'
    }
  ])
})

t.test('whatever is thrown is survived', async t => {
  const { outbox, database, server, lines } = await startOutbox(t)
  for (const thrown of [null, 'a text', 5]) {
    server.failure = thrown
    await queue(database, ['a@example.com'])
    await outbox.flush()
  }
  t.equal(lines.length, 3)
  t.equal(waiting(database).length, 3)
})

t.test('a mail that is a day old is given up, and the log says so', async t => {
  const { outbox, database, server, clock, lines } = await startOutbox(t)
  await queue(database, ['a@example.com'])
  server.failure = new Error('away')
  for (let tries = 0; waiting(database).length > 0 && tries < 100; tries++) {
    await outbox.flush()
    clock.now = at(waiting(database)[0]?.[2] ?? 0)
  }
  const last = lines.pop()
  t.match(last, { level: 'error', text: 'mail given up', facts: { mail: 1, kind: 'password reset', tries: 30 } })
  t.ok(lines.every(({ level }) => level === 'warn'))
  t.strictSame(waiting(database), [])
})

t.test('it is tried for the last time when the day ends', async t => {
  const { outbox, database, server } = await startOutbox(t)
  server.failure = new Error('away')
  await queue(database, ['last@example.com'], { created: new Date(at(5 - 86_400)) })
  await queue(database, ['late@example.com'], { created: new Date(at(5 - 86_400) - 1) })
  await outbox.flush()
  t.strictSame(waiting(database), [['last@example.com', 1, 5]])
})

t.test('a mail that the server refuses for good is given up at once', async t => {
  const { outbox, database, server, lines } = await startOutbox(t)
  for (const refusal of [
    { responseCode: 550, command: 'RCPT TO' },
    { responseCode: 500, command: 'RCPT TO' },
    { responseCode: 554, command: 'DATA' }
  ]) {
    server.failure = Object.assign(new Error('no'), refusal)
    await queue(database, ['a@example.com'])
    await outbox.flush()
    t.match(lines.pop(), { level: 'error', text: 'mail given up', facts: { tries: 1, cause: refusal } })
  }
  t.strictSame(waiting(database), [])
})

t.test('a refusal for now, or of something else than the mail, is not for good', async t => {
  const { outbox, database, server, lines } = await startOutbox(t)
  const refusals = [
    { responseCode: 499, command: 'RCPT TO' },
    { responseCode: 421, command: 'DATA' },
    { responseCode: 535, command: 'AUTH PLAIN' },
    { responseCode: 550, command: 'MAIL FROM' },
    { responseCode: '550', command: 'RCPT TO' },
    { command: 'RCPT TO' }
  ]
  for (const refusal of refusals) {
    server.failure = Object.assign(new Error('no'), refusal)
    await queue(database, ['a@example.com'])
    await outbox.flush()
    t.match(lines.pop(), { level: 'warn' }, JSON.stringify(refusal))
  }
  t.equal(waiting(database).length, refusals.length)
})

t.test('one mail that does not leave holds up no other', async t => {
  const { outbox, database, server } = await startOutbox(t)
  const send = server.send
  t.intercept(server, 'send', {
    value: async (mail: Parameters<typeof send>[0]) => {
      if (mail.to === 'bad@example.com') throw new Error('no')
      return send(mail)
    }
  })
  await queue(database, ['bad@example.com', 'a@example.com', 'b@example.com'])
  await outbox.flush()
  t.strictSame(server.sent.sort(), ['a@example.com', 'b@example.com'])
  t.strictSame(waiting(database), [['bad@example.com', 1, 5]])
})

t.test('a row that nobody can write a mail of is tried again, and given up like any other', async t => {
  const write = async () => {
    throw new RangeError('nobody knows how to write a mail of the kind invoice')
  }
  const { outbox, database, lines } = await startOutbox(t, { write })
  await queue(database, ['a@example.com'])
  await queue(database, ['b@example.com'], { created: new Date(at(-86_400)) })
  await outbox.flush()
  t.strictSame(waiting(database), [['a@example.com', 1, 5]])
  t.match(lines, [
    { level: 'warn', facts: { cause: { type: 'RangeError' } } },
    { level: 'error', facts: { cause: { type: 'RangeError' } } }
  ])
})
