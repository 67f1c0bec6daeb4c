import { InvalidInput } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { Authentication } from './authenticate.ts'
import type { Accounts, Origin } from './context.ts'
import { ownEmailAddress } from './own-email-address.ts'
import { queueNotice } from './queue-mail.ts'
import { recordEvent } from './record-event.ts'
import { requireRecentLogin } from './require-login.ts'

/**
 * Removes one of a user's addresses, and tells the one that stays. Neither the primary one nor the last verified one
 * goes: without them there is no way back into the account.
 * @throws InvalidInput when it has to stay; Refused with 404 when it is not theirs, with 403 when the login is too old
 */
export async function removeEmailAddress(
  accounts: Accounts,
  authentication: Authentication,
  id: number,
  origin: Origin
): Promise<void> {
  const { language, siteId } = origin
  await accounts.database.transaction(async queries => {
    const user = await requireRecentLogin(accounts, queries, authentication)
    const userId = user.id
    const { email, primary, verified } = await ownEmailAddress(queries, userId, id)
    if (primary) throw InvalidInput.of(message('primaryCannotBeRemoved', { email }))
    const others = (await queries.emailAddresses.ofUser(userId)).filter(address => address.id !== id)
    if (verified && !others.some(address => address.verified)) {
      throw InvalidInput.of(message('lastVerifiedEmail', { email }))
    }
    await queries.emailAddresses.remove(id)
    await queueNotice(accounts, queries, user, { kind: 'email removed', language, siteId, details: { email } })
    const sessionId = authentication.claims?.sid
    await recordEvent(accounts, queries, 'email_removed', { userId, origin, sessionId, details: { email } })
  })
}
