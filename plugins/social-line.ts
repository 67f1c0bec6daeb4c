import { member } from '../core/json.ts'
import { bearer, clientIdsOf, idOf, secondsOf, textOf } from '../core/social-provider.ts'
import { socialProvider } from './social-provider.ts'

/**
 * LINE (developers.line.biz, "LINE Login v2.1 API reference"). `clientId` is the channel ID; an access token is proven
 * by "Verify access token validity", which says it. id_tokens are signed with ES256 for apps and LIFF, and with the
 * channel secret (HS256) for the web. An address comes in the id_token alone, and LINE does not say whether it was
 * verified: none is taken.
 */
export const socialLine = socialProvider({
  id: 'line',
  name: 'LINE',
  scopes: ['profile', 'openid'],
  facts: () => ({
    id: 'line',
    name: 'LINE',
    authorization: { url: 'https://access.line.me/oauth2/v2.1/authorize' },
    token: { url: 'https://api.line.me/oauth2/v2.1/token' },
    idToken: {
      issuers: ['https://access.line.me'],
      jwksUrl: 'https://api.line.me/oauth2/v2.1/certs',
      algorithms: ['ES256'],
      secretAlgorithm: 'HS256',
      audiences: clientIdsOf,
      read(claims) {
        const uid = idOf(claims.sub)
        if (uid === undefined) return undefined
        const [username, picture] = [textOf(claims.name), textOf(claims.picture)]
        return { uid, email: textOf(claims.email), emailVerified: false, username, picture }
      }
    },
    proof: {
      ask: accessToken => ({
        url: `https://api.line.me/oauth2/v2.1/verify?${new URLSearchParams({ access_token: accessToken })}`
      }),
      read(answer) {
        const audience = textOf(member(answer, 'client_id'))
        const expiresIn = secondsOf(member(answer, 'expires_in'))
        return audience === '' || expiresIn === undefined ? undefined : { audience, expiresIn }
      },
      audiences: clientIdsOf
    },
    profile: {
      ask: accessToken => [bearer('https://api.line.me/v2/profile', accessToken)],
      read([answer]) {
        const uid = idOf(member(answer, 'userId'))
        if (uid === undefined) return undefined
        const picture = textOf(member(answer, 'pictureUrl'))
        return { uid, email: '', emailVerified: false, username: textOf(member(answer, 'displayName')), picture }
      }
    }
  })
})
