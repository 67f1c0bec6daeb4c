import { InvalidInput } from '../core/errors.ts'
import type { Accounts, Origin } from './context.ts'
import { recordEvent } from './record-event.ts'

/** Whom a refused login is about, whence it came, and by which way. Never what was typed: it may be a password. */
export interface FailedLogin {
  userId?: number | undefined
  origin: Origin
  method: string
}

/** Writes down that a login was refused: one row, whether the name is anybody's or not. */
export async function recordFailedLogin(accounts: Accounts, { userId, origin, method }: FailedLogin): Promise<void> {
  const facts = { ...(userId !== undefined && { userId }), origin, details: { method } }
  await accounts.database.transaction(queries => recordEvent(accounts, queries, 'login_failed', facts))
}

/** What a login comes to; when it is refused, and what it has written is taken back, that is written down. */
export async function recordRefusal<Result>(
  accounts: Accounts,
  failed: FailedLogin,
  login: Promise<Result>
): Promise<Result> {
  try {
    return await login
  } catch (error) {
    if (error instanceof InvalidInput) await recordFailedLogin(accounts, failed)
    throw error
  }
}
