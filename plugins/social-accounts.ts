import fp from 'fastify-plugin'
import { socialAccountsRoutes } from '../routes/socialaccounts.ts'
import { accountRoutes } from './account-routes.ts'
import { authenticationOf } from './jwt-auth.ts'

export interface SocialAccountsOptions {
  prefix?: string
}

/** Its name, by which the plugin of a provider knows whether another one has brought it along. */
export const socialAccountsName = 'rest-auth-social-accounts'

/**
 * A user's accounts at identity providers: `GET /socialaccounts/` and `POST /socialaccounts/{id}/disconnect/`. They are
 * no single provider's; the first provider that is registered brings them along, under its own prefix.
 */
export const socialAccounts = fp<SocialAccountsOptions>(
  async (fastify, options) => {
    const { accounts, jwtAuth } = fastify
    await accountRoutes(fastify, options, scope => {
      socialAccountsRoutes(scope, accounts, jwtAuth.authenticateUser, authenticationOf)
    })
  },
  { name: socialAccountsName, dependencies: ['rest-auth-jwt'], fastify: '5.x' }
)
