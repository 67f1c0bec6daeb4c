import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Accounts } from '../accounts/context.ts'
import { logIn } from '../accounts/log-in.ts'
import { refreshSession } from '../accounts/refresh-session.ts'
import { verifyToken } from '../accounts/verify-token.ts'
import { readFields } from '../core/fields.ts'
import { maxCredentialLength } from '../core/password-validators.ts'
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
export function apiJwtAuthRoutes(scope: FastifyInstance, accounts: Accounts, refreshDelta: number): void {
  resource(scope, '/api-jwt-auth/', {
    name: 'Obtain JSON Web Token',
    POST: {
      schema: { body: Credentials, response: { 200: Token } },
      async handler(request) {
        const credentials = await readFields(Credentials, request.body)
        const { token } = await logIn(accounts, credentials, originOf(request))
        return { token }
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
      async handler(request) {
        const { token } = await readFields(Token, request.body)
        return { token: await refreshSession(accounts, token, refreshDelta, originOf(request)) }
      }
    }
  })
}
