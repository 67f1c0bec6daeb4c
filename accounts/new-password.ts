import { InvalidInput } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import { passwordMessages } from '../core/password-validators.ts'
import type { Transaction } from '../db/open.ts'
import type { User } from '../db/users.ts'
import type { Accounts, Origin } from './context.ts'
import { queueNotice } from './queue-mail.ts'

/** A new password, typed twice. */
export interface NewPassword {
  new_password1: string
  new_password2: string
}

/** Django's SetPasswordForm: the two are the same, and will do for this user. @throws InvalidInput */
export function requireGoodPassword(user: User, { new_password1: password, new_password2: again }: NewPassword): void {
  const wrong = password === again ? passwordMessages(again, user) : [message('newPasswordsDiffer')]
  if (wrong.length > 0) throw new InvalidInput({ new_password2: wrong })
}

/**
 * What follows a new password, in its transaction: the user's other logins end, changes of the e-mail address that wait
 * for their confirmation are dropped (whoever began them may have been somebody else), and the user is told.
 * @param kept what stays: a session by its id, Django REST Framework's key
 */
export async function afterNewPassword(
  accounts: Accounts,
  queries: Transaction,
  user: User,
  { language, siteId }: Origin,
  kept: { sid?: string; key?: boolean } = {}
): Promise<void> {
  await queries.sessions.endAll(user.id, new Date(accounts.now()), kept.sid)
  if (kept.key !== true) await queries.tokens.remove(user.id)
  for (const { id, verified, primary } of await queries.emailAddresses.ofUser(user.id)) {
    if (!verified && !primary) await queries.emailAddresses.remove(id)
  }
  await queueNotice(accounts, queries, user, { kind: 'password changed', language, siteId })
}
