import { randomBytes } from 'node:crypto'
import type { User } from '../db/users.ts'
import type { Accounts } from './context.ts'

/** A token of djangorestframework-jwt's payload for a user, and what is ours: the session and an id of its own. */
export function signToken(
  { tokens, now, expirationDelta }: Accounts,
  user: User,
  { sid, origIat }: { sid: string; origIat: number | undefined }
): string {
  return tokens.sign({
    user_id: user.id,
    username: user.username,
    exp: Math.floor(now() / 1000) + expirationDelta,
    email: user.email,
    ...(origIat !== undefined && { orig_iat: origIat }),
    sid,
    jti: randomBytes(12).toString('base64url')
  })
}
