// Logins by Kakao as the act does them, without HTTP, with the client of a running server.
import type { Test } from 'tap'
import type { SocialClient } from '../../accounts/social-client.ts'
import { socialLogin } from '../../accounts/social-login.ts'
import type { SuiteOptions } from '../../app.ts'
import { createKakaoApp, newDatabase } from '../helper.ts'
import type { KakaoPerson } from '../kakao-server.ts'
import { clientOf } from '../social-client.ts'

export const origin = { ipAddress: '192.0.2.1', userAgent: 'tests', language: 'en' } as const

const refusedWith = (name: string) => ({ code: 'REST_AUTH_INVALID_INPUT', fields: { non_field_errors: [{ name }] } })
export const refused = refusedWith('socialRefused')
export const emailTaken = refusedWith('socialEmailTaken')
export const connectedToAnother = refusedWith('socialConnectedToAnother')
export const userDisabled = refusedWith('userDisabled')
export const away = { message: 'providerUnavailable', statusCode: 503, retryAfter: 5 }

/** The act on a database, whose client of Kakao a test can change; no limit of time comes in the way of it. */
export async function createSocialLogin(t: Test, { databaseUrl = newDatabase(t), ...options }: SuiteOptions = {}) {
  const { app, kakao } = await createKakaoApp(t, { databaseUrl, ...options })
  const logIn = (accessToken: string, changes: Partial<SocialClient> = {}) =>
    socialLogin(app.accounts, clientOf(app, 'kakao', { timeout: 30_000, ...changes }), { accessToken }, origin)
  /** The first login of somebody new. */
  const arrive = (person: Partial<KakaoPerson>) => {
    const id = String(kakao.tokens.size)
    kakao.tokens.set(`tok-new${id}`, { person: { id, nickname: '', ...person } })
    return logIn(`tok-new${id}`)
  }
  return { app, kakao, logIn, arrive }
}
