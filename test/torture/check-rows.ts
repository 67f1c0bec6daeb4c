import Sqlite from 'better-sqlite3'

/** What must find no row, by what it would mean. */
const halves: Record<string, string> = {
  'a user with an address and no row for it': `SELECT username FROM auth_user WHERE email <> '' AND NOT EXISTS
    (SELECT 1 FROM account_emailaddress a WHERE a.user_id = auth_user.id AND a.email = auth_user.email)`,
  'an address without its user': `SELECT email FROM account_emailaddress WHERE user_id NOT IN (SELECT id FROM auth_user)`,
  'a user who came by Kakao without an account of it': `SELECT username FROM auth_user WHERE password LIKE '!%'
    AND id NOT IN (SELECT user_id FROM socialaccount_socialaccount)`,
  'a social account without its user': `SELECT uid FROM socialaccount_socialaccount
    WHERE user_id NOT IN (SELECT id FROM auth_user)`,
  'a social account without its token': `SELECT uid FROM socialaccount_socialaccount
    WHERE id NOT IN (SELECT account_id FROM socialaccount_socialtoken)`,
  'a user whom no event says to have come': `SELECT username FROM auth_user WHERE id NOT IN
    (SELECT user_id FROM rest_auth_event WHERE event = 'user_registered')`,
  'a user who came without a login': `SELECT username FROM auth_user
    WHERE id NOT IN (SELECT user_id FROM rest_auth_session)`,
  'a session without its user': `SELECT id FROM rest_auth_session WHERE user_id NOT IN (SELECT id FROM auth_user)`,
  'a session without the event of its login': `SELECT id FROM rest_auth_session WHERE method <> 'end of all' AND id NOT IN
    (SELECT session_id FROM rest_auth_event WHERE event = 'login')`,
  'a refresh token without its session': `SELECT hash FROM rest_auth_refresh_token
    WHERE session_id NOT IN (SELECT id FROM rest_auth_session)`
}
const halvesOfRotating: Record<string, string> = {
  'a session that cannot be refreshed': `SELECT id FROM rest_auth_session WHERE ended IS NULL AND id NOT IN
    (SELECT session_id FROM rest_auth_refresh_token WHERE used IS NULL)`
}

/** What is wrong with a database: its pages, its references, and what is there by half. */
export function checkRows(path: string, isRotating: boolean): string[] {
  const connection = new Sqlite(path, { readonly: true })
  try {
    const integrity = connection.pragma('integrity_check', { simple: true })
    const violations = integrity === 'ok' ? [] : [`integrity_check: ${integrity}`]
    for (const row of connection.pragma('foreign_key_check') as object[]) {
      violations.push(`foreign_key_check: ${JSON.stringify(row)}`)
    }
    for (const [what, sql] of Object.entries({ ...halves, ...(isRotating && halvesOfRotating) })) {
      for (const row of connection.prepare(sql).pluck().all()) violations.push(`${what}: ${row}`)
    }
    return violations
  } finally {
    connection.close()
  }
}

/** The values of one column. */
export function readColumn(path: string, sql: string, ...parameters: unknown[]): unknown[] {
  const connection = new Sqlite(path, { readonly: true })
  try {
    return connection
      .prepare(sql)
      .pluck()
      .all(...parameters)
  } finally {
    connection.close()
  }
}
