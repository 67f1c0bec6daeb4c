import { callbackPath, type SocialClient } from '../social-client.ts'
import type { AppToCheck, Finding } from './finding.ts'
import { lookAtAdminKey, lookAtRedirectUri } from './kakao-addresses.ts'
import { type KakaoServer, lookAtIssuer, lookAtPublicKeys, lookAtTokenEndpoint } from './kakao-answers.ts'
import { lookAtKeys } from './kakao-keys.ts'

/** What of Kakao stands in no Social application. */
export interface KakaoSettings extends KakaoServer {
  /** The number of the app, where its Social application does not say it. */
  appId: number | undefined
  /** Empty where there is none. */
  javascriptKey: string
  adminKey: string
}

/** What there is to look at, in turn: keys, secret, addresses and clock, and Kakao's word on them. */
export function kakaoLooks(
  { appId, javascriptKey, adminKey, ...server }: KakaoSettings,
  addressAt: SocialClient['addressAt'],
  { keys, domains, now }: AppToCheck
): (() => Finding[] | Promise<Finding[]>)[] {
  const [domain] = domains
  const callback = (domain: string) => addressAt(domain, callbackPath)
  return [
    () => lookAtKeys(keys, { appId, javascriptKey }),
    () => domains.map(domain => lookAtRedirectUri(callback(domain), domain, 'redirectUri')),
    () => lookAtTokenEndpoint(server, keys, callback(domain)),
    () => lookAtIssuer(server, now),
    () => lookAtPublicKeys(server),
    () => [lookAtAdminKey(adminKey, addressAt(domain, 'webhook/unlink/'))]
  ]
}

/** Looks at all of it at once: three questions to Kakao, of 5 seconds at most. */
export async function checkKakao(
  settings: Omit<KakaoSettings, 'dispatcher'>,
  { addressAt, dispatcher }: Pick<SocialClient, 'addressAt' | 'dispatcher'>,
  app: AppToCheck
): Promise<Finding[]> {
  const looks = kakaoLooks({ ...settings, dispatcher }, addressAt, app)
  return (await Promise.all(looks.map(look => look()))).flat()
}
