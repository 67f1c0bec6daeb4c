import { sql } from 'drizzle-orm'
import type { Drizzle } from './open.ts'

/** Whether a database has a table that only one of Django's has. */
export async function hasTable(db: Drizzle, name: string): Promise<boolean> {
  const found = await db.all(sql`select 1 from sqlite_master where type = 'table' and name = ${name}`)
  return found.length > 0
}
