import { InvalidInput } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { Transaction } from '../db/open.ts'
import type { RefreshToken } from '../db/refresh-tokens.ts'
import type { Session } from '../db/sessions.ts'
import type { User } from '../db/users.ts'
import type { Accounts, Origin, RefreshRotation } from './context.ts'
import { recordEvent } from './record-event.ts'
import { refreshTokenHash, successorOf } from './refresh-token.ts'
import { signToken } from './sign-token.ts'
import { type SessionTokens, sessionEnd } from './start-session.ts'

/** What became of a refresh token: the next pair, or, where it was used before, the end of its session. */
export type Rotated = { user: User } & ({ isReused: false; tokens: SessionTokens } | { isReused: true })

/**
 * Uses a refresh token up, and answers the next pair of tokens of its session (RFC 9700, section 4.14.2). Who shows it
 * again within the grace, as long as its successor has not been used, gets the same successor: the answer may have been
 * lost. After that somebody has a copy, and nobody knows who: the session ends.
 * @throws InvalidInput when it is no refresh token of ours, its session is over, or the user is disabled
 */
export async function rotateRefreshToken(
  accounts: Accounts,
  rotation: RefreshRotation,
  refreshToken: string,
  origin: Origin
): Promise<Rotated> {
  return accounts.database.transaction(async queries => {
    const { refreshTokens, users } = queries
    const now = accounts.now()
    const found = await refreshTokens.find(refreshTokenHash(refreshToken))
    if (found === undefined) throw InvalidInput.of(message('refreshTokenInvalid'))
    const { session } = found
    const user = await users.find(session.userId)
    requireOpen(session, user, { now, rotation })
    const successor = successorOf(refreshToken, rotation.secret)
    if (await refreshTokens.use(found.refreshToken.hash, new Date(now))) {
      await refreshTokens.insert({ hash: refreshTokenHash(successor), sessionId: session.id, created: new Date(now) })
    } else if (!(await isRetry(queries, found.refreshToken, successor, { now, rotation }))) {
      await endStolen(accounts, queries, session, origin)
      return { user, isReused: true }
    }
    const lastRefresh = session.created.getTime() + 1000 * rotation.refreshDelta
    const expires = new Date(sessionEnd(accounts, now, lastRefresh))
    const use = { id: session.id, userId: user.id, now: new Date(now), expires }
    // It may be over although its tokens are not: JWT_REFRESH_EXPIRATION_DELTA was shorter when it began.
    if ((await queries.sessions.touch(use)) === undefined) throw InvalidInput.of(message('sessionEnded'))
    const token = signToken(accounts, user, { sid: session.id, origIat: undefined })
    return { user, isReused: false, tokens: { token, refreshToken: successor } }
  })
}

/** @throws InvalidInput */
function requireOpen(
  session: Session,
  user: User | undefined,
  { now, rotation }: { now: number; rotation: RefreshRotation }
): asserts user is User {
  if (user === undefined || session.ended !== null) throw InvalidInput.of(message('sessionEnded'))
  if (!user.isActive) throw InvalidInput.of(message('userDisabled'))
  // Not `expires`: that moves with the last token, and would never be reached.
  const isOver = now >= session.created.getTime() + 1000 * rotation.refreshDelta
  if (isOver) throw InvalidInput.of(message('refreshExpired'))
}

/** In both directions: after a clock was put back, nothing is good again that was used. */
async function isRetry(
  { refreshTokens }: Transaction,
  { used }: RefreshToken,
  successor: string,
  { now, rotation }: { now: number; rotation: RefreshRotation }
): Promise<boolean> {
  if (rotation.grace === 0) return false
  const age = Math.abs(now - Number(used))
  const next = await refreshTokens.find(refreshTokenHash(successor))
  return age <= 1000 * rotation.grace && next?.refreshToken.used === null
}

async function endStolen(accounts: Accounts, queries: Transaction, session: Session, origin: Origin): Promise<void> {
  const { id: sessionId, userId } = session
  await queries.sessions.endOne(userId, sessionId, new Date(accounts.now()))
  await recordEvent(accounts, queries, 'refresh_token_reused', { userId, origin, sessionId })
}
