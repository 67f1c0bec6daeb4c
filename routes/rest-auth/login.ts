import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Accounts } from '../../accounts/context.ts'
import { logIn } from '../../accounts/log-in.ts'
import { InvalidInput } from '../../core/errors.ts'
import { readFields } from '../../core/fields.ts'
import { message } from '../../core/messages.ts'
import { maxCredentialLength } from '../../core/password-validators.ts'
import { originOf } from '../origin.ts'
import { resource } from '../resource.ts'
import { TokenAndUser, userFields } from '../user-fields.ts'

const Login = Type.Object({
  username: Type.Optional(Type.String()),
  email: Type.Optional(Type.String({ format: 'email' })),
  password: Type.String({ minLength: 1, maxLength: maxCredentialLength, format: 'password' })
})

/** django-rest-auth's LoginView. */
export function loginRoutes(scope: FastifyInstance, accounts: Accounts): void {
  resource(scope, '/rest-auth/login/', {
    name: 'Login',
    POST: {
      schema: { body: Login, response: { 200: TokenAndUser } },
      async handler(request) {
        const { username, password } = await readFields(Login, request.body)
        if (!username) throw InvalidInput.of(message('usernameAndPassword'))
        const { user, token } = await logIn(accounts, { username, password }, originOf(request))
        return { token, user: userFields(user) }
      }
    }
  })
}
