// Two hundred connections that drip a byte now and then: others are served, and they are cut off.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { passphrase, runStandalone } from './standalone.ts'

/** Says the beginning of a request, and after that a byte a second, until it is cut off. */
async function drip(t: Test, port: number, beginning: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined)
  await once(socket, 'connect')
  socket.resume().write(beginning)
  const timer = setInterval(() => socket.write('x'), 1000)
  socket.on('close', () => clearInterval(timer))
  t.teardown(() => socket.destroy())
  return socket
}

const ofHeaders = 'POST /rest-auth/login/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: '
const ofBody =
  'POST /rest-auth/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"'

t.test('connections that drip', async t => {
  t.testdir()
  const server = await runStandalone(t)
  const token = await server.register('minsu')
  const port = Number(new URL(server.url).port)
  const dripping = Array.from({ length: 200 }, (_, index) => drip(t, port, index % 2 === 0 ? ofHeaders : ofBody))
  const sockets = await Promise.all(dripping)
  const cut = Promise.all(sockets.map(socket => socket.closed || once(socket, 'close')))

  t.test('keep nobody else from being served', async t => {
    t.equal(sockets.filter(({ closed }) => closed).length, 0)
    t.equal((await server.get('/rest-auth/user/', token)).status, 200)
    const login = { username: 'minsu', password: passphrase }
    t.equal((await server.post('/rest-auth/login/', login)).status, 200)
  })

  t.test('are all cut off', async t => {
    const first = await Promise.race([cut, sleep(40_000, 'still there', { ref: false })])
    t.not(first, 'still there')
    t.equal((await server.get('/rest-auth/user/', token)).status, 200)
    t.equal(server.process.exitCode, null)
  })
})
