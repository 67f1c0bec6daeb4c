import Type, { type Static } from 'typebox'
import type { AuthenticatedUser } from '../accounts/authenticate.ts'
import { maxUsernameLength } from '../core/username.ts'

/** A user as they see themselves: django-rest-auth's UserDetailsSerializer. */
export const UserFields = Type.Object({
  pk: Type.Integer({ readOnly: true }),
  username: Type.String({ minLength: 1, maxLength: maxUsernameLength }),
  email: Type.String({ readOnly: true }),
  first_name: Type.String({ maxLength: 150 }),
  last_name: Type.String({ maxLength: 150 })
})

export function userFields(user: AuthenticatedUser): Static<typeof UserFields> {
  const { id, username, email, firstName = '', lastName = '' } = user
  return { pk: id, username, email, first_name: firstName, last_name: lastName }
}
