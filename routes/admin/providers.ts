import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { providerName } from '../../core/messages/social.ts'
import { originOf } from '../origin.ts'
import { resource } from '../resource.ts'
import type { AdminScope } from './admin-scope.ts'
import { RedirectUris, redirectUris } from './redirect-uris.ts'

const Providers = Type.Object(
  {
    count: Type.Integer({ description: 'Of all.', examples: [1] }),
    results: Type.Array(
      Type.Object({
        id: Type.String({ description: 'Its name in rows and addresses.', examples: ['kakao'] }),
        name: Type.String({ description: 'Its name for people.', examples: ['Kakao'] }),
        is_known: Type.Boolean({ description: 'Whether this server has logins by it.', examples: [true] }),
        redirect_uris: RedirectUris,
        can_test: Type.Boolean({ description: 'Whether its keys can be tested.', examples: [true] })
      })
    )
  },
  { description: 'Those that this server has logins by.' }
)

/** The identity providers that a Social application can be of. */
export function adminProviderRoute(scope: FastifyInstance, { accounts, authenticate }: AdminScope): void {
  resource(scope, '/providers/', {
    name: 'identity providers in the admin',
    onRequest: authenticate,
    GET: {
      schema: {
        tags: ['Admin'],
        security: [{ adminCookie: [] }],
        summary: 'List identity providers',
        operationId: 'adminListProviders',
        response: { 200: Providers }
      },
      async handler(request) {
        const { language } = originOf(request)
        const sites = await accounts.database.sites.all()
        const results = [...accounts.social.clients.values()].map(client => ({
          id: client.id,
          name: providerName(client.name, language),
          is_known: true,
          redirect_uris: redirectUris(client, sites),
          can_test: true
        }))
        return { count: results.length, results }
      }
    }
  })
}
