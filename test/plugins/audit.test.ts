import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import type { AuditEvent } from '../../core/events.ts'
import { djangoDatabase, password, post, readRows } from '../helper.ts'
import { createLoggedApp } from '../logged-app.ts'
import { createMailingApp } from '../mailing-app.ts'
import { writeRows } from '../outside.ts'

const alice = { username: 'alice', password }
const day = 24 * 3600

t.test('a host that fails to take an event is logged, and nobody else notices', async t => {
  for (const [what, onAuditEvent] of Object.entries({
    'by throwing': () => {
      throw new Error('the host fails')
    },
    later: async () => {
      await setImmediate()
      throw new Error('the host fails')
    }
  })) {
    t.test(what, async t => {
      const { app, lines } = await createLoggedApp(t, { emailUrl: `file:${t.testdirName}/mails`, onAuditEvent })
      t.equal((await post(app, '/api-jwt-auth/', alice)).status, 200)
      await setImmediate()
      const logged = lines.map(line => JSON.parse(line)).filter(({ level }) => level >= 50)
      t.match(logged, [{ msg: 'onAuditEvent failed', err: { message: 'the host fails' } }])
      t.equal(logged.length, 1)
      t.equal(readRows(app, 'select * from rest_auth_event').length, 1)
    })
  }
})

t.test('nobody waits for the host', async t => {
  let isDone = false
  const { promise, resolve } = Promise.withResolvers<void>()
  const { app } = await createMailingApp(t, {
    async onAuditEvent() {
      await promise
      isDone = true
    }
  })
  t.equal((await post(app, '/api-jwt-auth/', alice)).status, 200)
  t.equal(isDone, false)
  resolve()
  await setImmediate()
  t.equal(isDone, true)
})

t.test('the host is told once the row is written', async t => {
  const seen: unknown[] = []
  const { app } = await createMailingApp(t, {
    onAuditEvent({ event, userId }) {
      seen.push([event, userId, readRows(app, 'select event from rest_auth_event').length])
    }
  })
  await post(app, '/api-jwt-auth/', alice)
  t.same(seen, [['login', 1, 1]])
})

t.test('an event that the host keeps does not change with a later one', async t => {
  const kept: AuditEvent[] = []
  const { app, clock } = await createMailingApp(t, { onAuditEvent: event => void kept.push(event) })
  await post(app, '/api-jwt-auth/', alice)
  const [first] = structuredClone(kept)
  clock.seconds += 1
  await post(app, '/api-jwt-auth/', { ...alice, password: 'wrong' })
  t.strictSame(kept[0], first)
})

t.test('events go after AUDIT_RETENTION_DAYS, ninety unless it says otherwise', async t => {
  for (const [options, days] of [
    [{}, 90],
    [{ auditRetentionDays: 1 }, 1]
  ] as const) {
    t.test(`${days} days`, async t => {
      const { app, clock } = await createMailingApp(t, options)
      await post(app, '/api-jwt-auth/', alice)
      clock.seconds += days * day - 1
      await post(app, '/api-jwt-auth/', alice)
      t.equal(readRows(app, 'select * from rest_auth_event').length, 2)
      clock.seconds += 1
      await post(app, '/api-jwt-auth/', alice)
      t.same(
        readRows(app, 'select id from rest_auth_event').map(({ id }) => id),
        [2, 3]
      )
    })
  }
})

t.test('a trail that is full of old events is emptied twenty at a time', async t => {
  const { app } = await createMailingApp(t, { databaseUrl: djangoDatabase(t) })
  for (let i = 0; i < 30; i++) {
    writeRows(app, "insert into rest_auth_event values (null, '2026-01-01 12:00:00', 'login', 1, '', '', null, '{}')")
  }
  await post(app, '/api-jwt-auth/', alice)
  t.equal(readRows(app, "select * from rest_auth_event where created < '2026-06-01'").length, 10)
})
