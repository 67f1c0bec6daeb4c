import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Accounts } from '../accounts/context.ts'
import { obtainToken } from '../accounts/log-in.ts'
import { refreshSession } from '../accounts/refresh-session.ts'
import { verifyToken } from '../accounts/verify-token.ts'
import { readFields } from '../core/fields.ts'
import { maxCredentialLength } from '../core/password-validators.ts'
import { notify } from './account-hooks.ts'
import type { LoginAnswers } from './login-answers.ts'
import { originOf } from './origin.ts'
import { resource } from './resource.ts'

const Credentials = Type.Object({
  username: Type.String({ minLength: 1 }),
  password: Type.String({ minLength: 1, maxLength: maxCredentialLength, format: 'password' })
})
const Token = Type.Object({ token: Type.String({ minLength: 1 }) })

/**
 * djangorestframework-jwt's views: obtain, verify, refresh.
 * @param refreshDelta seconds after the login in which a token can be refreshed
 */
export function apiJwtAuthRoutes(
  scope: FastifyInstance,
  accounts: Accounts,
  { refreshDelta, answers: { hooks, cookie } }: { refreshDelta: number; answers: LoginAnswers }
): void {
  function answerToken(request: FastifyRequest, reply: FastifyReply, token: string) {
    cookie.set(request, reply, token)
    return { token }
  }

  resource(scope, '/api-jwt-auth/', {
    name: 'Obtain JSON Web Token',
    POST: {
      schema: { body: Credentials, response: { 200: Token } },
      async handler(request, reply) {
        const credentials = await readFields(Credentials, request.body)
        const { user, token } = await obtainToken(accounts, credentials, originOf(request))
        await notify(hooks, 'onUserLoggedIn', user, request)
        return answerToken(request, reply, token)
      }
    }
  })

  resource(scope, '/api-jwt-auth/verify/', {
    name: 'Verify JSON Web Token',
    POST: {
      schema: { body: Token, response: { 200: Token } },
      async handler(request) {
        const { token } = await readFields(Token, request.body)
        await verifyToken(accounts, token)
        return { token }
      }
    }
  })

  resource(scope, '/api-jwt-auth/refresh/', {
    name: 'Refresh JSON Web Token',
    POST: {
      schema: { body: Token, response: { 200: Token } },
      async handler(request, reply) {
        const { token } = await readFields(Token, request.body)
        return answerToken(request, reply, await refreshSession(accounts, token, refreshDelta, originOf(request)))
      }
    }
  })
}
