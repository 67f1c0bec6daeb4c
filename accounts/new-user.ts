import { Unavailable } from '../core/errors.ts'
import type { Queries } from '../db/open.ts'
import type { NewUser, User } from '../db/users.ts'

type Fields = Pick<NewUser, 'email' | 'password' | 'dateJoined'> & Partial<NewUser>

/** The row of a new user: active, without a name, and with no rights but those given. */
export function newUser(fields: Fields & Pick<NewUser, 'username'>): NewUser {
  return { firstName: '', lastName: '', isStaff: false, isSuperuser: false, isActive: true, ...fields }
}

/** A new user under the first of some names that is free. @throws Unavailable when none is */
export async function insertUserNamed({ users }: Queries, names: Iterable<string>, fields: Fields): Promise<User> {
  for (const username of names) {
    const user = await users.insert(newUser({ ...fields, username }))
    if (user !== undefined) return user
  }
  throw new Unavailable()
}
