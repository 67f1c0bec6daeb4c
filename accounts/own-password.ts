import { InvalidInput } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { Accounts, Origin } from './context.ts'
import { limitPasswords } from './limit-passwords.ts'

/**
 * Whether it is the password of the user who asks. It can be tried no faster than at a login: who has got hold of a token
 * must not find the password by it.
 * @throws Throttled
 */
export async function isPasswordOf(
  accounts: Accounts,
  userId: number,
  password: string,
  origin: Origin
): Promise<boolean> {
  const { database, passwords } = accounts
  try {
    return await limitPasswords(accounts, userId, origin, async () => {
      const user = await database.users.find(userId)
      if (!(await passwords.verify(password, user?.password))) throw InvalidInput.of(message('invalidPassword'))
      return true
    })
  } catch (error) {
    if (error instanceof InvalidInput) return false
    throw error
  }
}
