import Type from 'typebox'
import { maxEmailLength } from '../../core/email-address.ts'
import { maxPasswordLength } from '../../core/password-validators.ts'
import { maxUsernameLength } from '../../core/username.ts'
import { example } from '../example.ts'

// Fields of django-rest-auth's serializers that more than one endpoint takes.

export const usernameField = () =>
  Type.String({
    minLength: 1,
    maxLength: maxUsernameLength,
    description: 'Letters of any script, digits and `@` `.` `+` `-` `_`; nobody else may have it, in whatever case.',
    examples: [example.username]
  })

export const emailField = (description: string, address: string = example.email) =>
  Type.String({ minLength: 1, maxLength: maxEmailLength, format: 'email', description, examples: [address] })

export const passwordField = (description: string, password: string = example.password) =>
  Type.String({ minLength: 1, maxLength: maxPasswordLength, format: 'password', description, examples: [password] })

/** What a new password must be, as its field says it. */
export const newPasswordRules =
  'At least 8 characters; not digits alone, not one of the 20,000 common ones, not like the name or address of its user.'

/** A new password, typed twice. */
export const newPasswordFields = {
  new_password1: passwordField(newPasswordRules, example.newPassword),
  new_password2: passwordField('The same once more.', example.newPassword)
}
