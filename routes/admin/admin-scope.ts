import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import type { AdminLogin } from '../../accounts/admin/admin-login.ts'
import type { Accounts } from '../../accounts/context.ts'
import { AuthenticationFailed } from '../../core/errors.ts'
import { message } from '../../core/messages.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who works in the admin; null where nobody has been asked, or it is nobody. */
    adminLogin: AdminLogin | null
  }
}

/** What the routes of the admin work with. */
export interface AdminScope {
  accounts: Accounts
  /** Lets through the staff, and of what changes something only what comes from our own pages. */
  authenticate: onRequestAsyncHookHandler
  /** The sites that this server knows. */
  sites: {
    /** The number of the one that it is. */
    readonly id: number
    /** The one that a request came to. */
    of(request: FastifyRequest): Promise<{ id: number; domain: string; name: string }>
    /** Has the next request look at them again: they were changed. */
    forget(): void
  }
}

/** Who makes a request. @throws AuthenticationFailed when it is nobody, whom `authenticate` does not let through */
export function adminOf({ adminLogin }: FastifyRequest): AdminLogin {
  if (adminLogin === null) throw new AuthenticationFailed(message('adminSessionOver'))
  return adminLogin
}
