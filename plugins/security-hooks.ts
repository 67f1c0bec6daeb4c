import { StartError } from '../core/errors.ts'
import type { AuditEvent } from '../core/events.ts'
import type { TokenHooks } from '../routes/account-hooks.ts'

/** What a host does about what happens to tokens and accounts. */
export interface SecurityHooks extends TokenHooks {
  /** Told of each event of the audit trail once it is written, without being waited for. An error is logged. */
  onAuditEvent?: ((event: AuditEvent) => void | Promise<void>) | undefined
}

export const securityHookNames = ['onAuditEvent', 'onRefreshTokenReused'] as const satisfies (keyof SecurityHooks)[]

/** @throws StartError naming the hook that is none */
export function requireHooks(options: SecurityHooks): void {
  for (const name of securityHookNames) {
    const hook: unknown = options[name]
    if (hook !== undefined && typeof hook !== 'function') throw new StartError(`${name} takes a function`)
  }
}
