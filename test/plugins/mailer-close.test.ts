import Fastify from 'fastify'
import t from 'tap'
import { suite } from '../../app.ts'
import { rowsOf } from '../db/opened.ts'
import { djangoDatabase, post, secretKey } from '../helper.ts'
import { createLoggedApp } from '../logged-app.ts'
import { startMailServer, startPretender } from '../smtp-server.ts'

const resetUrl = '/rest-auth/password/reset/'
const alice = { email: 'alice@example.com' }

t.test('nobody waits for a mail server that hangs, neither for an answer nor long for the end', async t => {
  const server = await startPretender(t)
  const { app, logged } = await createLoggedApp(t, { emailUrl: server.url })
  const { path } = app.database
  const asked = performance.now()
  t.equal((await post(app, resetUrl, alice)).status, 200)
  t.ok(performance.now() - asked < 2000, 'the answer comes at once')
  await server.connected
  t.equal((await post(app, resetUrl, { email: 'bob@example.com' })).status, 200)
  t.equal((await post(app, resetUrl, { email: 'nobody@example.com' })).status, 200)
  t.ok(performance.now() - asked < 2000, 'also while it hangs')

  const closing = performance.now()
  await app.close()
  t.ok(performance.now() - closing < 8000, 'the end comes after five seconds')
  t.match(logged(), [{ level: 40, msg: 'mail did not leave, and will be tried again' }])
  const rows = rowsOf(
    { path },
    'SELECT recipient, attempts, (julianday(due) - julianday(created)) * 86400 AS delay FROM rest_auth_mail'
  )
  t.strictSame(
    rows.map(({ recipient, attempts, delay }) => [recipient, attempts, Math.round(Number(delay))]),
    [
      ['alice@example.com', 1, 5],
      ['bob@example.com', 0, 0],
      ['nobody@example.com', 0, 0]
    ],
    'all that had not left is there for the next start'
  )
})

t.test('a mail that is under way when the server closes is finished', async t => {
  const { promise: began, resolve: begin } = Promise.withResolvers<void>()
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  const server = await startMailServer(t, {
    async onMailFrom(_address, _session, done) {
      begin()
      await opened
      done()
    }
  })
  const { app, logged } = await createLoggedApp(t, { emailUrl: server.url })
  const { path } = app.database
  await post(app, resetUrl, alice)
  await began
  const closed = app.close()
  open()
  await closed
  t.match(server.mails, [{ recipients: ['alice@example.com'] }])
  t.strictSame(rowsOf({ path }, 'SELECT * FROM rest_auth_mail'), [])
  t.strictSame(logged(), [])
})

t.test('a server that never was ready closes in peace', async t => {
  const app = Fastify()
  await app.register(suite, { secretKey, databaseUrl: djangoDatabase(t), emailUrl: 'smtp://127.0.0.1:1' })
  await t.resolves(app.close())
})

t.test('an idle connection to a mail server ends with the server', async t => {
  const server = await startMailServer(t)
  const { app } = await createLoggedApp(t, { emailUrl: server.url })
  await post(app, resetUrl, alice)
  await app.mailer.flush()
  t.equal(server.sockets.size, 1)
  await app.close()
  await server.idle()
  t.equal(server.sockets.size, 0)
})
