import { nobody, type OutgoingMail } from '../core/mails.ts'
import type { QueuedMail } from '../db/mails.ts'
import type { Database } from '../db/open.ts'
import type { MailTransport } from './mail-transport.ts'
import { createWorkQueue, type WorkQueueLog } from './work-queue.ts'

export interface OutboxOptions {
  database: Pick<Database, 'mails' | 'transaction'>
  /** The mails that a row stands for, as things are now. */
  write: (queued: QueuedMail) => Promise<OutgoingMail[]>
  transport: Pick<MailTransport, 'send' | 'rehearse'>
  /** Milliseconds since 1970. */
  now: () => number
  log: WorkQueueLog
}

export type Outbox = ReturnType<typeof createOutbox>

/**
 * In milliseconds; longer than the mails of one row can take: an address stands for five users at most, and
 * `mail-transport.ts` gives up on each after 30 s.
 */
const lease = 180_000

/** Sends what the outbox holds; what a mail server refuses for good is given up. */
export function createOutbox({ database, write, transport, now, log }: OutboxOptions) {
  return createWorkQueue<QueuedMail>({
    rows: database.mails,
    write: work => database.transaction(({ mails }) => work(mails)),
    async perform(queued) {
      for (const mail of await write(queued))
        await (mail.to === nobody ? transport.rehearse(mail) : transport.send(mail))
    },
    isPermanent,
    lease,
    now,
    log,
    words: {
      postponed: 'mail did not leave, and will be tried again',
      givenUp: 'mail given up',
      broken: 'the outbox cannot be read or written',
      facts: ({ id, kind }) => ({ mail: id, kind }),
      outline
    }
  })
}

/** What a log may hold of an error: the words of a mail server can name the address. */
function outline(error: unknown) {
  const { name, code, responseCode, command } = Object(error)
  return { type: name, code, responseCode, command }
}

/** A mail server that says 5xx to an address or a mail will say so again (RFC 5321, section 4.2.1). */
function isPermanent(error: unknown): boolean {
  const { responseCode, command } = Object(error)
  return typeof responseCode === 'number' && responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA')
}
