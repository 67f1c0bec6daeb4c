import Type, { type Static } from 'typebox'
import type { AuthenticatedUser } from '../accounts/authenticate.ts'
import { maxUsernameLength } from '../core/username.ts'
import type { AccountHooks } from './account-hooks.ts'
import { example } from './example.ts'

/** A user as they see themselves: django-rest-auth's UserDetailsSerializer. */
export const UserFields = Type.Object(
  {
    pk: Type.Integer({ readOnly: true, description: 'The number of the user.', examples: [example.pk] }),
    username: Type.String({
      minLength: 1,
      maxLength: maxUsernameLength,
      description: 'Letters of any script, digits and `@` `.` `+` `-` `_`; nobody else has it, in whatever case.',
      examples: [example.username]
    }),
    email: Type.String({
      readOnly: true,
      description: 'The primary e-mail address; empty when there is none. `/rest-auth/emails/` changes it.',
      examples: [example.email]
    }),
    first_name: Type.String({ maxLength: 150, description: 'The given name.', examples: [example.firstName] }),
    last_name: Type.String({ maxLength: 150, description: 'The family name.', examples: [example.lastName] })
  },
  { description: 'The user.' }
)

const HostsUser = Type.Object({}, { description: 'The user, as this app shows its users.' })

/** What `showUser` answers. */
export function userSchema({ userDetails }: AccountHooks) {
  return userDetails === undefined ? UserFields : HostsUser
}

export function userFields(user: AuthenticatedUser): Static<typeof UserFields> {
  const { id, username, email, firstName = '', lastName = '' } = user
  return { pk: id, username, email, first_name: firstName, last_name: lastName }
}
