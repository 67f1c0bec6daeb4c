import { InvalidInput, Refused } from '../core/errors.ts'
import { type Message, message } from '../core/messages.ts'
import { isUsablePassword } from '../core/passwords.ts'
import type { Queries } from '../db/open.ts'
import type { User } from '../db/users.ts'
import type { Authentication } from './authenticate.ts'
import type { Accounts, Origin } from './context.ts'
import { queueNotice } from './queue-mail.ts'
import { recordEvent } from './record-event.ts'
import { removeSocialAccount } from './remove-social-account.ts'
import { requireRecentLogin } from './require-login.ts'

/**
 * Takes a social account, and the tokens that are kept with it, from the user whose it is, ends the logins by the
 * provider but for the one that asks, and tells the user. The last one that is served here stays where the user could not log in without.
 * @param authentication who is logged in, and by what
 * @throws Refused when the user has no such account, InvalidInput when it is the last way in, AuthenticationFailed when
 *   the login is over by now
 */
export async function disconnectSocialAccount(
  accounts: Accounts,
  authentication: Authentication,
  accountId: number,
  origin: Origin
): Promise<void> {
  const { database, policy, social } = accounts
  const { language, siteId } = origin
  // Counted and removed with the write lock held: of two at once, the second sees what the first has left.
  await database.transaction(async queries => {
    const user = await requireRecentLogin(accounts, queries, authentication)
    const own = await queries.social.accountsOfUser(user.id)
    const account = own.find(({ id }) => id === accountId)
    if (account === undefined) throw new Refused(404, message('notFound'))
    const isOtherLeft = own.some(other => other !== account && social.clients.has(other.provider))
    const obstacle = isOtherLeft ? undefined : await obstacleToPasswords(queries, policy, user)
    if (obstacle !== undefined) throw InvalidInput.of(obstacle)
    const sessionId = authentication.claims?.sid
    await removeSocialAccount(accounts, queries, account, { kept: sessionId, isLinkedThere: true })
    const { provider } = account
    const details = { provider: social.clients.get(provider)?.name ?? provider }
    await queueNotice(accounts, queries, user, { kind: 'social disconnected', language, siteId, details })
    const facts = { userId: user.id, origin, sessionId, details: { provider } }
    await recordEvent(accounts, queries, 'social_account_disconnected', facts)
  })
}

/** Why a user cannot log in by a password: allauth's DefaultSocialAccountAdapter.validate_disconnect. */
async function obstacleToPasswords(
  { emailAddresses }: Queries,
  { emailVerification }: Accounts['policy'],
  user: User
): Promise<Message | undefined> {
  if (!isUsablePassword(user.password)) return message('socialLastWithoutPassword')
  if (emailVerification !== 'mandatory') return undefined
  const addresses = await emailAddresses.ofUser(user.id)
  return addresses.some(({ verified }) => verified) ? undefined : message('socialLastWithoutEmail')
}
