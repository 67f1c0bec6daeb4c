// `npm start` is told to stop: what it has taken is finished, nothing new is taken, and nothing holds up its end.
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { json } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { isWhole, readFile, registration, registrationUrl, runStandalone, type Standalone } from './standalone.ts'

/** A mail server that there is not: mails stay in the outbox. */
const settings = { EMAIL_URL: 'smtp://127.0.0.1:1' }

/** A registration of which the first half has been sent, on a connection that wants to be kept. */
async function sendHalf(t: Test, { url }: Standalone, username: string) {
  const agent = new Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  const body = JSON.stringify(registration(username))
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    expect: '100-continue'
  }
  const sent: ClientRequest = request(`${url}${registrationUrl}`, { method: 'POST', agent, headers })
  const answer = new Promise<IncomingMessage>((resolve, reject) => sent.on('response', resolve).on('error', reject))
  answer.catch(() => undefined) // Each test says what it must be.
  sent.flushHeaders()
  await once(sent, 'continue') // The server has its headers.
  sent.write(body.slice(0, 20))
  return { answer, finish: () => sent.end(body.slice(20)) }
}

/** Whether somebody still listens. */
async function takesConnections({ url }: Standalone): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  const [event] = await Promise.race([
    once(socket, 'connect').then(() => ['connect']),
    once(socket, 'error').then(() => ['error'])
  ]).catch(() => ['error'])
  socket.destroy()
  return event === 'connect'
}

/** Waits until nobody listens any more; a hundred looks at most. */
async function stopsListening(server: Standalone): Promise<boolean> {
  for (let looks = 0; looks < 100; looks++) if (!(await takesConnections(server))) return true
  return false
}

t.test('a request that was taken is finished, and no other is taken', async t => {
  t.testdir()
  const server = await runStandalone(t, { settings })
  const idle = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => undefined)
  await once(idle, 'connect')
  const { answer, finish } = await sendHalf(t, server, 'minsu')
  server.process.kill('SIGTERM')
  t.ok(await stopsListening(server))
  finish()
  const response = await answer
  t.equal(response.statusCode, 201)
  t.equal(response.headers.connection, 'close')
  t.match(await json(response), { user: { username: 'minsu' } })

  const stopping = performance.now()
  t.same(await server.ended(), { code: 0, signal: null })
  t.ok(performance.now() - stopping < 7000, 'nor does a connection that nothing was asked on hold up the end')
  t.equal(server.output.stderr, '')
  t.notOk(existsSync(`${server.path}-wal`), 'the database is closed')
  t.ok(isWhole(server.path))
  t.same(readFile(server.path, 'SELECT username FROM auth_user'), ['minsu'])
  t.same(readFile(server.path, 'SELECT recipient FROM rest_auth_mail'), ['minsu@example.com'], 'the mail is kept')
})

t.test('a request that never ends is cut off within ten seconds', async t => {
  t.testdir()
  const server = await runStandalone(t, { settings })
  const { answer } = await sendHalf(t, server, 'minsu')
  const began = performance.now()
  server.process.kill('SIGTERM')
  t.same(await server.ended(), { code: 0, signal: null })
  t.ok(performance.now() - began < 10_000)
  await t.rejects(answer)
  t.equal(server.output.stderr, '')
  t.notOk(existsSync(`${server.path}-wal`))
  t.same(readFile(server.path, 'SELECT username FROM auth_user'), [])
})
