import { InvalidInput, Unavailable } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import { normalizeUsername } from '../core/username.ts'
import type { Queries, Transaction } from '../db/open.ts'
import type { User } from '../db/users.ts'
import type { Accounts, Origin } from './context.ts'
import { limitPasswords } from './limit-passwords.ts'
import { recordFailedLogin, recordRefusal } from './record-failed-login.ts'
import { type LoggedIn, startLogin } from './start-login.ts'
import { type SessionTokens, startSession } from './start-session.ts'

/** Who wants in: by a username, an e-mail address, or a text that may be either and is then given as both. */
export interface Credentials {
  username?: string | undefined
  email?: string | undefined
  password: string
}

/** How often a login looks again because the password changed under its hands. */
const maxTries = 3

/**
 * Logs a user in by name or address and password: begins a session, notes the time, and rewrites a hash of another
 * algorithm or weaker parameters. A wrong name, a wrong password, an unusable one and a disabled user are told by the
 * same words after the same work.
 * @throws InvalidInput, also when the address must be verified first; Unavailable when too many passwords wait
 */
export function logIn(accounts: Accounts, credentials: Credentials, origin: Origin): Promise<LoggedIn> {
  return logInBy(accounts, credentials, { ...origin, method: 'password' }, async (queries, user) => {
    await requireVerifiedEmail(accounts, queries, user)
    return startLogin(accounts, queries, user, { ...origin, method: 'password' })
  })
}

/**
 * A JSON Web Token for a name and password, as djangorestframework-jwt hands it out: whatever REST_USE_JWT says, and
 * whether the address is verified or not, unless ACCOUNT_PREVENT_ENUMERATION hides whose it is. Unless people log in by
 * username alone, the name may be an address.
 * @throws InvalidInput, or Unavailable when too many passwords wait
 */
export function obtainToken(
  accounts: Accounts,
  { username, password }: { username: string; password: string },
  origin: Origin
): Promise<{ user: User } & SessionTokens> {
  const email = accounts.policy.authenticationMethod === 'username' ? undefined : username
  return logInBy(accounts, { username, email, password }, { ...origin, method: 'password' }, async (queries, user) => {
    if (accounts.policy.preventEnumeration) await requireVerifiedEmail(accounts, queries, user)
    return { user, ...(await startSession(accounts, queries, user, { ...origin, method: 'password' })) }
  })
}

/**
 * What all logins by a password have in common: who it is, how often it may be tried, and what is written down.
 * @param origin with the `method` of the session that begins
 * @param begin begins the login, in the transaction that notes it; what it refuses leaves nothing behind
 * @throws InvalidInput; Throttled, or Unavailable when too many passwords wait
 */
export async function logInBy<Result>(
  accounts: Accounts,
  credentials: Credentials,
  origin: Origin & { method: string },
  begin: (queries: Transaction, user: User) => Promise<Result>
): Promise<Result> {
  const { username = '', email = username } = credentials
  return limitPasswords(accounts, email, origin, () => tryLogIn(accounts, credentials, origin, begin))
}

async function tryLogIn<Result>(
  accounts: Accounts,
  credentials: Credentials,
  { method, ...origin }: Origin & { method: string },
  begin: (queries: Transaction, user: User) => Promise<Result>
): Promise<Result> {
  const { database, passwords } = accounts
  const { password } = credentials
  for (let tries = 0; tries < maxTries; tries++) {
    const { user: found, isRight } = await recognise(accounts, credentials)
    if (!isRight || found === undefined) {
      await recordFailedLogin(accounts, { userId: found?.id, origin, method })
      throw InvalidInput.of(message('badCredentials'))
    }
    const rehashed = passwords.needsRehash(found.password) ? await passwords.hash(password) : found.password
    const login = database.transaction(async queries => {
      // Only the password that was checked opens the door: what changed meanwhile is looked at again.
      const current = await queries.users.find(found.id)
      if (current?.password !== found.password || !current.isActive) return undefined
      const user = { ...current, password: rehashed, lastLogin: new Date(accounts.now()) }
      await queries.users.update(user.id, { password: user.password, lastLogin: user.lastLogin })
      return begin(queries, user)
    })
    const result = await recordRefusal(accounts, { userId: found.id, origin, method }, login)
    if (result !== undefined) return result
  }
  throw new Unavailable()
}

/**
 * Whom a login is about, and whether it is their password; without anybody to ask about, the work of a check is done all
 * the same.
 */
async function recognise(
  accounts: Accounts,
  { username, email, password }: Credentials
): Promise<{ user: User | undefined; isRight: boolean }> {
  const { database, passwords } = accounts
  const byEmail = email === undefined ? [] : await database.users.findByEmail(email)
  // An address goes before a name that looks like it: were both tried, the time would tell that the address is somebody's.
  const named = username === undefined || byEmail.length > 0 ? undefined : await findByName(accounts, username)
  const candidates = named === undefined ? byEmail : [named]
  // The others are looked at as nobody: a right password must not be told from a wrong one, by the time either.
  const able: User[] = []
  for (const user of candidates) if (await isAble(accounts, user)) able.push(user)
  const right = await passwords.verifyAny(
    password,
    able.map(user => user.password)
  )
  return { user: able[right] ?? candidates[0], isRight: right >= 0 }
}

/**
 * Whether a password can help a user in at all: not who is disabled. Nor who has not verified the address, where
 * addresses are hidden and people log in by them: who has registered with somebody's address could else look whether
 * they have become its user.
 */
async function isAble({ database, policy }: Accounts, user: User): Promise<boolean> {
  const isHidden = policy.preventEnumeration && policy.authenticationMethod !== 'username'
  return user.isActive && (!isHidden || (await hasVerifiedEmail(database, user)))
}

/** By the name as it was typed, or by its normal form. */
async function findByName({ database }: Accounts, username: string): Promise<User | undefined> {
  const normal = normalizeUsername(username.slice(0, 1000))
  return (await database.users.findByUsername(username)) ?? (await database.users.findByUsername(normal))
}

/** @throws InvalidInput when verification is mandatory and the user's address is not verified */
async function requireVerifiedEmail({ policy }: Accounts, queries: Queries, user: User): Promise<void> {
  if (policy.emailVerification !== 'mandatory' || (await hasVerifiedEmail(queries, user))) return
  throw InvalidInput.of(message('emailNotVerified'))
}

/** Whether a user's own address is verified. */
export async function hasVerifiedEmail(
  { emailAddresses }: Pick<Queries, 'emailAddresses'>,
  user: User
): Promise<boolean> {
  const own = user.email.toLowerCase()
  const addresses = await emailAddresses.ofUser(user.id)
  return addresses.some(({ email, verified }) => verified && email.toLowerCase() === own)
}
