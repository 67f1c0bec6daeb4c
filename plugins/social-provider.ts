import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { Dispatcher } from 'undici'
import { createProviderKeys } from '../accounts/provider-keys.ts'
import { callbackUri, type DiscoveredProvider, type SocialClient } from '../accounts/social-client.ts'
import { StartError } from '../core/errors.ts'
import type { SocialProvider } from '../core/social-provider.ts'
import { socialConnectRoutes } from '../routes/accounts/social-connect.ts'
import { type SocialEntrance, type SocialWays, waysOf } from '../routes/accounts/social-entrance.ts'
import { socialLoginRoutes } from '../routes/accounts/social-login.ts'
import { webLoginPages } from '../routes/accounts/web-login.ts'
import { readSocialOptions, type SocialOptions } from '../settings.ts'
import { accountRoutes } from './account-routes.ts'
import { authenticationOf } from './jwt-auth.ts'
import { pageRoutes } from './page-routes.ts'
import { sites } from './sites.ts'
import { socialAccounts, socialAccountsName } from './social-accounts.ts'

/** Where the routes of a provider are, and how it is reached. */
export interface ProviderPlacement {
  prefix?: string
  /** How the provider is reached; the one pool for all when not given. */
  dispatcher?: Dispatcher | undefined
}

export type SocialProviderOptions = SocialOptions & ProviderPlacement

/** Milliseconds for all that a provider is asked in one login: who waits for it has an answer within five seconds. */
const timeout = 4500

/** What a provider is called in URLs and rows: as allauth has them, and no longer than the column. */
const providerId = /^[a-z][a-z0-9_-]{0,29}$/

/**
 * Opens the ways in of a provider: `POST /accounts/rest-auth/{id}/` and `…/connect/`, and where it has them the pages of
 * a login by a browser.
 * @throws StartError when there is such a provider already
 */
export async function addProvider(
  fastify: FastifyInstance,
  { prefix = '', dispatcher }: ProviderPlacement,
  description: Omit<SocialClient, 'siteId' | 'dispatcher' | 'timeout' | 'publicKeys' | 'addressAt'>
): Promise<SocialClient> {
  const { accounts, jwtAuth, loginAnswers } = fastify
  const { id, name, provider } = description
  if (!providerId.test(id)) throw new StartError(`a provider cannot be called ${JSON.stringify(id)}`)
  if (accounts.social.clients.has(id)) throw new StartError(`there is a provider ${id} already`)
  if (!fastify.hasDecorator('sites')) await fastify.register(sites, { now: accounts.now })
  if (!fastify.hasPlugin(socialAccountsName)) await fastify.register(socialAccounts, { prefix })
  const client: SocialClient = {
    ...description,
    siteId: fastify.sites.id,
    dispatcher: dispatcher ?? fastify.social.dispatcher,
    timeout,
    publicKeys: createProviderKeys(accounts.now),
    addressAt: (domain, path) =>
      `${accounts.policy.addresses.server(domain)}${fastify.prefix}${prefix}/accounts/${id}/${path}`
  }
  accounts.social.clients = new Map([...accounts.social.clients, [id, client]])
  const entrance: SocialEntrance = {
    client,
    ways: 'discover' in provider ? allWays : waysOf(provider),
    answers: loginAnswers,
    callbackUri: async request => callbackUri(client, (await fastify.sites.of(request)).domain),
    siteName: async request => (await fastify.sites.of(request)).name
  }
  await accountRoutes(fastify, { prefix }, scope => {
    socialLoginRoutes(scope, accounts, entrance)
    socialConnectRoutes(scope, accounts, entrance, jwtAuth.authenticateUser, authenticationOf)
  })
  if (entrance.ways.browser) await pageRoutes(fastify, { prefix }, scope => webLoginPages(scope, accounts, entrance))
  fastify.log.debug(`${name} logins are open`)
  return client
}

const allWays: SocialWays = { accessToken: true, idToken: true, code: true, browser: true, bindsCodes: true }

/** What the plugin of a provider is made of. */
export interface ProviderDescription {
  id: string
  /** Its name for people. */
  name: string
  /** What people are asked to consent to when the options do not say. */
  scopes?: readonly string[]
  /** The options that it takes besides `clientId`, `clientSecret` and `scopes`. */
  options?: readonly (keyof SocialOptions)[]
  /** Its facts, which the options may bear on. */
  facts: (options: SocialOptions) => SocialProvider | DiscoveredProvider
}

/** A Fastify plugin for the logins of a provider. */
export function socialProvider(description: ProviderDescription) {
  const { id, options = [] } = description
  return fp<SocialProviderOptions>(
    async (fastify, given) => {
      await addProvider(fastify, given, describe(description, readSocialOptions(id, given, options)))
    },
    { name: `rest-auth-social-${id}`, dependencies: ['rest-auth-jwt'], fastify: '5.x' }
  )
}

/** A provider as this project is known to it, by its options. */
export function describe({ id, name, scopes = [], facts }: ProviderDescription, options: SocialOptions) {
  const { clientId = '', clientSecret = '', key = '' } = options
  const setting = (option: string) => `SOCIALACCOUNT_PROVIDERS ${id}.${option}`
  return {
    id,
    name,
    provider: facts(options),
    keys: { clientId, secret: clientSecret, key },
    settings: {
      proof: setting(clientId === '' ? 'clientId or clientSecret' : 'clientSecret'),
      clientId: setting('clientId')
    },
    scopes: options.scopes ?? scopes,
    acceptsUnprovenTokens: options.acceptUnprovenTokens ?? false,
    unlinksAtProvider: options.unlinkAtProvider ?? false,
    eventPolicy: {}
  }
}
