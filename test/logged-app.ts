// A server that sends its mails as a test says, and whose log the test reads.
import Fastify from 'fastify'
import type { Test } from 'tap'
import { type SuiteOptions, suite } from '../app.ts'
import { djangoDatabase, readRows, secretKey } from './helper.ts'
import { createClock } from './outside.ts'

export interface LogLine {
  level: number
  msg: string
  kind?: string
  tries?: number
  cause?: { type?: string; code?: string; responseCode?: number; command?: string }
}

/** A server on a copy of Django's database unless another one is given, closed with the test. */
export async function createLoggedApp(t: Test, options: SuiteOptions & { emailUrl: string }) {
  const { databaseUrl = djangoDatabase(t) } = options
  const lines: string[] = []
  const clock = createClock()
  const app = Fastify({ logger: { level: 'trace', stream: { write: (line: string) => lines.push(line) } } })
  t.teardown(() => app.close())
  await app.register(suite, { secretKey, now: clock.now, ...options, databaseUrl })
  await app.ready()
  /** What the log says of mails, from a level on: 40 is a warning, 50 an error. */
  const logged = (level = 40) => lines.map(line => JSON.parse(line) as LogLine).filter(line => line.level >= level)
  /** The mails that wait, and how often they have been tried. */
  const waiting = () => readRows(app, 'select recipient, attempts from rest_auth_mail order by id')
  return { app, clock, lines, logged, waiting, databaseUrl }
}
