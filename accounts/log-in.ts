import { InvalidInput, Unavailable } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import { normalizeUsername } from '../core/username.ts'
import type { User } from '../db/users.ts'
import type { Accounts, Origin } from './context.ts'
import { startSession } from './start-session.ts'

export interface LoggedIn {
  user: User
  token: string
}

/** How often a login looks again because the password changed under its hands. */
const maxTries = 3

/**
 * Logs a user in by name and password: begins a session, notes the time, and rewrites a hash of another algorithm or
 * weaker parameters. A wrong name, a wrong password, an unusable one and a disabled user are told by the same words
 * after the same work.
 * @throws InvalidInput, or Unavailable when too many passwords wait to be checked
 */
export async function logIn(
  accounts: Accounts,
  { username, password }: { username: string; password: string },
  origin: Origin
): Promise<LoggedIn> {
  for (let tries = 0; tries < maxTries; tries++) {
    const { database, passwords } = accounts
    const found = await findUser(accounts, username)
    const isRight = await passwords.verify(password, found?.password)
    if (found === undefined || !isRight || !found.isActive) throw InvalidInput.of(message('badCredentials'))
    const rehashed = passwords.needsRehash(found.password) ? await passwords.hash(password) : found.password
    const loggedIn = await database.transaction(async queries => {
      // Only the password that was checked opens the door: what changed meanwhile is looked at again.
      const current = await queries.users.find(found.id)
      if (current?.password !== found.password || !current.isActive) return undefined
      const user = { ...current, password: rehashed, lastLogin: new Date(accounts.now()) }
      await queries.users.update(user.id, { password: user.password, lastLogin: user.lastLogin })
      return { user, token: await startSession(accounts, queries, user, { ...origin, method: 'password' }) }
    })
    if (loggedIn !== undefined) return loggedIn
  }
  throw new Unavailable()
}

/** By the name as it was typed, or by its normal form. */
async function findUser({ database }: Accounts, username: string): Promise<User | undefined> {
  const normal = normalizeUsername(username.slice(0, 1000))
  return (await database.users.findByUsername(username)) ?? (await database.users.findByUsername(normal))
}
