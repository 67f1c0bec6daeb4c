import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Accounts } from '../accounts/context.ts'
import { obtainToken } from '../accounts/log-in.ts'
import { verifyToken } from '../accounts/verify-token.ts'
import { readFields } from '../core/fields.ts'
import { maxCredentialLength } from '../core/password-validators.ts'
import { notify } from './account-hooks.ts'
import { invalidAnswer } from './error-answers.ts'
import { example } from './example.ts'
import { answerTokens, type LoginAnswers, tokenFields } from './login-answers.ts'
import { originOf } from './origin.ts'
import { resource } from './resource.ts'

const Credentials = Type.Object({
  username: Type.String({
    minLength: 1,
    description: 'The username; an e-mail address does as well, unless ACCOUNT_AUTHENTICATION_METHOD is `username`.',
    examples: [example.username]
  }),
  password: Type.String({
    minLength: 1,
    maxLength: maxCredentialLength,
    format: 'password',
    description: 'The password.',
    examples: [example.password]
  })
})
const Token = Type.Object({
  token: Type.String({ minLength: 1, description: 'A JSON Web Token.', examples: [example.token] })
})
const tags = ['Tokens']

/**
 * djangorestframework-jwt's views that obtain and verify.
 */
export function apiJwtAuthRoutes(scope: FastifyInstance, accounts: Accounts, answers: LoginAnswers): void {
  const { hooks } = answers
  const NewToken = Type.Object(tokenFields(answers), { description: 'A new token.' })

  resource(scope, '/api-jwt-auth/', {
    name: 'Obtain JSON Web Token',
    POST: {
      limits: ['passwords'],
      schema: {
        summary: 'Obtain a token',
        description:
          'Logs in by name and password, whatever REST_USE_JWT says, and without a look at whether the e-mail address ' +
          'is verified. A token holds for JWT_EXPIRATION_DELTA seconds.',
        tags,
        operationId: 'obtainToken',
        body: Credentials,
        response: {
          200: NewToken,
          400: invalidAnswer({ username: 'required', password: 'required' }, { non_field_errors: 'badCredentials' })
        }
      },
      async handler(request, reply) {
        const credentials = await readFields(Credentials, request.body)
        const { user, ...tokens } = await obtainToken(accounts, credentials, originOf(request))
        await notify(hooks, 'onUserLoggedIn', user, request)
        return answerTokens(answers, request, reply, tokens)
      }
    }
  })

  resource(scope, '/api-jwt-auth/verify/', {
    name: 'Verify JSON Web Token',
    POST: {
      schema: {
        summary: 'Verify a token',
        description: 'Says whether a token holds: its signature and time, its user, and that its login was not ended.',
        tags,
        operationId: 'verifyToken',
        body: Token,
        response: {
          200: Type.Object(Token.properties, { description: 'It holds: the same token.' }),
          400: invalidAnswer({ token: 'required' }, { non_field_errors: 'tokenExpired' })
        }
      },
      async handler(request) {
        const { token } = await readFields(Token, request.body)
        await verifyToken(accounts, token)
        return { token }
      }
    }
  })
}
