import { member } from '../core/json.ts'
import {
  clientIdsOf,
  idOf,
  type ProviderRequest,
  type SocialFault,
  type SocialKeys,
  textOf,
  webClientId
} from '../core/social-provider.ts'
import { socialProvider } from './social-provider.ts'

const api = 'https://api.github.com'
const headers = { accept: 'application/vnd.github+json', 'user-agent': 'fastify-rest-auth' }
const emailScope = 'user:email'

/** What the token endpoint says of wrong keys: of a secret, and of a client id that is nobody's. */
const keyErrors = new Set<unknown>(['incorrect_client_credentials', 'Not Found'])

/**
 * GitHub (docs.github.com, "Authorizing OAuth apps", "REST API endpoints for OAuth authorizations"). An access token is
 * proven by "Check a token", which takes the client secret. The primary address is taken when GitHub calls it verified;
 * without `user:email` among the scopes none is asked for, as a GitHub App without that permission needs it. There is
 * no OpenID Connect.
 */
export const socialGithub = socialProvider({
  id: 'github',
  name: 'GitHub',
  scopes: ['read:user', emailScope],
  facts: ({ scopes = [emailScope] }) => ({
    id: 'github',
    name: 'GitHub',
    authorization: { url: 'https://github.com/login/oauth/authorize' },
    token: { url: 'https://github.com/login/oauth/access_token' },
    proof: {
      ask: (accessToken, keys) => ({
        url: `${api}/applications/${encodeURIComponent(webClientId(keys))}/token`,
        headers: { ...headers, authorization: basic(keys) },
        json: { access_token: accessToken }
      }),
      read(answer) {
        const uid = idOf(member(member(answer, 'user'), 'id'))
        const audience = textOf(member(member(answer, 'app'), 'client_id'))
        return uid === undefined || audience === '' ? undefined : { uid, audience }
      },
      audiences: keys => (keys.secret === '' ? [] : clientIdsOf(keys))
    },
    profile: {
      ask: token => [ask('/user', token), ...(scopes.includes(emailScope) ? [ask('/user/emails', token)] : [])],
      read([person, emails]) {
        const uid = idOf(member(person, 'id'))
        if (uid === undefined) return undefined
        const primary = Array.isArray(emails) ? emails.find(email => member(email, 'primary') === true) : undefined
        return {
          uid,
          email: textOf(member(primary, 'email')),
          emailVerified: member(primary, 'verified') === true,
          username: textOf(member(person, 'login')),
          picture: textOf(member(person, 'avatar_url'))
        }
      }
    },
    readFault(status, answer): SocialFault {
      // 401 is about the keys in "Check a token", which answers 404 to a token that is no good or another app's.
      if (status === 401 || status === 429 || status >= 500) return 'unavailable'
      const isTooMany = textOf(member(answer, 'documentation_url')).includes('rate-limit')
      if (isTooMany || keyErrors.has(member(answer, 'error'))) return 'unavailable'
      return status >= 400 || member(answer, 'error') !== undefined ? 'refused' : 'unavailable'
    }
  })
})

const ask = (path: string, token: string): ProviderRequest => ({
  url: api + path,
  headers: { ...headers, authorization: `Bearer ${token}` }
})

const basic = (keys: SocialKeys) => `Basic ${Buffer.from(`${webClientId(keys)}:${keys.secret}`).toString('base64')}`
