import { AuthenticationFailed } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { User } from '../db/users.ts'
import { checkToken, readClaims, refusalMessage, TokenRefused, type UserClaims } from './check-token.ts'
import type { Accounts } from './context.ts'

/** Who makes a request. Only the three first are known when tokens are trusted by their claims alone. */
export type AuthenticatedUser = Pick<User, 'id' | 'username' | 'email'> & Partial<Omit<User, 'password'>>

/** Who makes a request, and by which token: a JSON Web Token has claims, a key of Django REST Framework its age. */
export interface Authentication {
  user: AuthenticatedUser
  claims?: UserClaims
  keyCreated?: Date
}

/**
 * The user of a JSON Web Token in an Authorization header.
 * @param check `user` asks the database, `claims` believes the token
 * @throws AuthenticationFailed in djangorestframework-jwt's words
 */
export async function authenticateToken(
  accounts: Accounts,
  token: string,
  check: 'user' | 'claims'
): Promise<Authentication> {
  try {
    if (check === 'user') {
      const { claims, user } = await checkToken(accounts, token)
      return { user: withoutPassword(user), claims }
    }
    const claims = readClaims(accounts, token)
    const email = typeof claims.email === 'string' ? claims.email : ''
    return { user: { id: claims.user_id, username: claims.username, email }, claims }
  } catch (error) {
    if (error instanceof TokenRefused) throw new AuthenticationFailed(refusalMessage(error, 'in the header'))
    throw error
  }
}

/**
 * The user of one of Django REST Framework's tokens, 40 hexadecimal digits.
 * @throws AuthenticationFailed in its words
 */
export async function authenticateKey({ database }: Accounts, key: string): Promise<Authentication> {
  const found = await database.tokens.findUser(key)
  if (found === undefined) throw new AuthenticationFailed(message('invalidToken'))
  const { user, created: keyCreated } = found
  if (!user.isActive) throw new AuthenticationFailed(message('userInactiveOrDeleted'))
  return { user: withoutPassword(user), keyCreated }
}

/** A user as the rest of an app may see it. */
export function withoutPassword({ password: _password, ...user }: User): AuthenticatedUser {
  return user
}
