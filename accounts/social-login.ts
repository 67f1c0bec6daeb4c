import { randomInt } from 'node:crypto'
import type { Dispatcher } from 'undici'
import { isEmailAddress } from '../core/email-address.ts'
import { InvalidInput, Unavailable } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import { unusablePassword } from '../core/passwords.ts'
import type { SocialProfile, SocialProvider } from '../core/social-provider.ts'
import { normalizeUsername, usernameCandidates, usernameMessages } from '../core/username.ts'
import type { Queries } from '../db/open.ts'
import type { User } from '../db/users.ts'
import { askProvider, type ProviderAnswer } from './ask-provider.ts'
import type { Accounts, Origin } from './context.ts'
import type { LoggedIn } from './log-in.ts'
import { newUser } from './new-user.ts'
import { startSession } from './start-session.ts'

/** How this project is known to a provider, and how the provider is reached. */
export interface SocialClient {
  provider: SocialProvider
  /** The provider's number of our application; a token of any other is refused. */
  appId: string
  /** For the row of socialaccount_socialapp that is made when the site has none. */
  newApp: { clientId: string; secret: string; key: string }
  siteId: number
  dispatcher: Dispatcher
  /** Milliseconds for all that is asked of the provider in one login. */
  timeout: number
  /** 0 to 9, for usernames. */
  randomDigit?: () => number
}

interface Identity extends SocialProfile {
  /** What the provider told, as JSON text. */
  extraData: string
  accessToken: string
  expiresAt: Date
}

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
): Promise<LoggedIn> {
  const identity = await identify(accounts, client, accessToken)
  return accounts.database.transaction(async queries => {
    const user =
      (await returningUser(accounts, queries, client, identity)) ??
      (await firstTimeUser(accounts, queries, client, identity))
    return { user, token: await startSession(accounts, queries, user, { ...origin, method: client.provider.id }) }
  })
}

/** A bearer token (RFC 6750, section 2.1); anything else never reaches a header. */
const bearerToken = /^[\w.~+/-]{1,4096}={0,2}$/

/** Who a token stands for, once it is sure that it was made for us (RFC 9700, section 4.9: token substitution). */
async function identify(
  { now }: Accounts,
  { provider, appId, dispatcher, timeout }: SocialClient,
  accessToken: string
): Promise<Identity> {
  const refused = InvalidInput.of(message('socialRefused'))
  if (!bearerToken.test(accessToken)) throw refused
  const signal = AbortSignal.timeout(timeout)
  const ask = async (url: string): Promise<ProviderAnswer> => {
    const answer = await reach(provider, () => askProvider(url, accessToken, { dispatcher, signal }))
    if (answer.status === 200) return answer
    throw provider.readFault(answer.status, answer.json) === 'refused' ? refused : away(provider)
  }
  const token = provider.readTokenInfo((await ask(provider.tokenInfoUrl)).json)
  if (token === undefined) throw away(provider)
  if (token.appId !== appId || token.expiresIn <= 0) throw refused
  const answer = await ask(provider.profileUrl)
  const profile = provider.readProfile(answer.json)
  if (profile === undefined) throw away(provider)
  if (profile.uid !== token.uid) throw refused
  return {
    ...profile,
    email: isEmailAddress(profile.email) ? profile.email : '',
    extraData: answer.text,
    accessToken,
    expiresAt: new Date(now() + 1000 * token.expiresIn)
  }
}

async function reach(provider: SocialProvider, ask: () => Promise<ProviderAnswer>): Promise<ProviderAnswer> {
  try {
    return await ask()
  } catch (cause) {
    throw away(provider, cause)
  }
}

function away(provider: SocialProvider, cause?: unknown): Unavailable {
  return new Unavailable(message('providerUnavailable', { provider: provider.name }), { cause })
}

async function returningUser(
  { now }: Accounts,
  queries: Queries,
  client: SocialClient,
  identity: Identity
): Promise<User | undefined> {
  const account = await queries.social.findAccount(client.provider.id, identity.uid)
  if (account === undefined) return undefined
  const user = await queries.users.find(account.userId)
  if (!user?.isActive) throw InvalidInput.of(message('userDisabled'))
  const lastLogin = new Date(now())
  await queries.social.updateAccount(account.id, { lastLogin, extraData: identity.extraData })
  await saveToken(queries, client, identity, account.id)
  await queries.users.update(user.id, { lastLogin })
  return { ...user, lastLogin }
}

async function firstTimeUser(
  { now }: Accounts,
  queries: Queries,
  client: SocialClient,
  identity: Identity
): Promise<User> {
  const { email, emailVerified, uid, extraData } = identity
  // Who owns an address elsewhere does not own the account that has it here: it is told, never merged.
  if (email !== '' && (await queries.users.hasEmail(email))) throw InvalidInput.of(message('socialEmailTaken'))
  const date = new Date(now())
  const user = await insertUser(queries, client, identity, date)
  if (email !== '') {
    await queries.emailAddresses.insert({ userId: user.id, email, primary: true, verified: emailVerified })
  }
  const account = await queries.social.insertAccount({
    provider: client.provider.id,
    uid,
    userId: user.id,
    extraData,
    dateJoined: date,
    lastLogin: date
  })
  await saveToken(queries, client, identity, account.id)
  return user
}

/** Under the name that the provider knows, if it is one and free; else under one made of the address. */
async function insertUser(
  { users }: Queries,
  { randomDigit = () => randomInt(10) }: SocialClient,
  { username, email }: Identity,
  date: Date
): Promise<User> {
  const known = normalizeUsername(username)
  const names = usernameMessages(known).length === 0 ? [known] : []
  for (const name of [...names, ...usernameCandidates([email], randomDigit)]) {
    const password = unusablePassword()
    const user = await users.insert(newUser({ username: name, email, password, dateJoined: date, lastLogin: date }))
    if (user !== undefined) return user
  }
  throw new Unavailable()
}

async function saveToken(
  { social }: Queries,
  { provider, newApp, siteId }: SocialClient,
  { accessToken, expiresAt }: Identity,
  accountId: number
): Promise<void> {
  const app =
    (await social.findApp(provider.id, siteId)) ??
    (await social.insertApp({ provider: provider.id, name: provider.id, ...newApp }, siteId))
  await social.saveToken({ appId: app.id, accountId, token: accessToken, tokenSecret: '', expiresAt })
}
