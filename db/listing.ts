import { type AnyColumn, asc, count, desc, inArray, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Drizzle } from './open.ts'
import { only } from './rows.ts'

/** A page of a list, as core/list-query.ts reads it. */
export interface Listing {
  offset: number
  limit: number
  by: string
  isDescending: boolean
  search?: string
  ids?: readonly string[]
  filters: Readonly<Record<string, boolean | number | string | Date>>
}

/** What a page holds, and how many there are on all of them. */
export interface Page<Row> {
  count: number
  rows: Row[]
}

/** What a page is of. */
export interface Listed<Key extends SQLiteColumn> {
  table: SQLiteTable
  key: Key
  /** What it is sorted by; equal values by `tie`, the key unless it is given. */
  by: AnyColumn | SQL
  tie?: SQL
  where: SQL | undefined
  /** The same for where many are found, if SQLite takes the index of `where` even so, and sorts all that it finds. */
  whereMany?: SQL | undefined
}

/** Rows that are counted where something is asked of them: more than that are told as so many, and paged through. */
export const countLimit = 10_000

/**
 * The keys of a page, the number of all rows that it is one of, and the order that the rows are to be fetched in.
 *
 * Of a whole table both go by an index alone where the column that it is sorted by has one, and the second half is read
 * from its end: the last page of a million rows costs as much as the first. Where something is asked of the rows, few
 * are found by the index of that and sorted; many are everywhere, so that the index of the order comes upon a page soon.
 * SQLite knows neither, and would read the whole table for the few (bench/admin-lists.ts).
 */
export async function pageOf<Key extends SQLiteColumn>(
  db: Drizzle,
  listing: Listing,
  { table, key, by, tie, where, whereMany = where }: Listed<Key>
): Promise<{ count: number; keys: Key['_']['data'][]; order: SQL[] }> {
  const total = await countOf(db, table, where)
  const { offset, isDescending } = listing
  const limit = Math.min(listing.limit, total - offset)
  const orderOf = (direction: typeof asc, column: AnyColumn | SQL) =>
    by === key ? [direction(column)] : [direction(column), direction(tie ?? key)]
  const [onward, back] = isDescending ? [desc, asc] : [asc, desc]
  const order = orderOf(onward, by)
  if (limit <= 0) return { count: total, keys: [], order }
  const isWhole = where === undefined
  const areMany = isWhole || total >= countLimit
  const isFromEnd = isWhole && offset > total / 2
  // The plus keeps SQLite from the index of the column (its query planner, section 2.3).
  const column = areMany ? by : sql`+${by}`
  const found = await db
    .select({ key })
    .from(table)
    .where(areMany ? whereMany : where)
    .orderBy(...orderOf(isFromEnd ? back : onward, column))
    .limit(limit)
    .offset(isFromEnd ? total - offset - limit : offset)
  const keys = found.map(row => row.key as Key['_']['data'])
  return { count: total, keys: isFromEnd ? keys.reverse() : keys, order }
}

/** How many rows there are: exactly of a whole table, up to the limit of those that something is asked of. */
async function countOf(db: Drizzle, table: SQLiteTable, where: SQL | undefined): Promise<number> {
  if (where === undefined) return only(await db.select({ count: count() }).from(table)).count
  const some = db
    .select({ one: sql`1`.as('one') })
    .from(table)
    .where(where)
    .limit(countLimit)
    .as('some')
  return only(await db.select({ count: count() }).from(some)).count
}

/** What a column of texts, indexed in small letters, begins with. */
export function beginsWith(column: AnyColumn, text: string): SQL {
  const small = sql`lower(${text})`
  return sql`(lower(${column}) >= ${small} and lower(${column}) < ${small} || char(1114111))`
}

/** Rows whose keys are among some texts; those that are no numbers are nobody's. */
export function withIds(key: AnyColumn, ids: readonly string[] | undefined): SQL | undefined {
  if (ids === undefined) return undefined
  const numbers = ids.filter(id => /^\d{1,15}$/.test(id)).map(Number)
  return numbers.length === 0 ? sql`false` : inArray(key, numbers)
}
