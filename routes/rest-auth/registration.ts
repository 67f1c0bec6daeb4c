import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Accounts } from '../../accounts/context.ts'
import { register, registrationChecks } from '../../accounts/register.ts'
import { maxEmailLength } from '../../core/email-address.ts'
import { readFields } from '../../core/fields.ts'
import { maxPasswordLength } from '../../core/password-validators.ts'
import { maxUsernameLength } from '../../core/username.ts'
import { originOf } from '../origin.ts'
import { resource } from '../resource.ts'
import { TokenAndUser, userFields } from '../user-fields.ts'

const password = () => Type.String({ minLength: 1, maxLength: maxPasswordLength, format: 'password' })

const Registration = Type.Object({
  username: Type.String({ minLength: 1, maxLength: maxUsernameLength }),
  email: Type.Optional(Type.String({ minLength: 1, maxLength: maxEmailLength, format: 'email' })),
  password1: password(),
  password2: password()
})

/** django-rest-auth's RegisterView. */
export function registrationRoutes(scope: FastifyInstance, accounts: Accounts): void {
  const checks = registrationChecks(accounts)
  resource(scope, '/rest-auth/registration/', {
    name: 'Register',
    POST: {
      schema: { body: Registration, response: { 201: TokenAndUser } },
      async handler(request, reply) {
        const fields = await readFields(Registration, request.body, { checks })
        const { user, token } = await register(accounts, fields, originOf(request))
        reply.code(201)
        return { token, user: userFields(user) }
      }
    }
  })
}
