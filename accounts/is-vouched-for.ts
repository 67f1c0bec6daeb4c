import type { Queries } from '../db/open.ts'
import type { User } from '../db/users.ts'

/**
 * Whether a user's own address is surely theirs: verified, or given by an operator and so without a row. Any other may be
 * a stranger's, typed by whoever registered.
 */
export async function isVouchedFor(
  { emailAddresses }: Pick<Queries, 'emailAddresses'>,
  { id, email }: Pick<User, 'id' | 'email'>
): Promise<boolean> {
  const addresses = await emailAddresses.ofUser(id)
  const own = addresses.find(address => address.email.toLowerCase() === email.toLowerCase())
  return own === undefined || own.verified
}
