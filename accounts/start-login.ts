import { randomBytes } from 'node:crypto'
import type { Transaction } from '../db/open.ts'
import type { User } from '../db/users.ts'
import type { Accounts, Origin } from './context.ts'
import { recordEvent } from './record-event.ts'
import { type SessionTokens, startSession } from './start-session.ts'

/** What a login hands out: the tokens of a new session, or Django REST Framework's key of the user. */
export type Credential = SessionTokens | { key: string }

/** A user who is logged in. */
export type LoggedIn = { user: User } & Credential

/** What the `method` of a session ends with that began by connecting a social account, and so from another login. */
export const connectSuffix = ' connect'

/** Begins a login in the way that REST_USE_JWT asks for. Part of the transaction of the login itself. */
export async function startLogin(
  accounts: Accounts,
  queries: Transaction,
  user: User,
  from: Origin & { method: string }
): Promise<LoggedIn> {
  if (accounts.policy.useJwt) return { user, ...(await startSession(accounts, queries, user, from)) }
  const key = randomBytes(20).toString('hex')
  await recordEvent(accounts, queries, 'login', { userId: user.id, origin: from, details: { method: from.method } })
  return { user, key: await queries.tokens.getOrInsert({ key, userId: user.id, created: new Date(accounts.now()) }) }
}
