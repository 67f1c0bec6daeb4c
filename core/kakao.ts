import { member } from './json.ts'
import { bearer, type SocialFault, type SocialKeys, type SocialProvider, textOf } from './social-provider.ts'

/** What of Kakao differs from project to project. */
export interface KakaoOptions {
  apiUrl: string
  authUrl: string
  /** The number of the app, where its Social application does not say it; without either no access token is taken. */
  appId?: number | undefined
  /** Of the keys of one app, the ones that are no part of a Social application. */
  javascriptKey?: string | undefined
  adminKey?: string | undefined
  pkce: boolean
}

/** Seconds; Kakao's access tokens live for hours. A date must come of it. */
const maxExpiresIn = 10 ** 9

/** Kakao's facts (developers.kakao.com, "Kakao Login: REST API"). */
export function kakao({ apiUrl, authUrl, appId, javascriptKey = '', adminKey, pkce }: KakaoOptions): SocialProvider {
  return {
    id: 'kakao',
    name: 'Kakao',
    authorization: { url: `${authUrl}/oauth/authorize`, separator: ',', pkce },
    token: { url: `${authUrl}/oauth/token` },
    idToken: {
      issuers: [authUrl],
      jwksUrl: `${authUrl}/.well-known/jwks.json`,
      algorithms: ['RS256'],
      // The key that began the login: the web has the REST API key, Android and iOS the native app key.
      audiences: ({ clientId, key }: SocialKeys) => [clientId, key, javascriptKey],
      read(claims) {
        const uid = wholeNumber(claims.sub)
        if (uid === undefined) return undefined
        const email = textOf(claims.email) // told only where it is valid and verified
        return {
          uid,
          email,
          emailVerified: email !== '',
          username: textOf(claims.nickname),
          picture: textOf(claims.picture)
        }
      }
    },
    proof: {
      ask: accessToken => bearer(`${apiUrl}/v1/user/access_token_info`, accessToken),
      read(answer) {
        const uid = wholeNumber(member(answer, 'id'))
        const audience = wholeNumber(member(answer, 'app_id'))
        const expiresIn = member(answer, 'expires_in')
        if (!uid || !audience || typeof expiresIn !== 'number' || expiresIn > maxExpiresIn) return undefined
        return { uid, audience, expiresIn }
      },
      audiences: ({ appId: own }) => [own ?? String(appId ?? '')]
    },
    profile: {
      ask: accessToken => [bearer(`${apiUrl}/v2/user/me?secure_resource=true`, accessToken)],
      read: ([answer]) => readProfile(answer)
    },
    unlink(uid, accessToken) {
      const url = `${apiUrl}/v1/user/unlink`
      if (accessToken !== undefined) return { ...bearer(url, accessToken), form: {} }
      if (adminKey === undefined) return undefined
      return {
        url,
        headers: { authorization: `KakaoAK ${adminKey}` },
        form: { target_id_type: 'user_id', target_id: uid }
      }
    },
    readFault
  }
}

function readProfile(answer: unknown) {
  const uid = wholeNumber(member(answer, 'id'))
  if (uid === undefined) return undefined
  const account = member(answer, 'kakao_account')
  const profile = member(account, 'profile')
  return {
    uid,
    email: textOf(member(account, 'email')),
    // Not valid: another Kakao account has taken the address since. Only both together make it this person's.
    emailVerified: member(account, 'is_email_valid') === true && member(account, 'is_email_verified') === true,
    username: textOf(member(profile, 'nickname') ?? member(member(answer, 'properties'), 'nickname')),
    picture: textOf(member(profile, 'profile_image_url')),
    missingScopes: missingScopes(account)
  }
}

/** The one consent item that is not called as its flag is. */
const scopeNames: Record<string, string> = { email: 'account_email', ci: 'account_ci' }

/** Consent items that Kakao would tell of, had the person agreed: `…_needs_agreement`. */
function missingScopes(account: unknown): string[] {
  const flags = Object.entries(Object(account)).filter(([name, value]) => name.endsWith(flag) && value === true)
  return flags.map(([name]) => name.slice(0, -flag.length)).map(item => scopeNames[item] ?? item)
}
const flag = '_needs_agreement'

/** Codes that say nothing of what was shown (Kakao, "Response code"; "Kakao Login: error codes"). */
const troubleCodes = new Set<unknown>([-1, -7, -10, -9798, 'KOE003', 'KOE237', 'KOE101', 'KOE010'])

function readFault(status: number, answer: unknown): SocialFault {
  const code = codeIn(answer)
  if (status === 429 || status >= 500) return 'unavailable'
  if (code === -406) return 'underAge'
  if (code !== undefined) return troubleCodes.has(code) ? 'unavailable' : 'refused'
  return status === 400 || status === 401 || status === 403 ? 'refused' : 'unavailable'
}

/** The API numbers its errors, the authorization server names them; what says it otherwise is neither of the two. */
function codeIn(answer: unknown): number | string | undefined {
  const [number, name] = [member(answer, 'code'), member(answer, 'error_code')]
  if (typeof number === 'number') return number
  return typeof name === 'string' ? name : undefined
}

/** Kakao's ids are 64-bit integers: as text, whether they fit into a number or not. */
function wholeNumber(value: unknown): string | undefined {
  const digits = typeof value === 'number' ? String(value) : value
  return typeof digits === 'string' && /^[1-9]\d{0,19}$/.test(digits) ? digits : undefined
}
