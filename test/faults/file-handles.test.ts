// A process that has no file handles left takes no connections, and takes them again when it has.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import t from 'tap'
import { isWhole, passphrase, runStandalone } from './standalone.ts'

const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0

t.test('a server without file handles recovers', { skip: !hasPrlimit && 'there is no prlimit' }, async t => {
  t.testdir()
  const server = await runStandalone(t)
  const token = await server.register('minsu')
  spawnSync('prlimit', ['--pid', String(server.pid), '--nofile=64:64'])
  const sockets: Socket[] = []
  for (let opened = 0; opened < 100; opened++) {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => undefined)
    sockets.push(socket)
    t.teardown(() => socket.destroy())
  }
  await Promise.race(sockets.map(socket => once(socket, 'close'))) // Those past the limit are refused.
  for (const socket of sockets) socket.destroy()

  t.equal((await server.get('/rest-auth/user/', token)).status, 200)
  t.equal((await server.post('/rest-auth/login/', { username: 'minsu', password: passphrase })).status, 200)
  t.equal(server.process.exitCode, null)
  t.ok(isWhole(server.path))
})
