import { InvalidInput } from '../core/errors.ts'
import type { ReadOptions } from '../core/fields.ts'
import { message } from '../core/messages.ts'
import { passwordMessages } from '../core/password-validators.ts'
import { normalizeUsername, usernameMessages } from '../core/username.ts'
import type { Accounts, Origin } from './context.ts'
import type { LoggedIn } from './log-in.ts'
import { newUser } from './new-user.ts'
import { startSession } from './start-session.ts'

export interface Registration {
  username: string
  email?: string
  password1: string
  password2: string
}

const usernameTaken = message('usernameTaken')
const emailTaken = message('emailTaken')

/** What the fields of a registration must be beyond their form, told for all of them at once. */
export function registrationChecks({ database }: Accounts): NonNullable<ReadOptions<Registration>['checks']> {
  return {
    async username(value) {
      const username = normalizeUsername(value)
      const messages = usernameMessages(username)
      return messages.length === 0 && (await database.users.hasUsername(username)) ? [usernameTaken] : messages
    },
    async email(email) {
      return (await database.users.hasEmail(email)) ? [emailTaken] : []
    },
    password1(password, { username, email }) {
      return passwordMessages(password, { username, email })
    }
  }
}

/**
 * Makes a user with an unverified e-mail address, if one was given, and logs them in, in one transaction.
 * @param registration fields that have passed `registrationChecks`
 * @throws InvalidInput when the passwords differ, or somebody took the name or address meanwhile
 */
export async function register(
  accounts: Accounts,
  { username, email = '', password1, password2 }: Registration,
  origin: Origin
): Promise<LoggedIn> {
  if (password1 !== password2) throw InvalidInput.of(message('passwordsDiffer'))
  const password = await accounts.passwords.hash(password1)
  return accounts.database.transaction(async queries => {
    if (email !== '' && (await queries.users.hasEmail(email))) throw new InvalidInput({ email: [emailTaken] })
    const now = new Date(accounts.now())
    const user = await queries.users.insert(
      newUser({ username: normalizeUsername(username), email, password, dateJoined: now, lastLogin: now })
    )
    if (user === undefined) throw new InvalidInput({ username: [usernameTaken] })
    if (email !== '') await queries.emailAddresses.insert({ userId: user.id, email, primary: true, verified: false })
    return { user, token: await startSession(accounts, queries, user, { ...origin, method: 'registration' }) }
  })
}
