import fp from 'fastify-plugin'
import { Agent, type Dispatcher } from 'undici'
import { createProviderTasks } from '../accounts/provider-tasks.ts'
import { providerSealer } from '../accounts/social-client.ts'
import { socialToken, type TokenRefreshes } from '../accounts/social-token.ts'
import { socialAccountsRoutes } from '../routes/socialaccounts.ts'
import { type PluginOptions, readOptions } from '../settings.ts'
import { accountRoutes } from './account-routes.ts'
import { authenticationOf } from './jwt-auth.ts'

declare module 'fastify' {
  interface FastifyInstance {
    social: {
      /**
       * An access token of a user at an identity provider, for its API: refreshed when it is over. Undefined when none
       * is kept (SOCIALACCOUNT_STORE_TOKENS), or none that works any more.
       * @throws Unavailable when the provider is away
       */
      tokenFor(user: { id: number }, provider: string): Promise<string | undefined>
      /** Does now what is to be done with providers: events that came, people who are to be unlinked. */
      flush(): Promise<void>
      /** Begins to do what was just queued, soon after. */
      wake(): void
      /** How providers are reached: one pool of connections for all. */
      readonly dispatcher: Dispatcher
    }
  }
}

export type SocialAccountsOptions = PluginOptions<'socialAccounts'> & {
  prefix?: string
  /** How providers are reached; undici's own way when not given. */
  dispatcher?: Dispatcher
}

/** Its name, by which the plugin of a provider knows whether another one has brought it along. */
export const socialAccountsName = 'rest-auth-social-accounts'

/**
 * What logins by identity providers have in common: a user's accounts (`GET /socialaccounts/`,
 * `POST /socialaccounts/{id}/disconnect/`), the tokens of providers, and the work with them that comes after the answer.
 * The first provider that is registered brings it along; registered before, it takes the settings.
 */
export const socialAccounts = fp<SocialAccountsOptions>(
  async (fastify, options) => {
    const settings = readOptions('socialAccounts', options, ['dispatcher'])
    const { accounts, jwtAuth, log } = fastify
    Object.assign(accounts.social, {
      emailAuthentication: settings.emailAuthentication,
      storeTokens: settings.storeTokens,
      sealer: providerSealer(settings.secretKey),
      nextUrls: settings.nextUrls,
      loginRedirectUrl: settings.loginRedirectUrl,
      redirectUris: settings.redirectUris
    })
    const dispatcher = options.dispatcher ?? new Agent({ connections: 64 })
    if (options.dispatcher === undefined) fastify.addHook('onClose', () => dispatcher.destroy())
    const tasks = createProviderTasks(accounts, log)
    const refreshes: TokenRefreshes = new Map()
    fastify.decorate('social', {
      async tokenFor(user, provider) {
        const client = accounts.social.clients.get(provider)
        return client && socialToken(accounts, client, user, refreshes)
      },
      flush: () => tasks.flush(),
      wake() {
        if (accounts.social.tasks.isDirty) tasks.wake()
        accounts.social.tasks.isDirty = false
      },
      dispatcher
    })
    fastify.addHook('onReady', async () => tasks.wake()) // what an earlier run has left
    fastify.addHook('onClose', () => tasks.close())
    await accountRoutes(fastify, options, scope => {
      socialAccountsRoutes(scope, accounts, jwtAuth.authenticateUser, authenticationOf)
    })
  },
  { name: socialAccountsName, dependencies: ['rest-auth-jwt'], fastify: '5.x' }
)
