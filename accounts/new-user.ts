import type { NewUser } from '../db/users.ts'

/** The row of a new user: active, without a name, and with no rights but those given. */
export function newUser(
  fields: Pick<NewUser, 'username' | 'email' | 'password' | 'dateJoined'> & Partial<NewUser>
): NewUser {
  return { firstName: '', lastName: '', isStaff: false, isSuperuser: false, isActive: true, ...fields }
}
