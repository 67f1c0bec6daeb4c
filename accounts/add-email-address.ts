import { InvalidInput } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { EmailAddress } from '../db/email-addresses.ts'
import type { Authentication } from './authenticate.ts'
import type { Accounts, Origin } from './context.ts'
import { queueConfirmation } from './queue-confirmation.ts'
import { queueNotice } from './queue-mail.ts'
import { recordEvent } from './record-event.ts'
import { requireRecentLogin } from './require-login.ts'

/** How many addresses one user may have: each new one is a mail to somebody. */
export const maxEmailAddresses = 10

/**
 * Adds an unverified e-mail address to a user, sends the link that verifies it to it, and a notice to the one they have.
 * @throws InvalidInput when the address is somebody's already, or there are too many; Refused with 403 when the login is
 *   too old
 */
export async function addEmailAddress(
  accounts: Accounts,
  authentication: Authentication,
  email: string,
  origin: Origin
): Promise<EmailAddress> {
  const { language, siteId } = origin
  return accounts.database.transaction(async queries => {
    const user = await requireRecentLogin(accounts, queries, authentication)
    const userId = user.id
    const own = await queries.emailAddresses.ofUser(userId)
    const isOwn = own.some(address => address.email.toLowerCase() === email.toLowerCase())
    if (isOwn) throw new InvalidInput({ email: [message('emailIsYours')] })
    if (own.length >= maxEmailAddresses) {
      throw new InvalidInput({ email: [message('tooManyEmails', { max: maxEmailAddresses })] })
    }
    if (await queries.users.hasEmail(email, userId)) throw new InvalidInput({ email: [message('emailTaken')] })
    await queries.emailAddresses.dropClaims(email)
    const address = await queries.emailAddresses.insert({ userId, email, primary: false, verified: false })
    await queueConfirmation(accounts, queries, address, origin)
    await queueNotice(accounts, queries, user, { kind: 'email added', language, siteId, details: { email } })
    const sessionId = authentication.claims?.sid
    await recordEvent(accounts, queries, 'email_added', { userId, origin, sessionId, details: { email } })
    return address
  })
}
