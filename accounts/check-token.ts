import { type Message, type MessageName, message } from '../core/messages.ts'
import { TokenError, type TokenFault, type VerifiedPayload } from '../core/tokens.ts'
import type { Queries } from '../db/open.ts'
import type { User } from '../db/users.ts'
import type { Accounts } from './context.ts'
import { sessionIdOf } from './start-session.ts'

/** Why a token is refused: what is wrong with itself, or with the user or session that it stands for. */
export type TokenRefusal = TokenFault | 'withoutUser' | 'unknownUser' | 'disabledUser' | 'sessionEnded'

/** A token is refused; the wording depends on where it was shown. */
export class TokenRefused extends Error {
  readonly code = 'REST_AUTH_TOKEN_REFUSED'
  readonly refusal: TokenRefusal

  constructor(refusal: TokenRefusal) {
    super(`token refused: ${refusal}`)
    this.refusal = refusal
  }
}

/** The claims that a token must have to stand for somebody. */
export type UserClaims = VerifiedPayload & {
  readonly user_id: number
  readonly username: string
  readonly orig_iat?: number
  readonly sid?: string
}

/** Seconds since 1970 of a day that a calendar has. */
function isDate(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) < 1e11
}

/**
 * The claims of a token by itself: signature, times, audience and issuer hold, and it names a user.
 * @throws TokenRefused
 */
export function readClaims({ tokens }: Accounts, token: string): UserClaims {
  try {
    const payload = tokens.verify(token)
    if (typeof payload.username !== 'string' || payload.username === '') throw new TokenRefused('withoutUser')
    if (!Number.isSafeInteger(payload.user_id)) throw new TokenRefused('withoutUser')
    const { orig_iat: origIat, sid } = payload
    if (!isDate(payload.exp) || (origIat !== undefined && !isDate(origIat))) throw new TokenRefused('invalid')
    if (sid !== undefined && typeof sid !== 'string') throw new TokenRefused('invalid')
    return payload as UserClaims
  } catch (error) {
    if (error instanceof TokenError) throw new TokenRefused(error.fault)
    throw error
  }
}

/**
 * The claims and the user of a token that holds here and now: beyond its own claims, the user is there under this name
 * and number, is active, and the session it belongs to, if it names one, is not over. One query.
 * @throws TokenRefused
 */
export async function checkToken(accounts: Accounts, token: string): Promise<{ claims: UserClaims; user: User }> {
  const claims = readClaims(accounts, token)
  const now = new Date(accounts.now())
  const found = await accounts.database.users.findWithSession(claims.username, sessionIdOf(claims), now)
  // The original looks at the name alone; a name can change hands, so here the number must be the same person's.
  if (found === undefined || found.user.id !== claims.user_id) throw new TokenRefused('unknownUser')
  const { user, sessionIsOpen } = found
  if (!user.isActive) throw new TokenRefused('disabledUser')
  const isOpen = sessionIsOpen ?? (claims.sid === undefined && (await isUnended(accounts, accounts.database, claims)))
  if (!isOpen) throw new TokenRefused('sessionEnded')
  return { claims, user }
}

/** Seconds by which the clocks of Django's machine and ours may differ. */
const clockDifference = 60

/** Whether the login that a token stands for goes on, for an act that has taken its time since the token was checked. */
export async function isLoginOpen(
  accounts: Pick<Accounts, 'expirationDelta' | 'now'>,
  queries: Pick<Queries, 'sessions'>,
  claims: UserClaims
): Promise<boolean> {
  const session = await queries.sessions.find(sessionIdOf(claims))
  if (session !== undefined) return session.ended === null
  return claims.sid === undefined && isUnended(accounts, queries, claims)
}

/** A token of Django's has no session before its first refresh: it holds unless all were ended after its login. */
async function isUnended(
  { expirationDelta, now }: Pick<Accounts, 'expirationDelta' | 'now'>,
  { sessions }: Pick<Queries, 'sessions'>,
  claims: UserClaims
): Promise<boolean> {
  const guessed = claims.exp - expirationDelta
  // A token that Django made for longer than ours: nobody knows when, and any end of all ends it.
  const isUnknown = guessed > now() / 1000 + clockDifference
  const began = claims.orig_iat ?? (isUnknown ? 0 : guessed)
  return !(await sessions.haveAllEndedSince(claims.user_id, new Date(1000 * began)))
}

const messages: Record<TokenRefusal, MessageName> = {
  undecodable: 'tokenUndecodable',
  expired: 'tokenExpired',
  invalid: 'authenticationFailed',
  withoutUser: 'tokenWithoutUser',
  unknownUser: 'userUnknown',
  disabledUser: 'userDisabled',
  sessionEnded: 'sessionEnded'
}

/** djangorestframework-jwt's words for a refusal: its views and its header check differ in one. */
export function refusalMessage({ refusal }: TokenRefused, shown: 'in a body' | 'in the header'): Message {
  return message(refusal === 'unknownUser' && shown === 'in the header' ? 'tokenOfNobody' : messages[refusal])
}
