import { member } from '../core/json.ts'
import { bearer, clientIdsOf, idOf, readStandardClaims, secondsOf, textOf } from '../core/social-provider.ts'
import { socialProvider } from './social-provider.ts'

/**
 * Google (developers.google.com/identity, "OpenID Connect", "OAuth 2.0 for web server applications"). `clientId` may
 * name several, with commas: first that of the web, then those of the Android and iOS apps whose tokens are to be
 * taken. An access token is proven by "tokeninfo", which says its `aud`. For addresses outside Gmail and Workspace,
 * `email_verified` says that it was so when the Google account was made.
 */
export const socialGoogle = socialProvider({
  id: 'google',
  name: 'Google',
  scopes: ['openid', 'email', 'profile'],
  options: ['unlinkAtProvider'],
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
      anyParty: true, // an Android app gets tokens for its server: aud is the server's client id, azp the app's
      read: readStandardClaims
    },
    proof: {
      ask: accessToken => ({
        url: `https://oauth2.googleapis.com/tokeninfo?${new URLSearchParams({ access_token: accessToken })}`
      }),
      read(answer) {
        const audience = textOf(member(answer, 'aud'))
        const expiresIn = secondsOf(member(answer, 'expires_in'))
        if (audience === '' || expiresIn === undefined) return undefined
        const uid = idOf(member(answer, 'sub')) // told where one of the scopes is about the person
        return { audience, expiresIn, ...(uid !== undefined && { uid }) }
      },
      audiences: clientIdsOf
    },
    profile: {
      ask: accessToken => [bearer('https://openidconnect.googleapis.com/v1/userinfo', accessToken)],
      read: ([answer]) => readStandardClaims(answer)
    },
    // Takes back all that the person has granted to the project.
    unlink: (_uid, token) =>
      token === undefined ? undefined : { url: 'https://oauth2.googleapis.com/revoke', form: { token } }
  })
})
