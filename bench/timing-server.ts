// The server of `npm run timing`, in a process of its own: on a copy of the database that Django wrote, without limits.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import Fastify from 'fastify'
import { suite } from '../app.ts'

const folder = mkdtempSync(join(tmpdir(), 'timing-'))
const path = join(folder, 'db.sqlite3')
copyFileSync(fileURLToPath(new URL('../test/django/db.sqlite3', import.meta.url)), path)
if (process.argv[2] === 'one-kind') {
  // As most projects are: hashes of one kind, those that Django wrote.
  const connection = new Sqlite(path)
  connection.exec(
    "update auth_user set password = '!' where username like 'hash%' and password not like 'pbkdf2_sha256%'"
  )
  connection.close()
}
const app = Fastify()
await app.register(suite, {
  secretKey: 'a secret of the measurement, 32 bytes or more',
  databaseUrl: `file:${path}`,
  emailUrl: `file:${join(folder, 'mail')}`,
  accountEmailVerification: 'mandatory',
  accountPreventEnumeration: true,
  rateLimit: false
})
await app.listen({ port: 0, host: '127.0.0.1' })
console.log(JSON.stringify({ port: (app.server.address() as AddressInfo).port }))
process.once('SIGTERM', async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})
