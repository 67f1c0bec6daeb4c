import type { Session } from '../db/sessions.ts'
import type { Authentication } from './authenticate.ts'
import type { Accounts, Origin } from './context.ts'
import { sessionOf } from './log-out.ts'
import { sessionIdOf } from './start-session.ts'

/** A session as its user sees it. */
export type ShownSession = Omit<Session, 'userId' | 'ended'> & { isCurrent: boolean }

/**
 * The open sessions of a user, the one used last first. A token that Django signed has no row before its first refresh:
 * its login is shown all the same to whoever shows it.
 */
export async function listSessions(
  accounts: Accounts,
  { user: { id: userId }, claims }: Authentication,
  origin: Origin
): Promise<ShownSession[]> {
  const now = accounts.now()
  const { sessions } = accounts.database
  const open = await sessions.openOfUser(userId, new Date(now))
  const currentId = claims && sessionIdOf(claims)
  const shown = open.map(session => ({ ...session, isCurrent: session.id === currentId }))
  if (claims === undefined || shown.some(({ isCurrent }) => isCurrent)) return shown
  // Of very many, it may be one of those that are not shown any more.
  const current = (await sessions.find(sessionIdOf(claims))) ?? sessionOf(accounts, claims, now, origin)
  return [{ ...current, isCurrent: true }, ...shown]
}
