import { InvalidInput } from '../core/errors.ts'
import { decodeUid } from '../core/links.ts'
import { message } from '../core/messages.ts'
import type { Transaction } from '../db/open.ts'
import type { User } from '../db/users.ts'
import type { Accounts, Origin } from './context.ts'
import { isVouchedFor } from './is-vouched-for.ts'
import { admitNetwork } from './limit-passwords.ts'
import { afterNewPassword, type NewPassword, requireGoodPassword } from './new-password.ts'
import { queueMail } from './queue-mail.ts'
import { recordEvent } from './record-event.ts'

/**
 * Takes note that somebody asked for a reset by an address. Whether it is anybody's is looked up when the mail is
 * written, after the answer: the work until then is the same for every address.
 * @throws Unavailable when too many mails wait
 */
export async function askForReset(accounts: Accounts, email: string, origin: Origin): Promise<void> {
  const { language, siteId } = origin
  await accounts.database.transaction(async queries => {
    await queueMail(accounts, queries, { kind: 'password reset', recipient: email, language, siteId })
    await recordEvent(accounts, queries, 'password_reset_asked', { origin }) // Whose address it is, nobody has looked.
  })
}

/** What a reset link carries. */
export interface ResetLink {
  uid: string
  token: string
}

/** The user whose reset link this is, as long as it holds. @throws InvalidInput that names `uid` or `token` */
export async function readResetLink({ database, links, policy }: Accounts, { uid, token }: ResetLink): Promise<User> {
  const id = decodeUid(uid)
  const user = id === undefined ? undefined : await database.users.find(id)
  if (!user?.isActive) throw new InvalidInput({ uid: [message('invalidValue')] })
  if (!links.isResetToken(user, token, policy.resetTimeout)) throw deadLink()
  return user
}

function deadLink(): InvalidInput {
  return new InvalidInput({ token: [message('invalidValue')] })
}

/**
 * Sets a new password by a reset link, once: the link is looked at before the password, so that nobody learns from the
 * validators what a user is called, and the password is written only if the one that the link is bound to is still
 * there. All logins of the user end, and none begins; the address counts as verified, and the network as theirs.
 * @throws InvalidInput
 */
export async function resetPassword(
  accounts: Accounts,
  { uid, token, ...passwords }: ResetLink & NewPassword,
  origin: Origin
): Promise<User> {
  const user = await readResetLink(accounts, { uid, token })
  requireGoodPassword(user, passwords)
  const hash = await accounts.passwords.hash(passwords.new_password1)
  const reset = await accounts.database.transaction(async queries => {
    const current = await queries.users.find(user.id)
    // A login in the meantime ends the link as well as another reset does.
    const isStillGood = current?.isActive && accounts.links.isResetToken(current, token, accounts.policy.resetTimeout)
    const changed = isStillGood ? await queries.users.changePassword(user.id, current.password, hash) : undefined
    if (changed === undefined) throw deadLink()
    await claimAddress(queries, changed)
    await afterNewPassword(accounts, queries, changed, origin)
    await recordEvent(accounts, queries, 'password_reset', { userId: changed.id, origin })
    return changed
  })
  await admitNetwork(accounts, reset, origin)
  return reset
}

/**
 * The link went to the user's own address, so that it is theirs by now. If it was not verified before, somebody else may
 * have registered with it, and prepared ways to come back: those go (Sudhodanan and Paverd, "Pre-hijacked accounts").
 */
async function claimAddress(queries: Transaction, user: User): Promise<void> {
  if (await isVouchedFor(queries, user)) return
  const { emailAddresses, social } = queries
  for (const account of await social.accountsOfUser(user.id)) await social.removeAccount(account.id)
  for (const address of await emailAddresses.ofUser(user.id)) {
    if (address.email.toLowerCase() === user.email.toLowerCase()) await emailAddresses.verify(address.id)
    else await emailAddresses.remove(address.id)
  }
}
