import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { Dispatcher } from 'undici'
import { admin } from './plugins/admin.ts'
import { answerNotFound, answers } from './plugins/answers.ts'
import { buildMissingPages } from './plugins/build-admin-pages.ts'
import { database } from './plugins/database.ts'
import { finishRequests } from './plugins/finish-requests.ts'
import { jwtAuth } from './plugins/jwt-auth.ts'
import { mailer } from './plugins/mailer.ts'
import { logWithoutLinks } from './plugins/page-log.ts'
import { passwords } from './plugins/passwords.ts'
import { permissions } from './plugins/permissions.ts'
import { rateLimit } from './plugins/rate-limit.ts'
import { type AccountHooks, hooksOf, restAuth, withoutHooks } from './plugins/rest-auth.ts'
import type { SecurityHooks } from './plugins/security-hooks.ts'
import { sites } from './plugins/sites.ts'
import { socialAccounts } from './plugins/social-accounts.ts'
import { socialKakao } from './plugins/social-kakao.ts'
import { registerProviders } from './plugins/social-providers.ts'
import { tokenAuth } from './plugins/token-auth.ts'
import {
  isProduction,
  optionsOf,
  requireKnownSettings,
  type Settings,
  settingsFromEnvironment,
  withSecretKey
} from './settings.ts'

export type SuiteOptions = Settings &
  AccountHooks &
  SecurityHooks & {
    /** What all paths of the suite begin with. */
    prefix?: string
    /** Milliseconds since 1970. */
    now?: () => number
    /** How identity providers are reached. */
    dispatcher?: Dispatcher
  }

/** The whole suite as one plugin: `app.register(suite, { secretKey, databaseUrl, … })`. @throws StartError */
export const suite = fp<SuiteOptions>(
  async (fastify, { prefix = '', now = Date.now, dispatcher, onAuditEvent, onRefreshTokenReused, ...options }) => {
    const settings = withoutHooks(options)
    requireKnownSettings(settings)
    const { secretKey, jwtSecretKey = secretKey } = settings
    await fastify.register(database, optionsOf('database', settings))
    await fastify.register(sites, { ...optionsOf('sites', settings), now })
    await fastify.register(passwords, optionsOf('passwords', settings))
    await fastify.register(rateLimit, { ...optionsOf('rateLimit', settings), now })
    const securityHooks = { onAuditEvent, onRefreshTokenReused }
    const jwtOptions = { ...optionsOf('jwtAuth', settings), secret: jwtSecretKey }
    await fastify.register(jwtAuth, { ...jwtOptions, ...securityHooks, prefix, now })
    await fastify.register(tokenAuth)
    await fastify.register(permissions)
    await fastify.register(mailer, optionsOf('mailer', settings))
    await fastify.register(restAuth, { ...optionsOf('restAuth', settings), ...hooksOf(options), secretKey, prefix })
    const placement = { prefix, ...(dispatcher !== undefined && { dispatcher }) }
    await fastify.register(socialAccounts, { ...optionsOf('socialAccounts', settings), ...placement })
    await fastify.register(socialKakao, { ...optionsOf('socialKakao', settings), ...placement })
    await registerProviders(fastify, optionsOf('socialProviders', settings).providers, placement)
    await fastify.register(admin, { ...optionsOf('admin', settings), prefix })
  },
  { name: 'rest-auth-suite', fastify: '5.x' }
)

/** What `npm start` serves: the suite, with its settings from the environment. */
export default async function app(fastify: FastifyInstance, _options: object): Promise<void> {
  logWithoutLinks(fastify)
  await fastify.register(finishRequests)
  await fastify.register(answers)
  fastify.setNotFoundHandler(answerNotFound)
  const settings = withSecretKey(settingsFromEnvironment())
  if (isProduction(settings) && settings.emailUrl === 'console:') {
    fastify.log.warn('EMAIL_URL is console: mails, and the links in them, are printed here and reach nobody')
  }
  if (optionsOf('server', settings).docs) {
    const { docs } = await import('./plugins/docs.ts') // not even loaded where it is off, or in an app that has its own
    await fastify.register(docs)
  }
  await fastify.register(suite, settings)
  const hasAdmin = fastify.hasDecorator('adminPages')
  if (hasAdmin) buildMissingPages(fastify)
  let hasSuperuser = false
  fastify.addHook('onReady', async () => {
    hasSuperuser = await fastify.database.users.hasSuperuser()
  })
  fastify.addHook('onListen', async () => {
    const addresses = fastify.addresses().map(bound => {
      if (typeof bound === 'string') return bound // a socket's path
      return `http://${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`
    })
    fastify.log.info(
      `fastify-rest-auth listens at ${addresses.join(' and ')}, with the database ${fastify.database.path}` +
        (hasSuperuser ? '' : '; the first superuser is made with: npm run manage -- createsuperuser')
    )
    if (hasAdmin)
      fastify.log.info(`the admin is at ${addresses.map(url => url + fastify.adminPages.url).join(' and ')}`)
  })
}

/** Server options for `fastify start --options`: limits that Fastify leaves open. */
export const options = {
  connectionTimeout: 30_000,
  requestTimeout: 12_000,
  // Below requestTimeout, or Node takes the one for the other; looked at often enough that 15 seconds end all of it.
  http: { headersTimeout: 10_000, requestTimeout: 12_000, connectionsCheckingInterval: 2_000 },
  bodyLimit: 100 * 1024
}
