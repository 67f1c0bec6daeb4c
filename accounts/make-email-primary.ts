import { InvalidInput } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { EmailAddress } from '../db/email-addresses.ts'
import type { Authentication } from './authenticate.ts'
import type { Accounts, Origin } from './context.ts'
import { ownEmailAddress } from './own-email-address.ts'
import { queueNotice } from './queue-mail.ts'
import { recordEvent } from './record-event.ts'
import { requireRecentLogin } from './require-login.ts'

/**
 * Makes one of a user's verified addresses their own one, and tells the one before.
 * @throws InvalidInput when it is not verified; Refused with 404 when it is not theirs, with 403 when the login is too old
 */
export async function makeEmailPrimary(
  accounts: Accounts,
  authentication: Authentication,
  id: number,
  origin: Origin
): Promise<EmailAddress> {
  const { language, siteId } = origin
  return accounts.database.transaction(async queries => {
    const user = await requireRecentLogin(accounts, queries, authentication)
    const userId = user.id
    const address = await ownEmailAddress(queries, userId, id)
    if (!address.verified) throw InvalidInput.of(message('primaryMustBeVerified'))
    const { email } = address
    if (address.primary && user.email === email) return address
    await queries.emailAddresses.makePrimary(address)
    await queries.users.update(userId, { email })
    await queueNotice(accounts, queries, user, { kind: 'email primary', language, siteId, details: { email } })
    const sessionId = authentication.claims?.sid
    await recordEvent(accounts, queries, 'email_made_primary', { userId, origin, sessionId, details: { email } })
    return { ...address, primary: true }
  })
}
