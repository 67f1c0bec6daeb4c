// A disk that is full: of a limit on the size of files, and, where it can be mounted, a small file system.
import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import {
  isWhole,
  passphrase,
  readFile,
  registration,
  registrationUrl,
  runStandalone,
  type Standalone
} from './standalone.ts'

/** Asks a server before, while and after its disk is full. */
async function holds(t: Test, server: Standalone, { fill, free }: { fill(): void; free(): void }) {
  const token = await server.register('before')
  const login = { username: 'before', password: passphrase }
  fill()

  t.test('what writes is answered 503 with Retry-After', async t => {
    const writes: [url: string, payload: object][] = [
      [registrationUrl, registration('meanwhile')],
      ['/rest-auth/login/', login],
      ['/rest-auth/login/', { ...login, password: 'not theirs at all' }],
      ['/api-jwt-auth/refresh/', { token }],
      ['/rest-auth/password/reset/', { email: 'before@example.com' }]
    ]
    for (const [url, payload] of writes) {
      const { status, body, headers } = await server.post(url, payload)
      t.equal(status, 503, url)
      t.same(body, { detail: 'Service temporarily unavailable, try again later.' })
      t.equal(headers.get('retry-after'), '5')
    }
  })

  t.test('what reads is answered', async t => {
    t.equal((await server.get('/rest-auth/user/', token)).status, 200)
    t.equal((await server.post('/api-jwt-auth/verify/', { token })).status, 200)
  })

  t.test('nothing is half-written, and all of it works when there is space again', async t => {
    free()
    t.same(readFile(server.path, 'SELECT username FROM auth_user'), ['before'])
    t.same(readFile(server.path, 'SELECT email FROM account_emailaddress'), ['before@example.com'])
    t.equal(readFile(server.path, 'SELECT id FROM rest_auth_session').length, 1)
    await server.register('meanwhile')
    t.equal((await server.post('/rest-auth/login/', login)).status, 200)
    t.equal((await server.post('/api-jwt-auth/refresh/', { token })).status, 200)
    t.ok(isWhole(server.path))
    t.equal(server.process.exitCode, null)
  })
}

const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0

t.test('files that cannot grow', { skip: !hasPrlimit && 'there is no prlimit' }, async t => {
  t.testdir()
  const server = await runStandalone(t)
  const limit = (size: string) => execFileSync('prlimit', ['--pid', String(server.pid), `--fsize=${size}:unlimited`])
  await holds(t, server, { fill: () => limit('1'), free: () => limit('unlimited') })
})

/** A small file system, which goes with the test; undefined where one may not be mounted. */
function mountSmall(t: Test): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'rest-auth-disk-'))
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder])
  t.teardown(() => {
    if (status === 0) spawnSync('umount', ['--lazy', folder])
    rmdirSync(folder)
  })
  return status === 0 ? folder : undefined
}

t.test('a disk without space', async t => {
  t.testdir()
  const folder = mountSmall(t)
  if (folder === undefined) return t.pass('a small file system', { skip: 'nothing can be mounted here' })
  const server = await runStandalone(t, { settings: { DATABASE_URL: `file:${join(folder, 'db.sqlite3')}` } })
  const ballast = join(folder, 'ballast')
  await holds(t, server, { fill: () => fillUp(ballast), free: () => rmSync(ballast) })
})

function fillUp(path: string): void {
  for (const size of [65_536, 4096, 1]) {
    try {
      for (let written = 0; written < 4e6; written += size) appendFileSync(path, Buffer.alloc(size))
    } catch {
      // Full, for pieces of this size.
    }
  }
}
