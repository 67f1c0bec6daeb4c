import { createHash } from 'node:crypto'
import { AuthenticationFailed, Refused } from '../../core/errors.ts'
import { message } from '../../core/messages.ts'
import type { Queries } from '../../db/open.ts'
import type { User } from '../../db/users.ts'
import type { Accounts } from '../context.ts'

const minute = 60_000
const hour = 60 * minute

/** How long a session of the admin lasts without being used, and at most; and for how long a password counts as just shown. */
export const idleTime = 2 * hour
export const longestTime = 12 * hour
export const confirmationTime = 15 * minute

/** Somebody who works in the admin. */
export interface AdminLogin {
  sessionId: string
  user: User
  /** When the password was last shown. */
  confirmed: Date
}

/** What an act asks of whoever does it, besides being staff. */
export interface AdminNeeds {
  /** To be a superuser. */
  superuser?: boolean
  /** To have shown the password a short while ago (OWASP ASVS 5.0, 7.5.3). */
  confirmed?: boolean
}

/** By what a session is known here: what the cookie says is kept nowhere. */
export function adminSessionId(cookie: string): string {
  return createHash('sha256').update(cookie).digest('base64url')
}

/** Whose cookie it is; undefined when the session is over, or its user is disabled or no staff any more. */
export async function findAdminLogin(
  { now }: Pick<Accounts, 'now'>,
  { adminLogins }: Pick<Queries, 'adminLogins'>,
  sessionId: string
): Promise<(AdminLogin & { lastUsed: Date; created: Date }) | undefined> {
  const found = await adminLogins.find(sessionId)
  if (found === undefined) return undefined
  const { session, user, confirmed } = found
  const isOpen = session.ended === null && session.expires.getTime() > now() && user.isActive && user.isStaff
  if (!isOpen) return undefined
  return { sessionId, user, confirmed, lastUsed: session.lastUsed, created: session.created }
}

/** Until when the password counts as just shown; undefined when it does no longer. A clock that is put back extends nothing. */
export function confirmedUntil(
  { now }: Pick<Accounts, 'now'>,
  { confirmed }: Pick<AdminLogin, 'confirmed'>
): Date | undefined {
  const age = now() - confirmed.getTime()
  return Math.abs(age) <= confirmationTime ? new Date(confirmed.getTime() + confirmationTime) : undefined
}

/** 403: a program asks for the password then, and tries again. */
export const confirmationRequired = () => new Refused(403, message('adminConfirm'), undefined, 'confirmation_required')
export const permissionDenied = () => new Refused(403, message('permissionDenied'))

/**
 * Who does an act, as they are now: for the transaction of what is written, since a body may take as long as its sender
 * likes, and a logout or a demotion in between has the last word.
 * @throws AuthenticationFailed when the session is over; Refused with 403 when they may not, or have to confirm it
 */
export async function requireAdmin(
  accounts: Pick<Accounts, 'now'>,
  queries: Pick<Queries, 'adminLogins'>,
  { sessionId }: Pick<AdminLogin, 'sessionId'>,
  { superuser = false, confirmed = false }: AdminNeeds = {}
): Promise<User> {
  const current = await findAdminLogin(accounts, queries, sessionId)
  if (current === undefined) throw new AuthenticationFailed(message('adminSessionOver'))
  if (superuser && !current.user.isSuperuser) throw permissionDenied()
  if (confirmed && confirmedUntil(accounts, current) === undefined) throw confirmationRequired()
  return current.user
}
