// An outbox on a database of its own, and a mail server that does what a test tells it to.
import type { Test } from 'tap'
import { createOutbox } from '../../accounts/outbox.ts'
import { nobody, type OutgoingMail } from '../../core/mails.ts'
import type { NewMail } from '../../db/mails.ts'
import type { Database } from '../../db/open.ts'
import { openNew, rowsOf } from '../db/opened.ts'

export const began = Date.parse('2026-11-23T12:00:00Z')

/** Stands in for the way to a mail server: keeps what is sent, fails with `failure`, and can be held up. */
export function createServer() {
  const server = {
    sent: [] as string[],
    rehearsed: [] as string[],
    failure: undefined as unknown,
    gate: Promise.resolve(),
    underWay: 0,
    most: 0,
    /** Holds up what is sent from now on, until the function that it gives is called. */
    hold(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>()
      server.gate = promise
      return resolve
    },
    async send({ to }: OutgoingMail) {
      server.most = Math.max(server.most, ++server.underWay)
      await server.gate
      server.underWay--
      if (server.failure !== undefined) throw server.failure
      server.sent.push(to)
    },
    async rehearse({ subject }: OutgoingMail) {
      server.rehearsed.push(subject)
    }
  }
  return server
}

/** A mail to each of the recipients of a row, which are separated by commas; `nobody` is none. */
const writeAll = async ({ recipient }: { recipient: string }): Promise<OutgoingMail[]> =>
  recipient.split(',').map(to => ({ to: to === 'nobody' ? nobody : to, subject: `to ${to}`, text: '', html: '' }))

export interface LogLine {
  level: 'warn' | 'error'
  facts: unknown
  text: string
}

/** An outbox that is closed with the test, on a new database unless one is given, and the time that it takes for now. */
export async function startOutbox(t: Test, parts: { database?: Database; write?: typeof writeAll } = {}) {
  const { database = await openNew(t), write = writeAll } = parts
  const server = createServer()
  const clock = { now: began }
  const lines: LogLine[] = []
  const log = {
    warn: (facts: object, text: string) => lines.push({ level: 'warn', facts, text }),
    error: (facts: object, text: string) => lines.push({ level: 'error', facts, text })
  }
  const outbox = createOutbox({ database, write, transport: server, now: () => clock.now, log })
  t.teardown(() => outbox.close())
  return { outbox, database, server, clock, lines }
}

/** Puts mails to these recipients into the outbox, due now unless another moment is given. */
export function queue(database: Database, recipients: string[], values: Partial<NewMail> = {}): Promise<void> {
  const created = new Date(began)
  const rest = { kind: 'password reset', details: '{}', language: 'en', siteId: 1, attempts: 0, created, due: created }
  return database.transaction(async ({ mails }) => {
    for (const recipient of recipients) await mails.insert({ ...rest, recipient, ...values })
  })
}

/** What waits: how often it has been tried, and in how many seconds from the beginning it is tried next. */
export function waiting(database: Database): [recipient: unknown, attempts: unknown, due: number][] {
  return rowsOf(database, 'SELECT recipient, attempts, due FROM rest_auth_mail ORDER BY id').map(row => [
    row.recipient,
    row.attempts,
    (Date.parse(`${String(row.due).replace(' ', 'T')}Z`) - began) / 1000
  ])
}
