import { eq, getTableColumns, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import {
  type FixtureModel,
  type FixtureRow,
  groupPermissions,
  type JoinField,
  userPermissions
} from './fixture-models.ts'
import type { Drizzle } from './open.ts'

type Row = Record<string, unknown>

function columnOf(table: SQLiteTable, property: string): SQLiteColumn {
  const column = getTableColumns(table)[property]
  if (column === undefined) throw new RangeError(`no column ${property}`)
  return column
}

/** Reads and writes whole tables for dumpdata and loaddata. */
export function createFixtureQueries(db: Drizzle) {
  async function targetsOf({ join, owner, target }: JoinField, key: unknown): Promise<unknown[]> {
    const column = columnOf(join, target)
    const rows = await db
      .select({ target: column })
      .from(join)
      .where(eq(columnOf(join, owner), key))
      .orderBy(column)
    return rows.map(row => row.target)
  }

  return {
    /** Whether the database has Django's tables of permissions; ours do not, and nothing here reads them. */
    async hasPermissions(): Promise<boolean> {
      try {
        await db.select().from(userPermissions).limit(1)
        await db.select().from(groupPermissions).limit(1)
        return true
      } catch (error) {
        if (/no such table/.test((error as Error).message)) return false
        throw error
      }
    },

    /** Whether a model has a row of a key. */
    async has({ table, key }: FixtureModel, pk: unknown): Promise<boolean> {
      const column = columnOf(table, key)
      const rows = await db.select({ key: column }).from(table).where(eq(column, pk))
      return rows.length > 0
    },

    /** Every row of a model, oldest first; datetimes are texts as they are stored, to the microsecond. */
    async rows({ table, key, fields }: FixtureModel, withPermissions: boolean): Promise<FixtureRow[]> {
      const columns = Object.entries(fields).flatMap(([, field]) => ('column' in field ? [field] : []))
      const selected = columns.map(({ column, kind }) => {
        const given = columnOf(table, column)
        return [column, kind === 'datetime' ? sql<string | null>`${given}` : given] as const
      })
      const rows: Row[] = await db
        .select({ ...Object.fromEntries(selected), [key]: columnOf(table, key) })
        .from(table)
        .orderBy(columnOf(table, key))
      return Promise.all(
        rows.map(async row => {
          const values: Row = {}
          for (const [name, field] of Object.entries(fields)) {
            if ('column' in field) values[name] = row[field.column]
            else values[name] = field.to === undefined && !withPermissions ? [] : await targetsOf(field, row[key])
          }
          return { pk: row[key] as number | string, values }
        })
      )
    },

    /** Writes a row, over the one that has its key. */
    async save({ table, key, fields }: FixtureModel, { pk, values }: FixtureRow): Promise<void> {
      const row: Row = pk === null ? {} : { [key]: pk }
      for (const [name, field] of Object.entries(fields)) if ('column' in field) row[field.column] = values[name]
      const [saved]: Row[] = await db
        .insert(table)
        .values(row)
        .onConflictDoUpdate({ target: columnOf(table, key), set: row })
        .returning({ key: columnOf(table, key) })
      for (const [name, field] of Object.entries(fields)) {
        const targets = values[name]
        if ('column' in field || targets === undefined) continue
        await db.delete(field.join).where(eq(columnOf(field.join, field.owner), saved?.key))
        for (const target of targets as unknown[]) {
          await db.insert(field.join).values({ [field.owner]: saved?.key, [field.target]: target })
        }
      }
    }
  }
}
