import { member } from '../core/json.ts'
import {
  bearer,
  clientIdsOf,
  idOf,
  oauthFault,
  readStandardClaims,
  type SocialFault,
  textOf
} from '../core/social-provider.ts'
import { socialProvider } from './social-provider.ts'

/**
 * Naver (developers.naver.com, "네이버 로그인 개발가이드", "네이버 로그인 API 명세"). Nothing says which app an access token was made for
 * (`/v1/nid/verify` names no client), so none is taken but with `acceptUnprovenTokens`: ids differ from app to app, so
 * that one of another app never names a person that is known here, but does register strangers. By OpenID Connect apps
 * get id_tokens, which say the same id and nothing else. Whether an address was verified is not said: none is taken.
 */
export const socialNaver = socialProvider({
  id: 'naver',
  name: 'Naver',
  options: ['acceptUnprovenTokens'],
  facts: () => ({
    id: 'naver',
    name: 'Naver',
    // PKCE belongs to the endpoints of OpenID Connect (/oauth2/…), whose codes are others.
    authorization: { url: 'https://nid.naver.com/oauth2.0/authorize', pkce: false },
    token: { url: 'https://nid.naver.com/oauth2.0/token' },
    idToken: {
      issuers: ['https://nid.naver.com'],
      jwksUrl: 'https://nid.naver.com/oauth2/jwks',
      algorithms: ['RS256'],
      audiences: clientIdsOf,
      read: readStandardClaims
    },
    profile: {
      ask: accessToken => [bearer('https://openapi.naver.com/v1/nid/me', accessToken)],
      read([answer]) {
        const person = member(answer, 'response')
        const uid = idOf(member(person, 'id'))
        if (uid === undefined) return undefined
        return {
          uid,
          email: textOf(member(person, 'email')),
          emailVerified: false,
          username: textOf(member(person, 'nickname')),
          picture: textOf(member(person, 'profile_image'))
        }
      },
      keep: answer => member(answer, 'response')
    },
    readFault(status, answer): SocialFault {
      // Of used codes and of wrong keys the token endpoint says the same error code, `invalid_request`.
      const isOfOurKeys = textOf(member(answer, 'error_description')).startsWith('wrong client id')
      return isOfOurKeys ? 'unavailable' : oauthFault(status, answer)
    }
  })
})
