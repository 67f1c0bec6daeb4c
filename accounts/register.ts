import { randomInt } from 'node:crypto'
import { InvalidInput } from '../core/errors.ts'
import type { ReadOptions } from '../core/fields.ts'
import { message } from '../core/messages.ts'
import { passwordMessages } from '../core/password-validators.ts'
import { normalizeUsername, usernameCandidates, usernameMessages } from '../core/username.ts'
import type { User } from '../db/users.ts'
import type { Accounts, Origin } from './context.ts'
import { insertUserNamed, newUser } from './new-user.ts'
import { queueConfirmation } from './queue-confirmation.ts'
import { queueMail } from './queue-mail.ts'
import { recordEvent } from './record-event.ts'
import { type LoggedIn, startLogin } from './start-login.ts'

export interface Registration {
  username?: string
  email?: string
  password1: string
  password2: string
}

const usernameTaken = message('usernameTaken')
const emailTaken = message('emailTaken')

/** What the fields of a registration must be beyond their form, told for all of them at once. */
export function registrationChecks({ database, policy }: Accounts): NonNullable<ReadOptions<Registration>['checks']> {
  return {
    async username(value) {
      const username = normalizeUsername(value)
      const messages = usernameMessages(username)
      return messages.length === 0 && (await database.users.hasUsername(username)) ? [usernameTaken] : messages
    },
    async email(email) {
      if (policy.preventEnumeration) return []
      return (await database.users.hasEmail(email)) ? [emailTaken] : []
    },
    password1(password, { username, email }) {
      return passwordMessages(password, { username, email })
    }
  }
}

/**
 * Makes a user with an unverified e-mail address, if one was given, sends the link that verifies it, and logs them in
 * unless verification is mandatory: all in one transaction.
 *
 * With ACCOUNT_PREVENT_ENUMERATION an address that somebody has is told to nobody but them, by mail. The user is made all
 * the same, without an address, so that nobody can log in as them: else the name, free or taken afterwards, would tell.
 * @param registration fields that have passed `registrationChecks`
 * @returns the user alone when the address must be verified first; whether it was somebody's already
 * @throws InvalidInput when the passwords differ, or somebody took the name or address meanwhile
 */
export async function register(
  accounts: Accounts,
  { username, email = '', password1, password2 }: Registration,
  origin: Origin
): Promise<LoggedIn | { user: User; isRepeated?: boolean }> {
  if (password1 !== password2) throw InvalidInput.of(message('passwordsDiffer'))
  const password = await accounts.passwords.hash(password1)
  const { emailVerification, preventEnumeration } = accounts.policy
  return accounts.database.transaction(async queries => {
    const isTaken = email !== '' && (await queries.users.hasEmail(email))
    if (isTaken && !preventEnumeration) throw new InvalidInput({ email: [emailTaken] })
    const now = new Date(accounts.now())
    const lastLogin = emailVerification === 'mandatory' ? null : now
    const fields = { email: isTaken ? '' : email, password, dateJoined: now, lastLogin }
    const user =
      username === undefined
        ? await insertUserNamed(
            queries,
            usernameCandidates([email], () => randomInt(10)),
            fields
          )
        : await queries.users.insert(newUser({ ...fields, username: normalizeUsername(username) }))
    if (user === undefined) throw new InvalidInput({ username: [usernameTaken] })
    await recordEvent(accounts, queries, 'user_registered', { userId: user.id, origin })
    if (isTaken) {
      const { language, siteId } = origin
      await queueMail(accounts, queries, { kind: 'registration repeated', recipient: email, language, siteId })
      return { user, isRepeated: true }
    }
    if (email !== '') {
      await queries.emailAddresses.dropClaims(email)
      const address = await queries.emailAddresses.insert({ userId: user.id, email, primary: true, verified: false })
      if (emailVerification !== 'none') await queueConfirmation(accounts, queries, address, origin)
    }
    if (emailVerification === 'mandatory') return { user }
    return startLogin(accounts, queries, user, { ...origin, method: 'registration' })
  })
}
