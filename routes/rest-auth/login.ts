import type { FastifyInstance } from 'fastify'
import Type, { type Static } from 'typebox'
import type { AccountPolicy, Accounts } from '../../accounts/context.ts'
import { type Credentials, logIn } from '../../accounts/log-in.ts'
import { InvalidInput } from '../../core/errors.ts'
import { readFields } from '../../core/fields.ts'
import { message } from '../../core/messages.ts'
import { maxCredentialLength } from '../../core/password-validators.ts'
import { answerLogin, type LoginAnswers, loginAnswerSchema } from '../login-answers.ts'
import { originOf } from '../origin.ts'
import { resource } from '../resource.ts'

const Login = Type.Object({
  username: Type.Optional(Type.String()),
  email: Type.Optional(Type.String({ format: 'email' })),
  password: Type.String({ minLength: 1, maxLength: maxCredentialLength, format: 'password' })
})

/** django-rest-auth's LoginView. */
export function loginRoutes(scope: FastifyInstance, accounts: Accounts, answers: LoginAnswers): void {
  const { policy } = accounts
  resource(scope, '/rest-auth/login/', {
    name: 'Login',
    POST: {
      schema: { body: Login, response: { 200: loginAnswerSchema(policy) } },
      async handler(request, reply) {
        const credentials = credentialsOf(await readFields(Login, request.body), policy)
        return answerLogin(answers, request, reply, await logIn(accounts, credentials, originOf(request)))
      }
    }
  })
}

/** What ACCOUNT_AUTHENTICATION_METHOD reads of a login: an address goes before a name, which may be one itself. */
function credentialsOf(
  { username, email, password }: Static<typeof Login>,
  { authenticationMethod }: AccountPolicy
): Credentials {
  switch (authenticationMethod) {
    case 'username':
      if (!username) throw InvalidInput.of(message('usernameAndPassword'))
      return { username, password }
    case 'email':
      if (!email) throw InvalidInput.of(message('emailAndPassword'))
      return { email, password }
    case 'username_email':
      if (email) return { email, password }
      if (!username) throw InvalidInput.of(message('usernameOrEmailAndPassword'))
      return { username, email: username, password }
  }
}
