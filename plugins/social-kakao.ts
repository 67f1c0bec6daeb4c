import fp from 'fastify-plugin'
import type { Dispatcher } from 'undici'
import { checkKakao } from '../accounts/check-provider/check-kakao.ts'
import type { EventAction } from '../accounts/social-client.ts'
import { kakao } from '../core/kakao.ts'
import { kakaoWebhooks } from '../routes/accounts/kakao-webhooks.ts'
import { type PluginOptions, readOptions } from '../settings.ts'
import { accountRoutes } from './account-routes.ts'
import { addProvider } from './social-provider.ts'

export type SocialKakaoOptions = PluginOptions<'socialKakao'> & {
  prefix?: string
  /** How Kakao is reached; undici's own way when not given. */
  dispatcher?: Dispatcher
}

/**
 * What follows from what Kakao tells of a person, unless KAKAO_EVENT_POLICY says otherwise. `unlink` is the webhook of that
 * name, the others are events of the account status webhook; those that are not here are recorded.
 */
const eventPolicy: Record<string, EventAction> = {
  unlink: 'unlink',
  'user-unlinked': 'unlink',
  'account-purged': 'unlink',
  'account-disabled': 'end_sessions',
  'credential-compromise': 'end_sessions',
  'sessions-revoked': 'end_sessions',
  'tokens-revoked': 'end_sessions'
}

/**
 * Kakao login (developers.kakao.com, "Kakao Login"): `POST /accounts/rest-auth/kakao/` with what an app got from Kakao's
 * SDK, `…/kakao/connect/` for who is logged in, `GET /accounts/kakao/login/` for browsers, and Kakao's webhooks.
 */
export const socialKakao = fp<SocialKakaoOptions>(
  async (fastify, options) => {
    const settings = readOptions('socialKakao', options, ['dispatcher'])
    const { prefix = '', dispatcher } = options
    const { appId, restApiKey = '', clientSecret = '', nativeAppKey = '', adminKey, scopes } = settings
    const { authUrl, javascriptKey = '' } = settings
    const chosen = settings.eventPolicy.map(rule => rule.split('=') as [string, EventAction])
    const client = await addProvider(
      fastify,
      { prefix, dispatcher },
      {
        id: 'kakao',
        name: 'Kakao',
        provider: kakao(settings),
        keys: { clientId: restApiKey, secret: clientSecret, key: nativeAppKey },
        settings: { proof: 'KAKAO_APP_ID', clientId: 'KAKAO_REST_API_KEY' },
        check: (own, app) => checkKakao({ appId, authUrl, javascriptKey, adminKey: adminKey ?? '' }, own, app),
        scopes,
        acceptsUnprovenTokens: false,
        unlinksAtProvider: settings.unlink,
        eventPolicy: { ...eventPolicy, ...Object.fromEntries(chosen) }
      }
    )
    await accountRoutes(fastify, { prefix }, scope => {
      kakaoWebhooks(scope, fastify.accounts, client, { adminKey, appId })
    })
  },
  { name: 'rest-auth-social-kakao', dependencies: ['rest-auth-jwt'], fastify: '5.x' }
)
