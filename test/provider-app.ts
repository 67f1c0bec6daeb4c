// A server with one identity provider, and what stands in for the provider.
import Fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify'
import type { Test } from 'tap'
import { database } from '../plugins/database.ts'
import { jwtAuth } from '../plugins/jwt-auth.ts'
import { socialAccounts } from '../plugins/social-accounts.ts'
import type { SocialProviderOptions } from '../plugins/social-provider.ts'
import { newDatabase, post, readRows, secretKey } from './helper.ts'
import { createClock, loginTime } from './outside.ts'
import { type Answers, type ProviderServer, startProviderServer } from './provider-server.ts'

/** A provider as a test has it: its plugin, how this project is known to it, and what it answers. */
export interface TestedProvider {
  id: string
  name: string
  plugin: unknown
  options: SocialProviderOptions
  answers: Answers
}

export interface ProviderApp {
  app: FastifyInstance
  provider: ProviderServer
  clock: ReturnType<typeof createClock>
  /** Logs in with whatever a body says. */
  logIn(body: object): ReturnType<typeof post>
}

/** Where a front end that talks to the provider itself has it send the codes. */
export const frontEnd = 'https://app.example/callback'

/** A server on a new database, which keeps the provider's tokens; closed with the test. */
export async function createProviderApp(
  t: Test,
  { id, plugin, options, answers }: TestedProvider,
  changes: { options?: SocialProviderOptions; answers?: Answers; databaseUrl?: string } = {}
): Promise<ProviderApp> {
  const provider = await startProviderServer(t, { ...answers, ...changes.answers })
  const clock = createClock()
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(database, { url: changes.databaseUrl ?? newDatabase(t) })
  await app.register(jwtAuth, { secret: secretKey, now: clock.now })
  await app.register(socialAccounts, { storeTokens: true, redirectUris: [frontEnd], dispatcher: provider.dispatcher })
  await app.register(plugin as FastifyPluginAsync<SocialProviderOptions>, { ...options, ...changes.options })
  return { app, provider, clock, logIn: body => post(app, `/accounts/rest-auth/${id}/`, body) }
}

/** Times of a token that was made just now. */
export const times = { iat: loginTime, exp: loginTime + 3600 }

/** Who is here now, by the rows that a login writes. */
export function rowsOf(app: FastifyInstance) {
  return {
    users: readRows(app, 'select username, email, first_name, last_name from auth_user'),
    addresses: readRows(app, 'select email, verified, "primary" from account_emailaddress'),
    accounts: readRows(app, 'select provider, uid, extra_data from socialaccount_socialaccount').map(row => ({
      ...row,
      extra_data: JSON.parse(String(row.extra_data))
    })),
    tokens: readRows(app, 'select token, token_secret, expires_at from socialaccount_socialtoken')
  }
}

export const nobody = { users: [], addresses: [], accounts: [], tokens: [] }

/** Where a browser is led that begins a login, and its parameters. */
export async function beginByBrowser(app: FastifyInstance, id: string) {
  const response = await app.inject({ url: `/accounts/${id}/login/`, query: { next: '/welcome' } })
  const location = new URL(String(response.headers.location))
  const [cookie = ''] = String(response.headers['set-cookie']).split(';')
  return {
    status: response.statusCode,
    address: location.origin + location.pathname,
    parameters: Object.fromEntries(location.searchParams),
    cookie
  }
}
