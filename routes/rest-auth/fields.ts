import Type from 'typebox'
import { maxEmailLength } from '../../core/email-address.ts'
import { maxPasswordLength } from '../../core/password-validators.ts'
import { maxUsernameLength } from '../../core/username.ts'

// Fields of django-rest-auth's serializers that more than one endpoint takes.

export const usernameField = () => Type.String({ minLength: 1, maxLength: maxUsernameLength })
export const emailField = () => Type.String({ minLength: 1, maxLength: maxEmailLength, format: 'email' })
export const passwordField = () => Type.String({ minLength: 1, maxLength: maxPasswordLength, format: 'password' })

/** A new password, typed twice. */
export const newPasswordFields = { new_password1: passwordField(), new_password2: passwordField() }

/** An e-mail address and nothing else. */
export const EmailBody = Type.Object({ email: emailField() })
