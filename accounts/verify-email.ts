import { Refused } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { EmailAddress } from '../db/email-addresses.ts'
import type { User } from '../db/users.ts'
import type { Accounts, Origin } from './context.ts'
import { queueMail, queueNotice } from './queue-mail.ts'
import { recordEvent } from './record-event.ts'

/** The address that a key verifies, as long as it is not verified yet; keys of allauth's own table count too. */
export async function readEmailKey(accounts: Accounts, key: string): Promise<EmailAddress | undefined> {
  const { database, links, now, policy } = accounts
  const sentAfter = new Date(now() - 1000 * policy.confirmTimeout)
  const id =
    links.readEmailKey(key, policy.confirmTimeout) ??
    (await database.emailAddresses.findByConfirmationKey(key.slice(0, 100).toLowerCase(), sentAfter))
  const address = id === undefined ? undefined : await database.emailAddresses.find(id)
  return address?.verified === false ? address : undefined
}

/**
 * Verifies an address by the key that was mailed to it, once. It becomes the user's own if they have no primary one,
 * and the one before is told.
 * @throws Refused with 404 when the key is no good, or was used
 */
export async function verifyEmail(
  accounts: Accounts,
  key: string,
  origin: Origin
): Promise<{ user: User; email: string }> {
  const { language, siteId } = origin
  const found = await readEmailKey(accounts, key)
  if (found === undefined) throw new Refused(404, message('notFound'))
  return accounts.database.transaction(async queries => {
    const { users, emailAddresses } = queries
    const address = await emailAddresses.verify(found.id)
    const user = address && (await users.find(address.userId))
    if (address === undefined || user === undefined) throw new Refused(404, message('notFound'))
    const { email } = address
    await recordEvent(accounts, queries, 'email_verified', { userId: user.id, origin, details: { email } })
    if ((await emailAddresses.ofUser(user.id)).some(({ primary }) => primary)) return { user, email }
    await emailAddresses.makePrimary(address)
    await users.update(user.id, { email })
    const notice = { kind: 'email primary', language, siteId, details: { email } } as const
    if (user.email !== email) await queueNotice(accounts, queries, user, notice)
    return { user: { ...user, email }, email }
  })
}

/**
 * Takes note that somebody asked for the link that verifies an address once more. Whether there is anything to verify is
 * looked up when the mail is written: the answer is the same for every address, and takes as long.
 * @throws Unavailable when too many mails wait
 */
export async function askForConfirmation(
  accounts: Accounts,
  email: string,
  { language, siteId }: Origin
): Promise<void> {
  await accounts.database.transaction(queries =>
    queueMail(accounts, queries, { kind: 'confirmation asked', recipient: email, language, siteId })
  )
}
