import { nobody, type OutgoingMail } from '../core/mails.ts'
import type { QueuedMail } from '../db/mails.ts'
import type { Database } from '../db/open.ts'
import type { MailTransport } from './mail-transport.ts'

export interface OutboxOptions {
  database: Pick<Database, 'mails' | 'transaction'>
  /** The mails that a row stands for, as things are now. */
  write: (queued: QueuedMail) => Promise<OutgoingMail[]>
  transport: Pick<MailTransport, 'send' | 'rehearse'>
  /** Milliseconds since 1970. */
  now: () => number
  log: OutboxLog
}

/** Hears of mails that did not leave. Nothing that it is told holds an address or a link. */
export interface OutboxLog {
  warn(facts: object, text: string): void
  error(facts: object, text: string): void
}

export type Outbox = ReturnType<typeof createOutbox>

const second = 1000
/**
 * How long a process keeps a mail for itself; if it dies meanwhile, another takes it after that. Longer than the mails
 * of one row can take: an address stands for five users at most, and `mail-transport.ts` gives up on each after 30 s.
 */
const lease = 180 * second
/** A mail is tried after 5 s, 15 s, 45 s … and then every hour, for a day. */
const firstDelay = 5 * second
const longestDelay = 3600 * second
const lifetime = 24 * 3600 * second
/** Mails under way at once. */
const batch = 4
/** Another process may have left mails, so that there is always a next look. */
const longestSleep = 60 * second

/**
 * Sends what the outbox holds, each mail once if all goes well, and again with growing delays when it does not; after a
 * day, or when the mail server refuses it for good, it is given up and the log says so.
 */
export function createOutbox({ database, write, transport, now, log }: OutboxOptions) {
  let running: Promise<void> | undefined
  let again = false
  let closed = false
  let timer: NodeJS.Timeout | undefined

  async function deliver(queued: QueuedMail): Promise<void> {
    const date = now()
    const isMine = await database.transaction(({ mails }) => mails.claim(queued, new Date(date + lease)))
    if (!isMine) return
    try {
      for (const mail of await write(queued))
        await (mail.to === nobody ? transport.rehearse(mail) : transport.send(mail))
    } catch (error) {
      await settleFailure(queued, error)
      return
    }
    await database.transaction(({ mails }) => mails.remove(queued.id))
  }

  async function settleFailure({ id, kind, attempts, created }: QueuedMail, error: unknown): Promise<void> {
    const tries = attempts + 1
    const next = now() + Math.min(firstDelay * 3 ** attempts, longestDelay)
    const facts = { mail: id, kind, tries, cause: outline(error) }
    if (isPermanent(error) || next > created.getTime() + lifetime) {
      await database.transaction(({ mails }) => mails.remove(id))
      log.error(facts, 'mail given up')
    } else {
      await database.transaction(({ mails }) => mails.postpone(id, new Date(next)))
      log.warn(facts, 'mail did not leave, and will be tried again')
    }
  }

  async function sendDue(): Promise<void> {
    for (;;) {
      const due = closed ? [] : await database.mails.due(new Date(now()), batch)
      if (due.length === 0) return
      const settled = await Promise.allSettled(due.map(deliver))
      for (const result of settled) if (result.status === 'rejected') throw result.reason
    }
  }

  /** Until the next mail is due. */
  async function sleepTime(): Promise<number> {
    const next = await database.mails.nextDue()
    return next === undefined ? longestSleep : Math.min(Math.max(next.getTime() - now(), second), longestSleep)
  }

  async function run(): Promise<void> {
    let sleep = firstDelay
    try {
      do {
        again = false
        await sendDue()
        sleep = await sleepTime()
      } while (again)
    } catch (error) {
      log.warn({ cause: outline(error) }, 'the outbox cannot be read or written')
    }
    running = undefined
    clearTimeout(timer)
    if (!closed) timer = setTimeout(wake, sleep).unref()
  }

  function wake(): void {
    again = true
    if (!closed) running ??= run()
  }

  return {
    /** Begins to send what is due, soon after. Never throws. */
    wake,

    /** Sends what is due now, and returns when all of it was tried. */
    async flush(): Promise<void> {
      wake()
      await running
    },

    /** Returns when what is under way now, if anything is, was tried. */
    async settled(): Promise<void> {
      await running
    },

    /** Finishes what is under way and begins nothing more; the rest stays for the next start. */
    async close(): Promise<void> {
      closed = true
      clearTimeout(timer)
      await running
    }
  }
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
