import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { type FinishRequestsOptions, finishRequests } from '../../plugins/finish-requests.ts'

/** A server with a route that answers when the test says so, and how a request is sent to it. */
async function createServer(t: Test, options: FinishRequestsOptions = {}) {
  const app = Fastify()
  t.teardown(() => app.close())
  const { promise: taken, resolve: take } = Promise.withResolvers<void>()
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
  const { promise: closing, resolve: close } = Promise.withResolvers<void>()
  await app.register(finishRequests, options)
  app.addHook('preClose', async () => close())
  app.get('/', async () => {
    take()
    await answered
    return 'done'
  })
  app.get('/now', async () => 'done')
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  async function open() {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined)
    t.teardown(() => socket.destroy())
    await once(socket, 'connect')
    return socket
  }
  return { app, taken, answer, closing, open, get: 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n' }
}

t.test('a request that was taken is answered, and its connection is not kept', async t => {
  const { app, taken, answer, closing, open, get } = await createServer(t)
  const socket = await open()
  socket.write(get)
  await taken
  const closed = app.close()
  await closing
  answer()
  const response = await text(socket)
  t.match(response, /^HTTP\/1\.1 200 OK\r\n/)
  t.match(response, /\r\nconnection: close\r\n/i)
  t.match(response, /done$/)
  await closed
})

t.test('a connection is kept as long as the server goes on', async t => {
  const { app } = await createServer(t)
  t.not((await app.inject('/now')).headers.connection, 'close')
})

t.test('a connection that nothing was asked on does not hold up the end', async t => {
  const { app, open } = await createServer(t, { within: 600_000 })
  const accepted = once(app.server, 'connection')
  const socket = await open()
  await accepted
  const ended = once(socket, 'close')
  await app.close()
  await ended
  t.pass('both have ended')
})

t.test('one that was closed before is forgotten', async t => {
  const { app, open } = await createServer(t)
  const accepted = once(app.server, 'connection')
  const socket = await open()
  const [connection] = await accepted
  socket.destroy()
  await once(connection, 'close')
  await t.resolves(app.close())
})

t.test('a request that takes too long is cut off', async t => {
  const { app, taken, open, get } = await createServer(t, { within: 20 })
  const socket = await open()
  socket.write(get)
  await taken
  await app.close()
  t.equal(await text(socket), '')
})

t.test('a server that does not listen closes in peace', async t => {
  const app = Fastify()
  await app.register(finishRequests)
  await app.ready()
  await t.resolves(app.close())
})
