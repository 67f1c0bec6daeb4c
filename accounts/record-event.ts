import type { AuditEvent, EventName } from '../core/events.ts'
import type { Transaction } from '../db/open.ts'
import type { Accounts, Origin } from './context.ts'

/** What it takes to record an event. */
export type Auditing = Pick<Accounts, 'now' | 'audit'>

/** Whom an event is about, whence it came, and by which session. */
export interface EventFacts {
  userId?: number
  origin?: Pick<Origin, 'ipAddress' | 'userAgent'>
  sessionId?: string | undefined
  /** Never a secret, nor what somebody typed into a field: people type passwords where their name belongs. */
  details?: AuditEvent['details']
}

const day = 24 * 3600 * 1000
const maxUserAgentLength = 255

/**
 * Writes an event into the audit trail, in the transaction of the act that it is about: there is no one without the
 * other. The host hears of it once it is written.
 */
export async function recordEvent(
  { now, audit }: Auditing,
  { events, afterCommit }: Pick<Transaction, 'events' | 'afterCommit'>,
  event: EventName,
  { userId, origin, sessionId, details = {} }: EventFacts
): Promise<void> {
  const created = new Date(now())
  const { ipAddress = '', userAgent = '' } = origin ?? {}
  const audited: AuditEvent = {
    event,
    created,
    userId: userId ?? null,
    ipAddress,
    userAgent: userAgent.slice(0, maxUserAgentLength),
    sessionId: sessionId ?? null,
    details
  }
  const oldest = new Date(created.getTime() - audit.retentionDays * day)
  await events.insert({ ...audited, details: JSON.stringify(details) }, oldest)
  afterCommit(() => audit.tell?.(audited))
}
