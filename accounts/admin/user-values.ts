import { InvalidInput, Refused } from '../../core/errors.ts'
import { type MessageName, message } from '../../core/messages.ts'
import { normalizeUsername, usernameMessages } from '../../core/username.ts'
import type { Queries, Transaction } from '../../db/open.ts'
import type { User } from '../../db/users.ts'
import type { Accounts } from '../context.ts'
import { type AdminLogin, requireAdmin } from './admin-login.ts'

/** What the admin may set of a user. */
export interface UserFields {
  username?: string
  email?: string
  first_name?: string
  last_name?: string
  is_active?: boolean
  is_staff?: boolean
  is_superuser?: boolean
  /** The numbers of Django's groups. */
  groups?: number[]
}

export const maxNameLength = 150

/** A user as the audit trail tells of them: no password, whatever became of it. */
export async function userValues({ groups }: Pick<Queries, 'groups'>, user: User) {
  const { username, email, firstName, lastName, isActive, isStaff, isSuperuser } = user
  return {
    username,
    email,
    first_name: firstName,
    last_name: lastName,
    is_active: isActive,
    is_staff: isStaff,
    is_superuser: isSuperuser,
    groups: await groups.idsOfUser(user.id)
  }
}

/** @throws Refused with 404 */
export async function requireUser({ users }: Pick<Queries, 'users'>, id: number): Promise<User> {
  const user = await users.find(id)
  if (user === undefined) throw new Refused(404, message('notFound'))
  return user
}

/**
 * Staff are looked after by superusers alone, who have just shown their password: else a disabled or renamed one would be
 * a right gained.
 * @throws Refused with 403
 */
export async function requireMayTouch(
  accounts: Pick<Accounts, 'now'>,
  queries: Pick<Queries, 'adminLogins'>,
  by: AdminLogin,
  user: User
): Promise<void> {
  const isAbove = (user.isStaff || user.isSuperuser) && user.id !== by.user.id
  if (isAbove) await requireAdmin(accounts, queries, by, { superuser: true, confirmed: true })
}

/** Nobody changes what they themselves may, nor leaves the admin without anybody who may all. @throws InvalidInput at the field */
export async function refuseOwnRights(
  { users }: Pick<Queries, 'users'>,
  { user: by }: Pick<AdminLogin, 'user'>,
  user: User,
  field: string
): Promise<void> {
  if (user.id !== by.id) return
  const isLast = user.isSuperuser && !(await users.hasSuperuser(user.id))
  const name: MessageName = isLast ? 'adminLastSuperuser' : 'adminOwnRights'
  throw new InvalidInput({ [field]: [message(name)] })
}

/** A username as it is kept. @throws InvalidInput when it will not do */
export function readUsername(given: string): string {
  const username = normalizeUsername(given)
  const messages = usernameMessages(username)
  if (messages.length > 0) throw new InvalidInput({ username: messages })
  return username
}

/** Somebody has a username already, in any case. */
export const usernameTaken = () => new InvalidInput({ username: [message('usernameTaken')] })

/** @throws InvalidInput naming the first number that no group has */
export async function requireGroups({ groups }: Pick<Queries, 'groups'>, ids: readonly number[]): Promise<void> {
  const [unknown] = await groups.unknownAmong(ids)
  if (unknown !== undefined) throw new InvalidInput({ groups: [message('rowUnknown', { id: unknown })] })
}

/**
 * Gives a user an address as their own one, not verified by that: nobody has shown that it is theirs. An empty one takes
 * it from them.
 * @throws InvalidInput when it is somebody else's
 */
export async function setEmail(queries: Transaction, user: User, email: string): Promise<void> {
  const { users, emailAddresses } = queries
  const own = await emailAddresses.ofUser(user.id)
  const found = own.find(address => address.email.toLowerCase() === email.toLowerCase())
  const isTaken = email !== '' && (await users.hasEmail(email, user.id))
  if (isTaken) throw new InvalidInput({ email: [message('emailTaken')] })
  if (email === '') {
    for (const { id, primary } of own) if (primary) await emailAddresses.remove(id)
  } else if (found !== undefined) {
    await emailAddresses.makePrimary(found)
  } else {
    await emailAddresses.dropClaims(email)
    const inserted = await emailAddresses.insert({ userId: user.id, email, verified: false, primary: false })
    await emailAddresses.makePrimary(inserted)
  }
  await users.update(user.id, { email: found?.email ?? email })
}
