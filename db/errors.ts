/** The database cannot do it now: it is locked, full, read-only or busy. Nothing was written; the same may work later. */
export class DatabaseUnavailable extends Error {
  readonly code = 'REST_AUTH_DATABASE_UNAVAILABLE'
}

/** The database cannot be opened or brought up to date: one line for the operator. */
export class DatabaseOpenError extends Error {
  readonly code = 'REST_AUTH_START'
}

const passing = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|PROTOCOL)/

/** SQLite's result code of an error, such as SQLITE_BUSY (https://sqlite.org/rescode.html). */
function sqliteCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** Whether an error says that the database is away for now, rather than that the query was wrong. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return error instanceof DatabaseUnavailable || passing.test(sqliteCode(error))
}

/** Whether an error says that another connection holds the database: it may let go of it soon. */
export function isDatabaseLocked(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(sqliteCode(error))
}

/** Whether an error says that rows elsewhere still point at what was to be deleted. */
export function isForeignKeyViolation(error: unknown): boolean {
  return sqliteCode(error) === 'SQLITE_CONSTRAINT_FOREIGNKEY'
}
