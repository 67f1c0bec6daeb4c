// A database with more users than one asks for one by one.
import Sqlite from 'better-sqlite3'
import type { Database } from '../../db/open.ts'

/**
 * Puts users `user1` to `userN` in, all who joined a minute after the one before. Every third has logged in, in another
 * order; every second is disabled; every hundredth is of the staff.
 */
export function insertMany({ path }: Pick<Database, 'path'>, count: number): void {
  const connection = new Sqlite(path)
  try {
    connection
      .prepare(`with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ?)
        insert into auth_user (password, last_login, is_superuser, username, last_name, email, is_staff, is_active,
                               date_joined, first_name)
        select '!', iif(n % 3 = 0, datetime('2026-01-01', (n * 7919 % 1000) || ' minutes'), null), 0, 'user' || n, 'Kim',
               'person' || n || '@example.com', n % 100 = 0, n % 2, datetime('2025-01-01', n || ' minutes'), '' from numbers`)
      .run(count)
  } finally {
    connection.close()
  }
}
