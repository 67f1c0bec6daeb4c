import type { FastifyInstance } from 'fastify'
import Type, { type Static } from 'typebox'
import type { AccountPolicy, Accounts } from '../../accounts/context.ts'
import { type Credentials, logIn } from '../../accounts/log-in.ts'
import { InvalidInput } from '../../core/errors.ts'
import { readFields } from '../../core/fields.ts'
import { message } from '../../core/messages.ts'
import { maxCredentialLength } from '../../core/password-validators.ts'
import { invalidAnswer } from '../error-answers.ts'
import { example } from '../example.ts'
import { answerLogin, type LoginAnswers, loginAnswerSchema } from '../login-answers.ts'
import { originOf } from '../origin.ts'
import { resource } from '../resource.ts'

type Method = AccountPolicy['authenticationMethod']

/** All of them are read whatever the method is; which of them counts is said by `credentialsOf`. */
function loginFields(method: Method) {
  const { username, email, password } = example
  const idle = `Not looked at: ACCOUNT_AUTHENTICATION_METHOD is \`${method}\`.`
  const either = method === 'username_email' ? ' An address does as well.' : ''
  return Type.Object(
    {
      username: Type.Optional(
        Type.String({ description: method === 'email' ? idle : `The username.${either}`, examples: [username] })
      ),
      email: Type.Optional(
        Type.String({
          format: 'email',
          description: method === 'username' ? idle : "The user's own address, or another that they have verified.",
          examples: [email]
        })
      ),
      password: Type.String({
        minLength: 1,
        maxLength: maxCredentialLength,
        format: 'password',
        description: 'The password.',
        examples: [password]
      })
    },
    { examples: [method === 'email' ? { email, password } : { username, password }] }
  )
}

const missing = {
  username: 'usernameAndPassword',
  email: 'emailAndPassword',
  username_email: 'usernameOrEmailAndPassword'
} as const satisfies Record<Method, string>

/** django-rest-auth's LoginView. */
export function loginRoutes(scope: FastifyInstance, accounts: Accounts, answers: LoginAnswers): void {
  const { policy } = accounts
  const { authenticationMethod: method, emailVerification } = policy
  const Login = loginFields(method)
  resource(scope, '/rest-auth/login/', {
    name: 'Login',
    POST: {
      limits: ['passwords'],
      schema: {
        summary: 'Log in',
        description:
          'ACCOUNT_AUTHENTICATION_METHOD says by what; names and addresses count in any case. ' +
          'With REST_USE_JWT=false the answer is `{"key": "…"}`. A mandatory verification is waited for.',
        tags: ['Login'],
        operationId: 'logIn',
        body: Login,
        response: {
          200: loginAnswerSchema(policy, answers),
          400: invalidAnswer(
            { password: 'required' },
            { non_field_errors: missing[method] },
            { non_field_errors: 'badCredentials' },
            ...(emailVerification === 'mandatory' ? [{ non_field_errors: 'emailNotVerified' as const }] : [])
          )
        }
      },
      async handler(request, reply) {
        const credentials = credentialsOf(await readFields(Login, request.body), policy)
        return answerLogin(answers, request, reply, await logIn(accounts, credentials, originOf(request)))
      }
    }
  })
}

/** What ACCOUNT_AUTHENTICATION_METHOD reads of a login: an address goes before a name, which may be one itself. */
function credentialsOf(
  { username, email, password }: Static<ReturnType<typeof loginFields>>,
  { authenticationMethod }: AccountPolicy
): Credentials {
  switch (authenticationMethod) {
    case 'username':
      if (!username) throw InvalidInput.of(message(missing.username))
      return { username, password }
    case 'email':
      if (!email) throw InvalidInput.of(message(missing.email))
      return { email, password }
    case 'username_email':
      if (email) return { email, password }
      if (!username) throw InvalidInput.of(message(missing.username_email))
      return { username, email: username, password }
  }
}
