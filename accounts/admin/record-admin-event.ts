import type { EventName, EventValue } from '../../core/events.ts'
import type { Transaction } from '../../db/open.ts'
import type { User } from '../../db/users.ts'
import type { Accounts, Origin } from '../context.ts'
import { recordEvent } from '../record-event.ts'
import type { AdminLogin } from './admin-login.ts'

type Values = Readonly<Record<string, EventValue>>

/** An act in the admin, for the audit trail. */
export interface AdminEvent {
  /** Who did it, in which session, and from where. */
  by: Pick<AdminLogin, 'sessionId' | 'user'>
  origin: Origin
  /** Whom it is about, where it is about a user. */
  user?: Pick<User, 'id' | 'username'> | undefined
  /** What was there and what is there now; of a change, what differs alone is kept. Never a secret. */
  before?: Values
  after?: Values
  details?: Values
}

/**
 * Writes down an act in the admin, in its transaction: who did it, to whom, and what was there before and after. A change
 * that changes nothing is none.
 */
export async function recordAdminEvent(
  accounts: Pick<Accounts, 'now' | 'audit'>,
  queries: Pick<Transaction, 'events' | 'afterCommit'>,
  event: EventName,
  { by, origin, user, before, after, details = {} }: AdminEvent
): Promise<void> {
  const isChange = before !== undefined && after !== undefined
  const names = Object.keys({ ...before, ...after }).filter(
    name => !isChange || JSON.stringify(before[name]) !== JSON.stringify(after[name])
  )
  if (isChange && names.length === 0) return
  const pick = (values: Values) => Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)))
  await recordEvent(accounts, queries, event, {
    ...(user !== undefined && { userId: user.id }),
    origin,
    sessionId: by.sessionId,
    details: {
      by: by.user.id,
      by_username: by.user.username,
      ...(user !== undefined && { username: user.username }),
      ...details,
      ...(before !== undefined && { before: pick(before) }),
      ...(after !== undefined && { after: pick(after) })
    }
  })
}
