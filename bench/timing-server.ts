// The server of `npm run timing`, in a process of its own: on a copy of the database that Django wrote, without limits.
// Sends its port once it listens, and the microseconds of processor time that it has used when it is asked.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import Fastify from 'fastify'
import { suite } from '../app.ts'
import { createPasswords } from '../core/passwords.ts'
import { password } from './timing-questions.ts'

const [, , kinds, authenticationMethod = 'username', emailUrl] = process.argv
const folder = mkdtempSync(join(tmpdir(), 'timing-'))
const path = join(folder, 'db.sqlite3')
copyFileSync(fileURLToPath(new URL('../test/django/db.sqlite3', import.meta.url)), path)
const connection = new Sqlite(path)
connection.exec("update auth_user set password = replace(password, '260000', '150000') where username = 'taken'")
if (kinds === 'two-kinds') {
  // As most projects are: PBKDF2 as Django writes it, and argon2 of who has logged in since.
  connection.exec("update auth_user set password = '!' where username like 'hash%'")
  const argon2 = await createPasswords().hash(password)
  connection.prepare("update auth_user set password = ? where username = 'hash_argon2'").run(argon2)
}
connection.close()
const app = Fastify()
await app.register(suite, {
  secretKey: 'a secret of the measurement, 32 bytes or more',
  databaseUrl: `file:${path}`,
  emailUrl: emailUrl ?? `file:${join(folder, 'mail')}`,
  accountEmailVerification: 'mandatory',
  accountPreventEnumeration: true,
  accountAuthenticationMethod: authenticationMethod === 'username' ? 'username' : 'username_email',
  rateLimit: false
})
await app.listen({ port: 0, host: '127.0.0.1' })
process.send?.({ port: (app.server.address() as AddressInfo).port })
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ work: user + system })
})
process.once('disconnect', async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})
