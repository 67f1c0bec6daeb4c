import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { createApp, djangoDatabase, obtain, readRows } from '../helper.ts'
import { openBeside } from '../outside.ts'
import { isWhole, readFile } from './standalone.ts'

/** Refreshes without a pause until the test ends; each writes a session. */
async function createBusyApp(t: Test): Promise<FastifyInstance> {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const token = await obtain(app)
  let isOver = false
  async function write(): Promise<void> {
    for (let tries = 0; tries < 100_000 && !isOver; tries++) {
      await app.jwtAuth.issue({ id: 1 })
      await app.jwtAuth.refresh(token)
      await setImmediate()
    }
  }
  const writing = write()
  t.teardown(async () => {
    isOver = true
    await writing
  })
  return app
}

const counted = 'SELECT count(*) FROM rest_auth_session'

/** What is held of a copy that was made while the server wrote. */
async function isGood(t: Test, app: FastifyInstance, copy: string): Promise<void> {
  t.ok(isWhole(copy))
  const [there] = readFile(copy, counted)
  t.ok(Number(there) > 0 && Number(there) <= Number(Object.values(readRows(app, counted)[0] ?? {})[0]))
  const restored = await createApp(t, { databaseUrl: `file:${copy}` })
  await t.resolves(obtain(restored))
}

t.test('a copy by VACUUM INTO while the server writes is whole', async t => {
  const app = await createBusyApp(t)
  const copy = join(t.testdirName, 'copy.sqlite3')
  const connection = openBeside(app)
  connection.prepare('VACUUM INTO ?').run(copy)
  connection.close()
  await isGood(t, app, copy)
})

t.test('a copy by the backup API while the server writes is whole', async t => {
  const app = await createBusyApp(t)
  const copy = join(t.testdirName, 'copy.sqlite3')
  const connection = new Sqlite(app.database.path, { readonly: true })
  await connection.backup(copy)
  connection.close()
  await isGood(t, app, copy)
})
