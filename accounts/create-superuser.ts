import { isEmailAddress } from '../core/email-address.ts'
import { InvalidInput } from '../core/errors.ts'
import { isLongerThan } from '../core/fields.ts'
import { message } from '../core/messages.ts'
import { maxPasswordLength, passwordMessages } from '../core/password-validators.ts'
import { normalizeUsername, usernameMessages } from '../core/username.ts'
import type { User } from '../db/users.ts'
import type { Accounts } from './context.ts'
import { newUser } from './new-user.ts'
import { recordEvent } from './record-event.ts'

/**
 * Makes a user who may do everything. The e-mail address may be empty; the operator vouches for one that is given.
 * @throws InvalidInput with messages for username, email and password
 */
export async function createSuperuser(
  accounts: Pick<Accounts, 'database' | 'passwords' | 'now' | 'audit'>,
  given: { username: string; email: string; password: string }
): Promise<User> {
  const { database, passwords, now } = accounts
  const username = normalizeUsername(given.username.trim())
  const email = given.email.trim()
  const password = given.password.trim() // As every field of the API is read: it must be the one that logs in.
  const wrong = {
    username: usernameMessages(username),
    email: email === '' || isEmailAddress(email) ? [] : [message('email')],
    password: newPasswordMessages(password, { username, email })
  }
  const errors = Object.entries(wrong).filter(([, messages]) => messages.length > 0)
  if (errors.length > 0) throw new InvalidInput(Object.fromEntries(errors))
  const hash = await passwords.hash(password)
  return database.transaction(async queries => {
    if (email !== '' && (await queries.users.hasEmail(email)))
      throw new InvalidInput({ email: [message('emailTaken')] })
    const rights = { isStaff: true, isSuperuser: true }
    const user = await queries.users.insert(
      newUser({ username, email, password: hash, dateJoined: new Date(now()), ...rights })
    )
    if (user === undefined) throw new InvalidInput({ username: [message('usernameTaken')] })
    if (email !== '') await queries.emailAddresses.dropClaims(email)
    if (email !== '') await queries.emailAddresses.insert({ userId: user.id, email, primary: true, verified: true })
    await recordEvent(accounts, queries, 'superuser_created_by_operator', { userId: user.id })
    return user
  })
}

/** All that speaks against a new password that somebody chose at the command line. */
export function newPasswordMessages(password: string, person: Parameters<typeof passwordMessages>[1]) {
  if (password === '') return [message('blank')]
  if (isLongerThan(password, maxPasswordLength)) return [message('tooLong', { max: maxPasswordLength })]
  return passwordMessages(password, person)
}
