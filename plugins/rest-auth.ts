import fp from 'fastify-plugin'
import { loginRoutes } from '../routes/rest-auth/login.ts'
import { registrationRoutes } from '../routes/rest-auth/registration.ts'
import { userRoutes } from '../routes/rest-auth/user.ts'
import { accountRoutes } from './account-routes.ts'
import { userOf } from './jwt-auth.ts'

export interface RestAuthOptions {
  prefix?: string
}

/** django-rest-auth: registration, login and the user's own data. */
export const restAuth = fp<RestAuthOptions>(
  async (fastify, options) => {
    const { accounts, jwtAuth } = fastify
    await accountRoutes(fastify, options, scope => {
      registrationRoutes(scope, accounts)
      loginRoutes(scope, accounts)
      userRoutes(scope, accounts, jwtAuth.authenticateUser, userOf)
    })
  },
  { name: 'rest-auth', dependencies: ['rest-auth-jwt'], fastify: '5.x' }
)
