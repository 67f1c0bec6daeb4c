import { createHmac } from 'node:crypto'
import { member } from '../core/json.ts'
import {
  bearer,
  clientIdsOf,
  idOf,
  type SocialFault,
  type SocialKeys,
  textOf,
  webClientId
} from '../core/social-provider.ts'
import { socialProvider } from './social-provider.ts'

const graph = 'https://graph.facebook.com/v23.0'
const fields = 'id,name,first_name,last_name,email,picture'

/** Graph API, "Handling errors": trouble of Facebook's, or too many calls; the rest is about the token. */
const troubleCodes = new Set<unknown>([1, 2, 4, 17, 32, 341, 613])

/**
 * Facebook (developers.facebook.com, "Manually build a login flow", "Debug-Token", "Limited Login"). `clientId` is the
 * app id, `clientSecret` the app secret, without which no token can be proven. It does not say whether an address was
 * verified: none is taken.
 */
export const socialFacebook = socialProvider({
  id: 'facebook',
  name: 'Facebook',
  scopes: ['public_profile'],
  facts: () => ({
    id: 'facebook',
    name: 'Facebook',
    authorization: { url: 'https://www.facebook.com/v23.0/dialog/oauth', separator: ',', pkce: false },
    token: { url: `${graph}/oauth/access_token` },
    idToken: {
      issuers: ['https://www.facebook.com'],
      jwksUrl: 'https://www.facebook.com/.well-known/oauth/openid/jwks/',
      algorithms: ['RS256'],
      audiences: clientIdsOf,
      read: claims => readPerson(claims, 'sub', claims.given_name, claims.family_name, claims.picture)
    },
    proof: {
      ask: (token, keys) => ({
        url: `${graph}/debug_token?${query({ input_token: token, access_token: appToken(keys) })}`
      }),
      read(answer) {
        const data = member(answer, 'data')
        const audience = idOf(member(data, 'app_id'))
        if (audience === undefined) return undefined
        const uid = idOf(member(data, 'user_id'))
        return { audience, ...(uid !== undefined && { uid }), expiresIn: member(data, 'is_valid') === true ? 1 : 0 }
      },
      audiences: keys => (keys.secret === '' ? [] : clientIdsOf(keys))
    },
    profile: {
      ask: (token, { secret }) => [bearer(`${graph}/me?${query({ fields, ...appSecretProof(token, secret) })}`, token)],
      read([answer]) {
        const picture = member(member(member(answer, 'picture'), 'data'), 'url')
        return readPerson(answer, 'id', member(answer, 'first_name'), member(answer, 'last_name'), picture)
      }
    },
    readFault(status, answer): SocialFault {
      const code = member(member(answer, 'error'), 'code')
      return status === 429 || status >= 500 || troubleCodes.has(code) ? 'unavailable' : 'refused'
    }
  })
})

const query = (parameters: Record<string, string>) => new URLSearchParams(parameters)
const appToken = (keys: SocialKeys) => `${webClientId(keys)}|${keys.secret}`

/** "Securing Graph API requests": shows that the call is made by who has the app secret. */
function appSecretProof(token: string, secret: string): Record<string, string> {
  return secret === '' ? {} : { appsecret_proof: createHmac('sha256', secret).update(token).digest('hex') }
}

function readPerson(answer: unknown, idName: string, firstName: unknown, lastName: unknown, picture: unknown) {
  const uid = idOf(member(answer, idName))
  if (uid === undefined) return undefined
  const names = { username: textOf(member(answer, 'name')), firstName: textOf(firstName), lastName: textOf(lastName) }
  return { uid, email: textOf(member(answer, 'email')), emailVerified: false, ...names, picture: textOf(picture) }
}
