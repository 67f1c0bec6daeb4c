// What happens to a server from outside: rows that another process writes, tokens that somebody else signs.
import { createHmac } from 'node:crypto'
import Sqlite from 'better-sqlite3'
import type { FastifyInstance } from 'fastify'
import { secretKey } from './helper.ts'

/** Opens the server's database beside it, as another process does; close it. */
export function openBeside(app: FastifyInstance): Sqlite.Database {
  return new Sqlite(app.database.path)
}

/** Writes to the server's database beside it. */
export function writeRows(app: FastifyInstance, sql: string, ...parameters: unknown[]): void {
  const connection = openBeside(app)
  try {
    connection.prepare(sql).run(...parameters)
  } finally {
    connection.close()
  }
}

interface Signer {
  secret?: string
  header?: Record<string, unknown>
}

/** A token signed by hand: any claims, any header, any secret. */
export function signToken(claims: object, { secret = secretKey, header = {} }: Signer = {}): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${encode({ typ: 'JWT', alg: 'HS256', ...header })}.${encode(claims)}`
  const digest = header.alg === 'HS512' ? 'sha512' : 'sha256'
  return `${signed}.${createHmac(digest, secret).update(signed).digest('base64url')}`
}

/** What a token claims, unchecked. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}

/** The time of the tests' logins, in seconds since 1970. */
export const loginTime = 1_795_460_000

/** A clock that goes forward when its `seconds` are set. */
export function createClock(seconds = loginTime) {
  const clock = { seconds, now: () => clock.seconds * 1000 }
  return clock
}
