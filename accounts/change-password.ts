import { AuthenticationFailed, InvalidInput, Unavailable } from '../core/errors.ts'
import type { ReadOptions } from '../core/fields.ts'
import { message } from '../core/messages.ts'
import { isUsablePassword } from '../core/passwords.ts'
import type { User } from '../db/users.ts'
import type { Authentication } from './authenticate.ts'
import type { Accounts, Origin } from './context.ts'
import { sessionOf } from './log-out.ts'
import { afterNewPassword, type NewPassword, requireGoodPassword } from './new-password.ts'
import { isPasswordOf } from './own-password.ts'
import { recordEvent } from './record-event.ts'
import { requireLogin, requireRecentLogin } from './require-login.ts'

export type PasswordChange = NewPassword & { old_password?: string }

const maxTries = 3

/** Told with the errors of the other fields, as the original does: whether the old password is the one. */
export function oldPasswordChecks(
  accounts: Accounts,
  userId: number,
  origin: Origin
): NonNullable<ReadOptions<PasswordChange>['checks']> {
  return {
    async old_password(value) {
      const isRight = await isPasswordOf(accounts, userId, value, origin)
      return isRight ? [] : [message('invalidPassword')]
    }
  }
}

/**
 * Changes a user's password and ends their other logins; with LOGOUT_ON_PASSWORD_CHANGE also the one that asks. It is
 * written only over the hash that was looked at: with the old password needed, that was the one it was checked against.
 * The staff show it whatever the settings say, or have logged in just now where they have none: by their password the
 * admin opens, and a token that was stolen must not lead there.
 * @param change fields that have passed `oldPasswordChecks` where the old password is needed
 * @throws InvalidInput, AuthenticationFailed when the user is gone or the login over, Unavailable when others change it
 *   all the time
 */
export async function changePassword(
  accounts: Accounts,
  authentication: Authentication,
  change: PasswordChange,
  origin: Origin
): Promise<User> {
  const { database, passwords, policy } = accounts
  const {
    user: { id },
    claims
  } = authentication
  for (let tries = 0; tries < maxTries; tries++) {
    const user = await database.users.find(id)
    if (!user?.isActive) throw new AuthenticationFailed(message('userInactiveOrDeleted'))
    requireGoodPassword(user, change)
    const { old_password: old } = change
    const isStaff = user.isStaff || user.isSuperuser
    const isOldNeeded = policy.oldPasswordNeeded || (isStaff && isUsablePassword(user.password))
    if (isOldNeeded && old === undefined) throw new InvalidInput({ old_password: [message('required')] })
    if (isOldNeeded && !(await passwords.verify(String(old), user.password))) {
      throw new InvalidInput({ old_password: [message('invalidPassword')] })
    }
    const hash = await passwords.hash(change.new_password1)
    const changed = await database.transaction(async queries => {
      await (isStaff && !isOldNeeded ? requireRecentLogin : requireLogin)(accounts, queries, authentication)
      const changed = await queries.users.changePassword(id, user.password, hash)
      if (changed === undefined) return undefined
      const kept = policy.logoutOnPasswordChange
        ? undefined
        : claims && sessionOf(accounts, claims, accounts.now(), origin)
      if (kept !== undefined) await queries.sessions.adopt(kept)
      const key = claims === undefined && !policy.logoutOnPasswordChange
      await afterNewPassword(accounts, queries, changed, origin, { ...(kept && { sid: kept.id }), key })
      await recordEvent(accounts, queries, 'password_changed', { userId: id, origin, sessionId: claims?.sid })
      return changed
    })
    if (changed !== undefined) return changed
  }
  throw new Unavailable()
}
