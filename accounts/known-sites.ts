import { siteFinder } from '../core/site-host.ts'
import type { Database } from '../db/open.ts'
import type { Site } from '../db/sites.ts'

/** Milliseconds that rows are believed: Django, the command line and other processes write the same table. */
export const knownFor = 10_000
/** The same where they could not be read again: then the ones from before hold. */
const knownWithoutDatabase = 1000

export type KnownSites = Awaited<ReturnType<typeof createKnownSites>>

/**
 * The rows of `django_site`, so that no request has to ask the database for its site. They are read as a whole, and what
 * a client sends is not kept: hosts that somebody makes up cost neither memory nor a question.
 * @param warn is told when the rows cannot be read again
 */
export async function createKnownSites({
  database,
  now,
  warn
}: {
  database: Pick<Database, 'sites'>
  now: () => number
  warn: (error: unknown) => void
}) {
  /** From when, and until when, the rows count as they are; by the same clock, which may be put back. */
  let read = now()
  let readAgain = read + knownFor
  let known = tableOf(await database.sites.all())
  /** Who forgets while rows are being read is not to get those. */
  let turn = 0
  let reading: Promise<void> | undefined

  async function readRows(): Promise<void> {
    const own = turn
    const begun = now()
    const { rows, time } = await database.sites.all().then(
      sites => ({ rows: tableOf(sites), time: knownFor }),
      error => {
        warn(error)
        return { rows: known, time: knownWithoutDatabase }
      }
    )
    if (own !== turn) return refresh() // who waits for these is not to have older ones
    known = rows
    read = begun
    readAgain = begun + time
    reading = undefined
  }

  function refresh(): Promise<void> | undefined {
    const time = now()
    if (time >= read && time < readAgain) return undefined
    reading ??= readRows()
    return reading
  }

  return {
    /** Reads the rows where they are too old; undefined where there is nothing to wait for. Does not throw. */
    refresh,

    /** Has the next request read the rows: they were changed. */
    forget(): void {
      turn++
      readAgain = read
      reading = undefined
    },

    find: (id: number | undefined): Readonly<Site> | undefined => known.byId.get(id),
    /** The site that a Host header means. */
    findByHost: (host: string): Readonly<Site> | undefined => known.byHost(host)
  }
}

/** Every request is handed the same rows: nobody changes them. */
function tableOf(rows: readonly Site[]) {
  for (const site of rows) Object.freeze(site)
  return { byId: new Map<number | undefined, Site>(rows.map(site => [site.id, site])), byHost: siteFinder(rows) }
}
