import Type, { type Static } from 'typebox'
import { callbackUri, type SocialClient } from '../../accounts/social-client.ts'
import type { Site } from '../../db/sites.ts'

/** Where a provider sends browsers back to, site by site. */
export const RedirectUris = Type.Array(
  Type.Object({
    site: Type.Integer({ description: 'The number of a site.', examples: [1] }),
    domain: Type.String({ description: 'Its domain.', examples: ['shop.example'] }),
    uri: Type.String({
      description: 'What is to be registered at the provider, to the letter.',
      examples: ['https://shop.example/accounts/kakao/login/callback/']
    })
  }),
  { description: 'Where the provider sends browsers back to.' }
)

export function redirectUris(client: SocialClient, sites: readonly Site[]): Static<typeof RedirectUris> {
  return sites.map(({ id, domain }) => ({ site: id, domain, uri: callbackUri(client, domain) }))
}
