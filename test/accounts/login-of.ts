// Logins as the acts get them: once a request was let through, and before its body has come.
import type { FastifyInstance } from 'fastify'
import { type Authentication, authenticateKey, authenticateToken } from '../../accounts/authenticate.ts'
import { signToken } from '../outside.ts'

/** alice's key, which Django made. */
export const aliceKey = '8df73dafbde4c669dc37a9ea7620434515b2cc43'

/** What an act throws when the login that it was asked by is over, and when its user is. */
export const loginOver = { code: 'REST_AUTH_REFUSED', statusCode: 401, detail: { name: 'sessionEnded' } }
export const userGone = { code: 'REST_AUTH_REFUSED', statusCode: 401, detail: { name: 'userInactiveOrDeleted' } }

/** A new login of a user. */
export async function loginOf(app: FastifyInstance, userId: number): Promise<Authentication> {
  return authenticateToken(app.accounts, await app.jwtAuth.issue({ id: userId }), 'user')
}

/** alice's login by her key. */
export function keyLogin(app: FastifyInstance): Promise<Authentication> {
  return authenticateKey(app.accounts, aliceKey)
}

/** alice's login at Django some seconds ago, by a token that names no session. */
export function djangoToken({ accounts }: FastifyInstance, secondsAgo = 10): string {
  const now = Math.floor(accounts.now() / 1000)
  return signToken({ user_id: 1, username: 'alice', exp: now + 300, orig_iat: now - secondsAgo })
}
