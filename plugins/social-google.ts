import { member } from '../core/json.ts'
import { bearer, clientIdsOf, idOf, readStandardClaims, textOf } from '../core/social-provider.ts'
import { socialProvider } from './social-provider.ts'

/**
 * Google (developers.google.com/identity, "OpenID Connect" and "Using OAuth 2.0 for mobile apps"). `clientId` may name
 * several, with commas: first that of the web, then those of the Android and iOS apps whose tokens are to be taken.
 */
export const socialGoogle = socialProvider({
  id: 'google',
  name: 'Google',
  scopes: ['openid', 'email', 'profile'],
  facts: () => ({
    id: 'google',
    name: 'Google',
    authorization: { url: 'https://accounts.google.com/o/oauth2/v2/auth' },
    token: { url: 'https://oauth2.googleapis.com/token' },
    idToken: {
      // Both are in use: "https://accounts.google.com or accounts.google.com".
      issuers: ['https://accounts.google.com', 'accounts.google.com'],
      jwksUrl: 'https://www.googleapis.com/oauth2/v3/certs',
      algorithms: ['RS256'],
      audiences: clientIdsOf,
      read: readStandardClaims
    },
    proof: {
      ask: accessToken => ({
        url: `https://oauth2.googleapis.com/tokeninfo?${new URLSearchParams({ access_token: accessToken })}`
      }),
      read(answer) {
        const uid = idOf(member(answer, 'sub'))
        const audience = textOf(member(answer, 'aud'))
        if (uid === undefined || audience === '') return undefined
        return { uid, audience, expiresIn: Number(member(answer, 'expires_in')) }
      },
      audiences: clientIdsOf
    },
    profile: {
      ask: accessToken => [bearer('https://openidconnect.googleapis.com/v1/userinfo', accessToken)],
      read: ([answer]) => readStandardClaims(answer)
    }
  })
})
