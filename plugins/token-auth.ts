import fp from 'fastify-plugin'
import { authenticateKey } from '../accounts/authenticate.ts'
import { AuthenticationFailed } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import { keyScheme } from '../routes/security-schemes.ts'
import type { Authenticator } from './authenticate.ts'

/** Its name, by which `restAuth` knows whether the host has brought it along. */
export const tokenAuthName = 'rest-auth-token'

/** Django REST Framework's TokenAuthentication: `fastify.authenticate` takes `Authorization: Token <40 hex>` as well. */
export const tokenAuth = fp(
  async fastify => {
    const { accounts, authenticators, jwtAuth } = fastify
    const jwt = authenticators.get('token') // where JWT_AUTH_HEADER_PREFIX is Token: what is no key is a JWT
    const token: Authenticator = (credentials, check) => {
      const [key, ...rest] = credentials
      if (jwt !== undefined && !(key !== undefined && /^[0-9a-f]{40}$/.test(key))) return jwt(credentials, check)
      if (key === undefined) throw new AuthenticationFailed(message('tokenHeaderWithoutCredentials'))
      if (rest.length > 0) throw new AuthenticationFailed(message('tokenHeaderWithSpaces'))
      if (!/^[\x21-\x7e]+$/.test(key)) throw new AuthenticationFailed(message('tokenHeaderInvalidCharacters'))
      return authenticateKey(accounts, key)
    }
    authenticators.set('token', token)
    jwtAuth.securitySchemes.token = keyScheme
  },
  { name: tokenAuthName, dependencies: ['rest-auth-jwt'], fastify: '5.x' }
)
