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

const graph = 'https://graph.facebook.com/v25.0'
const fields = 'id,name,first_name,last_name,email,picture'

/**
 * Graph API, "Handling errors": 1 and 2 are trouble of Facebook's, 4 to 613 too many calls. 1 (secret) and 101 (app id)
 * also stand for wrong keys, as does 190: that a person's token is over "Debug-Token" says in a good answer.
 */
const troubleCodes = new Set<unknown>([1, 2, 4, 17, 32, 101, 190, 341, 613])

/**
 * Facebook (developers.facebook.com, "Manually Build a Login Flow", "Debug-Token", "Limited Login"). `clientId` is the
 * app id, `clientSecret` the app secret, without which no access token can be proven: "Debug-Token" says its `app_id`.
 * Ids differ from app to app. id_tokens are those of Limited Login, from iOS. PKCE is "still in testing". Whether an
 * address was verified is not said: none is taken.
 */
export const socialFacebook = socialProvider({
  id: 'facebook',
  name: 'Facebook',
  scopes: ['public_profile'],
  facts: () => ({
    id: 'facebook',
    name: 'Facebook',
    authorization: { url: 'https://www.facebook.com/v25.0/dialog/oauth', separator: ',', pkce: false },
    token: { url: `${graph}/oauth/access_token` },
    idToken: {
      issuers: ['https://www.facebook.com'],
      jwksUrl: 'https://limited.facebook.com/.well-known/oauth/openid/jwks/',
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
        const isValid = member(data, 'is_valid')
        if (typeof isValid !== 'boolean') return undefined
        const uid = idOf(member(data, 'user_id'))
        // What is no token at all has no app.
        const audience = idOf(member(data, 'app_id')) ?? ''
        return { audience, ...(uid !== undefined && { uid }), ...(!isValid && { expiresIn: 0 }) }
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
      const error = member(answer, 'error')
      if (error === undefined || status === 429 || status >= 500) return 'unavailable'
      // A wrong appsecret_proof has the code of a token of another app and of a used code, but is no OAuthException.
      const isOfOurKeys = member(error, 'type') === 'GraphMethodException' || troubleCodes.has(member(error, 'code'))
      return isOfOurKeys ? 'unavailable' : 'refused'
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
