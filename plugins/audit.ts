import type { FastifyInstance } from 'fastify'
import type { Audit } from '../accounts/context.ts'
import type { AuditEvent } from '../core/events.ts'

/** The audit trail, which tells the host of each event without waiting for it. */
export function createAudit(
  { log }: FastifyInstance,
  retentionDays: number,
  onAuditEvent: ((event: AuditEvent) => void | Promise<void>) | undefined
): Audit {
  if (onAuditEvent === undefined) return { retentionDays }
  async function tell(event: AuditEvent): Promise<void> {
    try {
      await onAuditEvent?.(event)
    } catch (error) {
      log.error({ err: error }, 'onAuditEvent failed')
    }
  }
  return { retentionDays, tell: event => void tell(event) }
}
