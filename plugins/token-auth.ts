import fp from 'fastify-plugin'
import { authenticateKey } from '../accounts/authenticate.ts'
import { AuthenticationFailed } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { Authenticator } from './jwt-auth.ts'

/** Django REST Framework's TokenAuthentication: `fastify.authenticate` takes `Authorization: Token <40 hex>` as well. */
export const tokenAuth = fp(
  async fastify => {
    const { accounts, authenticators } = fastify
    const token: Authenticator = credentials => {
      const [key, ...rest] = credentials
      if (key === undefined) throw new AuthenticationFailed(message('tokenHeaderWithoutCredentials'))
      if (rest.length > 0) throw new AuthenticationFailed(message('tokenHeaderWithSpaces'))
      if (!/^[\x21-\x7e]+$/.test(key)) throw new AuthenticationFailed(message('tokenHeaderInvalidCharacters'))
      return authenticateKey(accounts, key)
    }
    authenticators.set('token', token)
  },
  { name: 'rest-auth-token', dependencies: ['rest-auth-jwt'], fastify: '5.x' }
)
