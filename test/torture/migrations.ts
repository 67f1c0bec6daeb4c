// A server that is killed while it brings a database up to date, and one that starts on what is left.
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { kill } from '../standalone-server.ts'
import { checkRows, readColumn } from './check-rows.ts'
import type { Random } from './random.ts'
import { begin, beginAndWait, databaseIn, longestRecovery, type Place } from './server.ts'

const migrations = readdirSync(fileURLToPath(new URL('../../db/migrations', import.meta.url))).filter(name =>
  name.endsWith('.sql')
).length
const django = fileURLToPath(new URL('../django/db.sqlite3', import.meta.url))

/** Milliseconds that the migration may take to begin, and then to be killed in. */
const longestStart = 15_000
const longestMigration = 60

/** One kill, on a new file or on a database of Django's; what is wrong afterwards, and what to say of it. */
export async function killWhileMigrating(
  place: Place,
  random: Random
): Promise<{ violations: string[]; line: string; recovery: number }> {
  mkdirSync(place.folder)
  const path = databaseIn(place.folder)
  const isDjango = random.next() < 0.5
  if (isDjango) copyFileSync(django, path)
  const server = begin(place)
  // The log of the database is made when it is opened, just before the migration.
  for (let waited = 0; !existsSync(`${path}-wal`) && waited < longestStart; waited += 2) await sleep(2)
  const moment = random.between(0, longestMigration)
  await sleep(moment)
  await kill(server)
  const { server: next, recovery } = await beginAndWait(place)
  const done = readColumn(path, 'SELECT hash FROM rest_auth_migration').length
  const violations = isDjango ? [] : checkRows(path, false)
  if (recovery > longestRecovery) violations.push(`up only after ${Math.round(recovery)} ms`)
  if (done !== migrations) violations.push(`${done} of ${migrations} migrations are done`)
  next.process.kill('SIGTERM')
  const { code } = await next.ended()
  if (code !== 0) violations.push(`it ended with ${code}: ${next.output.stderr}`)
  const what = isDjango ? "Django's database" : 'a new database'
  return { violations, line: `${what}, killed ${moment} ms into it, up in ${Math.round(recovery)} ms`, recovery }
}
