import { InvalidInput } from '../core/errors.ts'
import type { User } from '../db/users.ts'
import { checkToken, refusalMessage, TokenRefused, type UserClaims } from './check-token.ts'
import type { Accounts } from './context.ts'

/**
 * The claims and user of a token that a client asks about.
 * @throws InvalidInput in djangorestframework-jwt's words
 */
export async function verifyToken(accounts: Accounts, token: string): Promise<{ claims: UserClaims; user: User }> {
  try {
    return await checkToken(accounts, token)
  } catch (error) {
    if (error instanceof TokenRefused) throw InvalidInput.of(refusalMessage(error, 'in a body'))
    throw error
  }
}
