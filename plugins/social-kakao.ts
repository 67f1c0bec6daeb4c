import fp from 'fastify-plugin'
import { Agent, type Dispatcher } from 'undici'
import { member } from '../core/json.ts'
import type { SocialFault, SocialProvider } from '../core/social-provider.ts'
import { socialConnectRoutes } from '../routes/accounts/social-connect.ts'
import { type SocialEntrance, socialLoginRoutes } from '../routes/accounts/social-login.ts'
import { type PluginOptions, readOptions } from '../settings.ts'
import { accountRoutes } from './account-routes.ts'
import { authenticationOf } from './jwt-auth.ts'
import { sites } from './sites.ts'
import { socialAccounts, socialAccountsName } from './social-accounts.ts'

export type SocialKakaoOptions = PluginOptions<'socialKakao'> & {
  prefix?: string
  /** How Kakao is reached; undici's own way when not given. */
  dispatcher?: Dispatcher
}

/** Seconds; Kakao's access tokens live for hours. A date must come of it. */
const maxExpiresIn = 10 ** 9

/** Codes of Kakao's API that say nothing of the token (Kakao, REST API reference, "Response code"). */
const troubleCodes = new Set([-1, -7, -10, -9798])

/** Kakao's facts (developers.kakao.com, "Kakao Login: REST API"). */
export function kakao(apiUrl: string): SocialProvider {
  return {
    id: 'kakao',
    name: 'Kakao',
    tokenInfoUrl: `${apiUrl}/v1/user/access_token_info`,
    profileUrl: `${apiUrl}/v2/user/me`,
    readTokenInfo(answer) {
      const uid = wholeNumber(member(answer, 'id'))
      const appId = wholeNumber(member(answer, 'app_id'))
      const expiresIn = member(answer, 'expires_in')
      if (!uid || !appId || typeof expiresIn !== 'number' || expiresIn > maxExpiresIn) return undefined
      return { uid, appId, expiresIn }
    },
    readProfile(answer) {
      const uid = wholeNumber(member(answer, 'id'))
      if (!uid) return undefined
      const account = member(answer, 'kakao_account')
      const nickname =
        member(member(account, 'profile'), 'nickname') ?? member(member(answer, 'properties'), 'nickname')
      return {
        uid,
        email: text(member(account, 'email')),
        // Not valid: another Kakao account has taken the address since. Only both together make it this person's.
        emailVerified: member(account, 'is_email_valid') === true && member(account, 'is_email_verified') === true,
        username: text(nickname)
      }
    },
    readFault(status, answer): SocialFault {
      const code = member(answer, 'code')
      if (status === 429 || status >= 500) return 'unavailable'
      if (typeof code === 'number') return troubleCodes.has(code) ? 'unavailable' : 'refused'
      return status === 400 || status === 401 || status === 403 ? 'refused' : 'unavailable'
    }
  }
}

/** Kakao's ids are 64-bit integers: as text, whether they fit into a number or not. */
function wholeNumber(value: unknown): string | undefined {
  const digits = typeof value === 'number' ? String(value) : value
  return typeof digits === 'string' && /^[1-9]\d{0,19}$/.test(digits) ? digits : undefined
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Milliseconds for all that Kakao is asked in one login: who waits for it has an answer within five seconds. */
const timeout = 4500

/**
 * Kakao login: `POST /accounts/rest-auth/kakao/` with an access token that an app got from Kakao's SDK, and
 * `…/kakao/connect/` for who is logged in.
 */
export const socialKakao = fp<SocialKakaoOptions>(
  async (fastify, options) => {
    const settings = readOptions('socialKakao', options, ['dispatcher'])
    const { accounts, jwtAuth, loginAnswers } = fastify
    const { prefix = '' } = options
    const { appId, apiUrl, restApiKey = '', clientSecret = '', nativeAppKey = '' } = settings
    if (!fastify.hasDecorator('sites')) await fastify.register(sites)
    const dispatcher = options.dispatcher ?? new Agent({ connections: 64 })
    if (options.dispatcher === undefined) fastify.addHook('onClose', () => dispatcher.destroy())
    const provider = kakao(apiUrl)
    const client = {
      provider,
      appId: String(appId),
      newApp: { clientId: restApiKey, secret: clientSecret, key: nativeAppKey },
      siteId: fastify.sites.id,
      dispatcher,
      timeout
    }
    const entrance: SocialEntrance = {
      provider: provider.id,
      name: provider.name,
      client: appId === undefined ? { missing: 'KAKAO_APP_ID' } : client,
      answers: loginAnswers
    }
    accounts.policy.providers = new Map([...accounts.policy.providers, [provider.id, provider.name]])
    if (!fastify.hasPlugin(socialAccountsName)) await fastify.register(socialAccounts, { prefix })
    await accountRoutes(fastify, options, scope => {
      socialLoginRoutes(scope, accounts, entrance)
      socialConnectRoutes(scope, accounts, entrance, jwtAuth.authenticateUser, authenticationOf)
    })
  },
  { name: 'rest-auth-social-kakao', dependencies: ['rest-auth-jwt'], fastify: '5.x' }
)
