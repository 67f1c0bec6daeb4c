import { randomBytes } from 'node:crypto'
import type { Queries } from '../db/open.ts'
import type { User } from '../db/users.ts'
import type { Accounts, Origin } from './context.ts'
import { startSession } from './start-session.ts'

/** What a login hands out: a token of a new session, or Django REST Framework's key of the user. */
export type Credential = { token: string } | { key: string }

/** A user who is logged in. */
export type LoggedIn = { user: User } & Credential

/** Begins a login in the way that REST_USE_JWT asks for. Part of the transaction of the login itself. */
export async function startLogin(
  accounts: Accounts,
  queries: Queries,
  user: User,
  from: Origin & { method: string }
): Promise<LoggedIn> {
  if (accounts.policy.useJwt) return { user, token: await startSession(accounts, queries, user, from) }
  const key = randomBytes(20).toString('hex')
  return { user, key: await queries.tokens.getOrInsert({ key, userId: user.id, created: new Date(accounts.now()) }) }
}
