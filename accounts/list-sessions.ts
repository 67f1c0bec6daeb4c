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
  const open = await accounts.database.sessions.openOfUser(userId, new Date(now))
  const currentId = claims && sessionIdOf(claims)
  const shown = open.map(session => ({ ...session, isCurrent: session.id === currentId }))
  const isMissing = claims !== undefined && !shown.some(({ isCurrent }) => isCurrent)
  return isMissing ? [{ ...sessionOf(accounts, claims, now, origin), isCurrent: true }, ...shown] : shown
}
