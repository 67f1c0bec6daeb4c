import type { QueuedWork } from '../db/queue.ts'

export interface WorkQueueOptions<Row extends QueuedWork> {
  rows: WorkQueueRows<Row>
  /** Runs what is written about a row in a transaction. */
  write: <Result>(work: (writes: WorkQueueWrites) => Promise<Result>) => Promise<Result>
  /** Does what a row stands for, or throws. */
  perform: (row: Row) => Promise<void>
  /** Whether an error says that another try is in vain. */
  isPermanent: (error: unknown) => boolean
  /** Milliseconds for which a process keeps a row for itself; if it dies meanwhile, another takes it after that. */
  lease: number
  /** Milliseconds since 1970. */
  now: () => number
  log: WorkQueueLog
  words: WorkQueueWords<Row>
}

/** Which rows wait. */
export interface WorkQueueRows<Row> {
  due(now: Date, limit: number): Promise<Row[]>
  nextDue(): Promise<Date | undefined>
}

/** What is written about a row. */
export interface WorkQueueWrites {
  claim(row: QueuedWork, until: Date): Promise<boolean>
  postpone(id: number, due: Date): Promise<void>
  remove(id: number): Promise<void>
}

/** Hears of work that was not done. Nothing that it is told holds an address, a link or a secret. */
export interface WorkQueueLog {
  warn(facts: object, text: string): void
  error(facts: object, text: string): void
}

/** How the log speaks of the work. */
export interface WorkQueueWords<Row> {
  postponed: string
  givenUp: string
  broken: string
  /** What it may say of a row. */
  facts(row: Row): object
  /** What it may say of an error. */
  outline(error: unknown): object
}

const second = 1000
/** Work is tried after 5 s, 15 s, 45 s … and then every hour, for a day. */
const firstDelay = 5 * second
const longestDelay = 3600 * second
const lifetime = 24 * 3600 * second
/** Rows under way at once. */
const batch = 4
/** Another process may have left work, so that there is always a next look. */
const longestSleep = 60 * second

/**
 * Does what the rows of a table stand for, each once if all goes well, and again with growing delays when it does not;
 * after a day, or when it is in vain, it is given up and the log says so.
 */
export function createWorkQueue<Row extends QueuedWork>(options: WorkQueueOptions<Row>) {
  const { rows, write, perform, isPermanent, lease, now, log, words } = options
  let running: Promise<void> | undefined
  let again = false
  let closed = false
  let timer: NodeJS.Timeout | undefined

  async function work(row: Row): Promise<void> {
    const date = now()
    const isMine = await write(writes => writes.claim(row, new Date(date + lease)))
    if (!isMine) return
    try {
      await perform(row)
    } catch (error) {
      await settleFailure(row, error)
      return
    }
    await write(writes => writes.remove(row.id))
  }

  async function settleFailure(row: Row, error: unknown): Promise<void> {
    const { id, attempts, created } = row
    const tries = attempts + 1
    const next = now() + Math.min(firstDelay * 3 ** attempts, longestDelay)
    const facts = { ...words.facts(row), tries, cause: words.outline(error) }
    if (isPermanent(error) || next > created.getTime() + lifetime) {
      await write(writes => writes.remove(id))
      log.error(facts, words.givenUp)
    } else {
      await write(writes => writes.postpone(id, new Date(next)))
      log.warn(facts, words.postponed)
    }
  }

  async function workOff(): Promise<void> {
    for (;;) {
      const due = closed ? [] : await rows.due(new Date(now()), batch)
      if (due.length === 0) return
      const settled = await Promise.allSettled(due.map(work))
      for (const result of settled) if (result.status === 'rejected') throw result.reason
    }
  }

  /** Until the next row is due. */
  async function sleepTime(): Promise<number> {
    const next = await rows.nextDue()
    return next === undefined ? longestSleep : Math.min(Math.max(next.getTime() - now(), second), longestSleep)
  }

  async function run(): Promise<void> {
    let sleep = firstDelay
    try {
      do {
        again = false
        await workOff()
        sleep = await sleepTime()
      } while (again)
    } catch (error) {
      log.warn({ cause: words.outline(error) }, words.broken)
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
    /** Begins to do what is due, soon after. Never throws. */
    wake,

    /** Does what is due now, and returns when all of it was tried. */
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
