import { AuthenticationFailed, InvalidInput, Refused } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import { isUsablePassword } from '../core/passwords.ts'
import { isForeignKeyViolation } from '../db/errors.ts'
import type { Queries } from '../db/open.ts'
import type { User } from '../db/users.ts'
import type { Authentication } from './authenticate.ts'
import type { Accounts, Origin } from './context.ts'
import { isPasswordOf } from './own-password.ts'
import { queueNotice } from './queue-mail.ts'
import { recordEvent } from './record-event.ts'
import { requireLogin } from './require-login.ts'
import { queueUnlink } from './unlink-at-provider.ts'

/** How long after a social login its user, who has no password, may delete the account. */
const freshMinutes = 5

/**
 * Deletes a user's own account with all that belongs to it, children first, and tells them. Whoever has a password shows
 * it; whoever has none must just have logged in at their provider, in the session that asks.
 * @throws InvalidInput when neither holds; Refused with 409 when tables of the host still point at the user
 */
export async function deleteAccount(
  accounts: Accounts,
  authentication: Authentication,
  password: string | undefined,
  origin: Origin
): Promise<void> {
  const { database } = accounts
  const { language, siteId } = origin
  const {
    user: { id },
    claims
  } = authentication
  const user = await database.users.find(id)
  if (!user?.isActive) throw new AuthenticationFailed(message('userInactiveOrDeleted'))
  if (isUsablePassword(user.password)) {
    if (password === undefined) throw new InvalidInput({ password: [message('required')] })
    const isRight = await isPasswordOf(accounts, id, password, origin)
    if (!isRight) throw new InvalidInput({ password: [message('invalidPassword')] })
  }
  try {
    await database.transaction(async queries => {
      const current = await requireLogin(accounts, queries, authentication)
      if (current.password !== user.password) throw new InvalidInput({ password: [message('invalidPassword')] })
      if (!isUsablePassword(user.password)) await requireFreshLogin(accounts, queries, user, claims?.sid)
      await queueNotice(accounts, queries, user, { kind: 'account deleted', language, siteId })
      for (const account of await queries.social.accountsOfUser(id)) await queueUnlink(accounts, queries, account)
      await queries.removeUser(id)
      await recordEvent(accounts, queries, 'user_deleted', { userId: id, origin, sessionId: claims?.sid })
    })
  } catch (error) {
    if (isForeignKeyViolation(error)) throw new Refused(409, message('userIsReferred'))
    throw error
  }
}

/**
 * A session that began with a login at a provider just now, and not with a token of any other kind; a key belongs to no
 * login, so there the user's last one counts.
 */
async function requireFreshLogin(
  { now, policy }: Accounts,
  { sessions, social }: Queries,
  user: User,
  sid: string | undefined
): Promise<void> {
  const session = sid === undefined ? undefined : await sessions.find(sid)
  const isSocial = (await social.accountsOfUser(user.id)).some(({ provider }) => provider === session?.method)
  const began = policy.useJwt ? isSocial && session?.created : user.lastLogin
  if (began && now() - began.getTime() <= 60_000 * freshMinutes) return
  throw InvalidInput.of(message('freshLoginNeeded', { minutes: freshMinutes }))
}
