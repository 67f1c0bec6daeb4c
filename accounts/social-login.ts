import { randomInt } from 'node:crypto'
import { InvalidInput } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import { unusablePassword } from '../core/passwords.ts'
import { normalizeUsername, usernameCandidates, usernameMessages } from '../core/username.ts'
import type { Queries, Transaction } from '../db/open.ts'
import type { User } from '../db/users.ts'
import type { Accounts, Origin } from './context.ts'
import { identifySocialAccount, type SocialClient, type SocialIdentity } from './identify-social-account.ts'
import { insertUserNamed } from './new-user.ts'
import { queueConfirmation } from './queue-confirmation.ts'
import { recordEvent } from './record-event.ts'
import { recordRefusal } from './record-failed-login.ts'
import { saveSocialToken } from './save-social-token.ts'
import { type LoggedIn, startLogin } from './start-login.ts'

/**
 * Logs a person in by an access token that an app got from an identity provider, and makes their user on the first
 * time: user, e-mail address, social account, social token and session are written in one transaction.
 * @throws InvalidInput when the provider refuses the token, it was made for another application, or the address is
 *   somebody else's; Unavailable when the provider is away, and then nothing is written
 */
export async function socialLogin(
  accounts: Accounts,
  client: SocialClient,
  accessToken: string,
  origin: Origin
): Promise<LoggedIn & { isNew: boolean }> {
  const method = client.provider.id
  return recordRefusal(accounts, { origin, method }, logIn(accounts, client, accessToken, origin))
}

async function logIn(
  accounts: Accounts,
  client: SocialClient,
  accessToken: string,
  origin: Origin
): Promise<LoggedIn & { isNew: boolean }> {
  const identity = await identifySocialAccount(accounts, client, accessToken)
  return accounts.database.transaction(async queries => {
    const returning = await returningUser(accounts, queries, client, identity)
    const user = returning ?? (await firstTimeUser(accounts, queries, client, identity, origin))
    const loggedIn = await startLogin(accounts, queries, user, { ...origin, method: client.provider.id })
    return { ...loggedIn, isNew: returning === undefined }
  })
}

async function returningUser(
  { now }: Accounts,
  queries: Queries,
  client: SocialClient,
  identity: SocialIdentity
): Promise<User | undefined> {
  const account = await queries.social.findAccount(client.provider.id, identity.uid)
  if (account === undefined) return undefined
  const user = await queries.users.find(account.userId)
  if (!user?.isActive) throw InvalidInput.of(message('userDisabled'))
  const lastLogin = new Date(now())
  await queries.social.updateAccount(account.id, { lastLogin, extraData: identity.extraData })
  await saveSocialToken(queries, client, identity, account.id)
  await queries.users.update(user.id, { lastLogin })
  return { ...user, lastLogin }
}

async function firstTimeUser(
  accounts: Accounts,
  queries: Transaction,
  client: SocialClient,
  identity: SocialIdentity,
  origin: Origin
): Promise<User> {
  const { language } = origin
  const { email, emailVerified, uid, extraData } = identity
  // Who owns an address elsewhere does not own the account that has it here: it is told, never merged.
  if (email !== '' && (await queries.users.hasEmail(email))) throw InvalidInput.of(message('socialEmailTaken'))
  const date = new Date(accounts.now())
  const user = await insertUser(queries, client, identity, date)
  if (email !== '') {
    const values = { userId: user.id, email, primary: true, verified: emailVerified }
    await queries.emailAddresses.dropClaims(email)
    const address = await queries.emailAddresses.insert(values)
    const isAsked = !emailVerified && accounts.policy.emailVerification !== 'none'
    if (isAsked) await queueConfirmation(accounts, queries, address, language)
  }
  const account = await queries.social.insertAccount({
    provider: client.provider.id,
    uid,
    userId: user.id,
    extraData,
    dateJoined: date,
    lastLogin: date
  })
  await saveSocialToken(queries, client, identity, account.id)
  const details = { provider: client.provider.id }
  await recordEvent(accounts, queries, 'user_registered', { userId: user.id, origin, details })
  return user
}

/** Under the name that the provider knows, if it is one and free; else under one made of the address. */
function insertUser(
  queries: Queries,
  { randomDigit = () => randomInt(10) }: SocialClient,
  { username, email }: SocialIdentity,
  date: Date
): Promise<User> {
  const known = normalizeUsername(username)
  const names = usernameMessages(known).length === 0 ? [known] : []
  return insertUserNamed(queries, [...names, ...usernameCandidates([email], randomDigit)], {
    email,
    password: unusablePassword(),
    dateJoined: date,
    lastLogin: date
  })
}
