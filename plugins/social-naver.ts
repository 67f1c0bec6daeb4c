import { member } from '../core/json.ts'
import { bearer, idOf, type SocialFault, textOf } from '../core/social-provider.ts'
import { socialProvider } from './social-provider.ts'

/**
 * Naver (developers.naver.com, "네이버 로그인 API 명세"). It says nowhere which app an access token was made for, so none is
 * taken but with `acceptUnprovenTokens`; and not whether an address was verified, so none is taken at all. Its ids differ
 * from app to app: a token of another app never names a person that is known here, but does register strangers.
 */
export const socialNaver = socialProvider({
  id: 'naver',
  name: 'Naver',
  facts: () => ({
    id: 'naver',
    name: 'Naver',
    authorization: { url: 'https://nid.naver.com/oauth2.0/authorize', pkce: false },
    token: { url: 'https://nid.naver.com/oauth2.0/token' },
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
      }
    },
    readFault(status, answer): SocialFault {
      // 024: the token is no good; 028 and 403: what it was not granted. Anything else is Naver's.
      const code = member(answer, 'resultcode') ?? member(answer, 'error')
      if (status === 429 || status >= 500) return 'unavailable'
      if (code === 'invalid_client' || code === 'unauthorized_client') return 'unavailable'
      return code !== undefined || status === 400 || status === 401 || status === 403 ? 'refused' : 'unavailable'
    }
  })
})
