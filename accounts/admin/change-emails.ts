import { InvalidInput, Refused } from '../../core/errors.ts'
import { message } from '../../core/messages.ts'
import type { EmailAddress } from '../../db/email-addresses.ts'
import type { Transaction } from '../../db/open.ts'
import type { User } from '../../db/users.ts'
import type { Accounts, Origin } from '../context.ts'
import { queueNotice } from '../queue-mail.ts'
import { type AdminLogin, requireAdmin } from './admin-login.ts'
import { recordAdminEvent } from './record-admin-event.ts'

/** What the admin may set of an address, besides whose it is. */
export interface EmailMarks {
  verified?: boolean
  primary?: boolean
}

/** An address leads to a password: of what is done with one, a superuser has to be sure. */
const needs = { superuser: true, confirmed: true }

/**
 * Adds an address to a user, verified or not: the operator vouches for it then. A first one becomes their own.
 * @returns the number of the address
 * @throws InvalidInput when there is no such user, or the address is somebody's; Refused with 403
 */
export async function addUserEmail(
  accounts: Accounts,
  by: AdminLogin,
  { user: userId, email, verified = false, primary = false }: { user: number; email: string } & EmailMarks,
  origin: Origin
): Promise<number> {
  return accounts.database.transaction(async queries => {
    await requireAdmin(accounts, queries, by, needs)
    const { users, emailAddresses } = queries
    const user = await users.find(userId)
    if (user === undefined) throw new InvalidInput({ user: [message('rowUnknown', { id: userId })] })
    const own = await emailAddresses.ofUser(userId)
    if (own.some(address => isSame(address.email, email))) throw new InvalidInput({ email: [message('emailIsYours')] })
    await requireFree(queries, { userId, email }, 'email')
    await emailAddresses.dropClaims(email)
    const address = await emailAddresses.insert({ userId, email, verified, primary: false })
    // Somebody may have an own one without a row: the operator gave it, or Django's admin.
    const isPrimary = primary || user.email === '' || isSame(user.email, email)
    if (isPrimary) await makePrimary(accounts, queries, user, address, origin)
    else await notify(accounts, queries, user, 'email added', email, origin)
    const after = { email, verified, primary: isPrimary }
    await recordAdminEvent(accounts, queries, 'email_added_by_admin', { by, origin, user, after })
    return address.id
  })
}

/**
 * Says of an address whether it is verified, or makes it the user's own one. Of the one that is, another takes the place.
 * @throws InvalidInput when it is somebody else's too, or there would be no own one; Refused with 403, or 404
 */
export async function changeUserEmail(
  accounts: Accounts,
  by: AdminLogin,
  id: number,
  marks: EmailMarks,
  origin: Origin
): Promise<void> {
  await accounts.database.transaction(async queries => {
    await requireAdmin(accounts, queries, by, needs)
    const { address, user } = await requireAddress(queries, id)
    const { emailAddresses } = queries
    const { userId, email, ...before } = address
    const { verified = before.verified, primary = before.primary } = marks
    if (before.primary && !primary) throw new InvalidInput({ primary: [message('emailPrimaryStays')] })
    if (verified && !before.verified) await requireFree(queries, address, 'verified')
    if (primary && !before.primary) await requireFree(queries, address, 'primary')
    if (verified) await emailAddresses.verify(id)
    else await emailAddresses.update(id, { verified })
    if (marks.primary === true) await makePrimary(accounts, queries, user, address, origin)
    await recordAdminEvent(accounts, queries, 'email_changed_by_admin', {
      by,
      origin,
      user,
      details: { email },
      before: { verified: before.verified, primary: before.primary },
      after: { verified, primary }
    })
  })
}

/**
 * Removes an address from a user; their own one stays until another is.
 * @throws InvalidInput when it is their own one; Refused with 403, or 404
 */
export async function removeUserEmail(accounts: Accounts, by: AdminLogin, id: number, origin: Origin): Promise<void> {
  await accounts.database.transaction(async queries => {
    await requireAdmin(accounts, queries, by, needs)
    const { address, user } = await requireAddress(queries, id)
    const { email, verified, primary } = address
    if (primary || isSame(user.email, email)) throw InvalidInput.of(message('emailPrimaryStays'))
    await queries.emailAddresses.remove(id)
    await notify(accounts, queries, user, 'email removed', email, origin)
    const before = { email, verified, primary }
    await recordAdminEvent(accounts, queries, 'email_removed_by_admin', { by, origin, user, before })
  })
}

/** In whatever case: of one mailbox, nobody has two. */
function isSame(email: string, other: string): boolean {
  return email.toLowerCase() === other.toLowerCase()
}

/** An address and whose it is. @throws Refused with 404 */
async function requireAddress({ users, emailAddresses }: Transaction, id: number) {
  const address = await emailAddresses.find(id)
  const user = address && (await users.find(address.userId))
  if (address === undefined || user === undefined) throw new Refused(404, message('notFound'))
  return { address, user }
}

/** @throws InvalidInput at the field when an address, in any case, is somebody else's */
async function requireFree(
  { users }: Pick<Transaction, 'users'>,
  { userId, email }: Pick<EmailAddress, 'userId' | 'email'>,
  field: string
): Promise<void> {
  if (await users.hasEmail(email, userId)) throw new InvalidInput({ [field]: [message('emailTaken')] })
}

/** Has an address be the user's own one, in both tables, and tells the one before. */
async function makePrimary(
  accounts: Accounts,
  queries: Transaction,
  user: User,
  { id, userId, email }: EmailAddress,
  origin: Origin
): Promise<void> {
  await queries.emailAddresses.makePrimary({ id, userId })
  await queries.users.update(userId, { email })
  if (!isSame(user.email, email)) await notify(accounts, queries, user, 'email primary', email, origin)
}

async function notify(
  accounts: Accounts,
  queries: Transaction,
  user: User,
  kind: 'email added' | 'email primary' | 'email removed',
  email: string,
  { language, siteId }: Origin
): Promise<void> {
  await queueNotice(accounts, queries, user, { kind, language, siteId, details: { email } })
}
