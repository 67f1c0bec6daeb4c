import { randomInt } from 'node:crypto'
import { InvalidInput, SocialRefused } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import { unusablePassword } from '../core/passwords.ts'
import { socialUsernames } from '../core/username.ts'
import type { Queries, Transaction } from '../db/open.ts'
import type { User } from '../db/users.ts'
import type { Accounts, Origin } from './context.ts'
import { identifySocialAccount, type SocialCredentials, type SocialIdentity } from './identify-social-account.ts'
import { insertUserNamed } from './new-user.ts'
import { queueNotice } from './queue-mail.ts'
import { recordEvent } from './record-event.ts'
import { recordRefusal } from './record-failed-login.ts'
import { saveSocialToken } from './save-social-token.ts'
import type { SocialClient } from './social-client.ts'
import { type LoggedIn, startLogin } from './start-login.ts'

/** Who came by a provider. */
export interface SocialVisitor {
  user: User
  /** Whether they came for the first time, and so were registered. */
  isNew: boolean
  /** What this project asks people to consent to, and they have not, as far as the provider says it. */
  missingScopes: string[]
}

/**
 * Logs a person in by what an identity provider says of them, and makes their user on the first time: user, e-mail
 * address, social account, social token and session are written in one transaction.
 * @throws SocialRefused when the provider does not vouch for them to us; InvalidInput when the address is somebody
 *   else's or the user is disabled; Unavailable when the provider is away. Then nothing is written
 */
export function socialLogin(
  accounts: Accounts,
  client: SocialClient,
  credentials: SocialCredentials,
  origin: Origin
): Promise<LoggedIn & SocialVisitor> {
  return admit(accounts, client, credentials, origin, async (queries, visitor) => ({
    ...visitor,
    ...(await startLogin(accounts, queries, visitor.user, { ...origin, method: client.id }))
  }))
}

/**
 * Finds or makes the user of a person, and begins in the same transaction what follows from it.
 * @param begin starts the login, or what stands for it
 */
export function admit<Result>(
  accounts: Accounts,
  client: SocialClient,
  credentials: SocialCredentials,
  origin: Origin,
  begin: (queries: Transaction, visitor: SocialVisitor) => Promise<Result>
): Promise<Result> {
  const enter = async (): Promise<Result> => {
    const identity = await identifySocialAccount(accounts, client, credentials)
    return accounts.database.transaction(async queries => {
      await useOnce(accounts, queries, identity)
      return begin(queries, await visitorOf(accounts, queries, client, identity, origin))
    })
  }
  return recordRefusal(accounts, { origin, method: client.id }, enter())
}

/** @throws SocialRefused when it was shown before */
export async function useOnce({ now }: Accounts, { once }: Queries, { onlyOnce }: SocialIdentity): Promise<void> {
  if (onlyOnce === undefined) return
  const isFirst = await once.isFirst(onlyOnce.hash, onlyOnce.expires, new Date(now()))
  if (!isFirst) throw new SocialRefused()
}

async function visitorOf(
  accounts: Accounts,
  queries: Transaction,
  client: SocialClient,
  identity: SocialIdentity,
  origin: Origin
): Promise<SocialVisitor> {
  const missingScopes = client.scopes.filter(scope => identity.missingScopes?.includes(scope))
  const known =
    (await returningUser(accounts, queries, client, identity)) ??
    (await userOfAddress(accounts, queries, client, identity, origin))
  if (known !== undefined) return { user: known, isNew: false, missingScopes }
  return { user: await newcomer(accounts, queries, client, identity, origin), isNew: true, missingScopes }
}

async function returningUser(
  accounts: Accounts,
  queries: Queries,
  client: SocialClient,
  identity: SocialIdentity
): Promise<User | undefined> {
  const account = await queries.social.findAccount(client.id, identity.uid)
  if (account === undefined) return undefined
  const user = await queries.users.find(account.userId)
  if (!user?.isActive) throw InvalidInput.of(message('userDisabled'))
  const lastLogin = new Date(accounts.now())
  await queries.social.updateAccount(account.id, { lastLogin, extraData: identity.extraData })
  await saveSocialToken(accounts, queries, client, identity, account.id)
  await queries.users.update(user.id, { lastLogin })
  return { ...user, lastLogin }
}

/**
 * The user who has the address already. Who owns an address elsewhere does not own the account that has it here: it is
 * told, and linked only where SOCIALACCOUNT_EMAIL_AUTHENTICATION says so and both sides have verified it; an unverified
 * one may have been put there by somebody who waits for its owner ("Pre-hijacked accounts", USENIX Security 2022).
 */
async function userOfAddress(
  accounts: Accounts,
  queries: Transaction,
  client: SocialClient,
  identity: SocialIdentity,
  origin: Origin
): Promise<User | undefined> {
  const { email } = identity
  if (email === '' || !(await queries.users.hasEmail(email))) return undefined
  const address = await queries.emailAddresses.findByEmail(email)
  const isLinked = accounts.social.emailAuthentication && address?.verified === true
  const user = isLinked ? await queries.users.find(address.userId) : undefined
  if (user === undefined) throw InvalidInput.of(message('socialEmailTaken'))
  if (!user.isActive) throw InvalidInput.of(message('userDisabled'))
  const lastLogin = new Date(accounts.now())
  await insertAccount(accounts, queries, client, identity, user.id)
  await queries.users.update(user.id, { lastLogin })
  const { language, siteId } = origin
  const details = { provider: client.name }
  await queueNotice(accounts, queries, user, { kind: 'social connected', language, siteId, details })
  const facts = { userId: user.id, origin, details: { provider: client.id } }
  await recordEvent(accounts, queries, 'social_account_connected', facts)
  return { ...user, lastLogin }
}

async function newcomer(
  accounts: Accounts,
  queries: Transaction,
  client: SocialClient,
  identity: SocialIdentity,
  origin: Origin
): Promise<User> {
  const { email, firstName = '', lastName = '' } = identity
  const date = new Date(accounts.now())
  const names = socialUsernames({ ...identity, provider: client.id }, () => randomInt(10))
  const user = await insertUserNamed(queries, names, {
    email,
    firstName: nameOf(firstName),
    lastName: nameOf(lastName),
    password: unusablePassword(),
    dateJoined: date,
    lastLogin: date
  })
  if (email !== '') {
    await queries.emailAddresses.dropClaims(email)
    await queries.emailAddresses.insert({ userId: user.id, email, primary: true, verified: true })
  }
  await insertAccount(accounts, queries, client, identity, user.id)
  const details = { provider: client.id }
  await recordEvent(accounts, queries, 'user_registered', { userId: user.id, origin, details })
  return user
}

async function insertAccount(
  accounts: Accounts,
  queries: Queries,
  client: SocialClient,
  identity: SocialIdentity,
  userId: number
): Promise<void> {
  const date = new Date(accounts.now())
  const { uid, extraData } = identity
  const seen = { dateJoined: date, lastLogin: date }
  const account = await queries.social.insertAccount({ provider: client.id, uid, userId, extraData, ...seen })
  await saveSocialToken(accounts, queries, client, identity, account.id)
}

const maxNameLength = 150

/** A name that a provider knows, as far as auth_user holds it. */
function nameOf(text: string): string {
  return [...text.replace(/\p{Cc}|\p{Surrogate}/gu, '').trim()].slice(0, maxNameLength).join('')
}
