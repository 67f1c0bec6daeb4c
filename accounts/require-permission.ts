import { Refused } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { Queries } from '../db/open.ts'
import type { User } from '../db/users.ts'
import type { Authentication } from './authenticate.ts'
import type { Accounts } from './context.ts'
import { requireLogin } from './require-login.ts'

/** What a user has to be, beyond being logged in. */
export type Permission = (queries: Queries, user: User) => boolean | Promise<boolean>

/** Django's is_staff, by which its admin lets in: a superuser without it is no staff. */
export const isStaff: Permission = (_queries, user) => user.isStaff

/** Django's is_superuser. */
export const isSuperuser: Permission = (_queries, user) => user.isSuperuser

/** A membership, as `user.groups.filter(name=…).exists()`: superusers have all permissions, but are in no group by that. */
export function isInGroup(name: string): Permission {
  return ({ groups }, user) => groups.hasMember(name, user.id)
}

/**
 * Asks of the user of a login, as they are now, whether they may: whatever the token says, and however long ago the
 * request was let through.
 * @throws AuthenticationFailed when the user is gone or disabled, or the login is over; Refused with 403 when they may not
 */
export async function requirePermission(
  accounts: Pick<Accounts, 'database' | 'expirationDelta' | 'now'>,
  authentication: Authentication,
  permission: Permission
): Promise<void> {
  const { database } = accounts
  const user = await requireLogin(accounts, database, authentication)
  if (!(await permission(database, user))) throw new Refused(403, message('permissionDenied'))
}
