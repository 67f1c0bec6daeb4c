import { keysOf, providerSealer } from '../../accounts/social-client.ts'
import { Unavailable } from '../../core/errors.ts'
import type { MessageName } from '../../core/messages.ts'
import { clientIdsOf, type SocialKeys } from '../../core/social-provider.ts'
import type { Database } from '../../db/open.ts'
import type { Settings } from '../../settings.ts'
import { type Finding, say } from './finding.ts'

/** The keys by which the server is known to Kakao, as it would use them. */
export interface KakaoKeys extends SocialKeys {
  /** Whether there is a secret that cannot be opened. */
  isSealed: boolean
}

/** The Social application of the site and the settings, as the server puts them together. */
export async function readKeys(database: Database, settings: Settings): Promise<KakaoKeys> {
  const { siteId = 1, socialSecretKey, kakaoRestApiKey = '', kakaoClientSecret = '', kakaoNativeAppKey = '' } = settings
  const keys = { clientId: kakaoRestApiKey, secret: kakaoClientSecret, key: kakaoNativeAppKey }
  const sealer = providerSealer(socialSecretKey)
  const client = { id: 'kakao', keys, siteId }
  try {
    return { ...(await keysOf({ database, sealer }, client)), isSealed: false }
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    const app = await database.social.findApp('kakao', siteId)
    return {
      clientId: app?.clientId || kakaoRestApiKey,
      secret: '',
      key: app?.key || kakaoNativeAppKey,
      isSealed: true
    }
  }
}

const looksLikeKey = (text: string) => /^[0-9a-f]{32}$/.test(text)

/** Whether the keys are there, and look like keys. None of them is shown. */
export function lookAtKeys(keys: KakaoKeys, { kakaoJavascriptKey = '', kakaoAppId }: Settings): Finding[] {
  const { clientId, key } = keys
  const areKeys = clientIdsOf(keys).every(looksLikeKey)
  const restApiKey = { subject: 'REST API key', menu: 'restApiKey' } as const
  return [
    {
      ...restApiKey,
      ...(clientId === ''
        ? { verdict: 'wrong', texts: say('doctorRestApiKeyMissing') }
        : { verdict: areKeys ? 'ok' : 'wrong', texts: say(areKeys ? 'doctorKeyFine' : 'doctorKeyOdd') })
    },
    lookAtSecret(keys),
    lookAtOptionalKey(key, { subject: 'Native app key', menu: 'nativeAppKey', missing: 'doctorNativeAppKeyMissing' }),
    lookAtOptionalKey(kakaoJavascriptKey, {
      subject: 'JavaScript key',
      menu: 'javascriptKey',
      missing: 'doctorJavascriptKeyMissing'
    }),
    {
      subject: 'App ID',
      menu: 'appId',
      verdict: kakaoAppId === undefined ? 'wrong' : 'ok',
      texts: say(kakaoAppId === undefined ? 'doctorAppIdMissing' : 'doctorAppIdFine')
    }
  ]
}

/** A key that a server can do without. */
export function lookAtOptionalKey(
  key: string,
  { subject, menu, missing }: Pick<Finding, 'subject' | 'menu'> & { missing: MessageName }
): Finding {
  if (key === '') return { subject, menu, verdict: 'not checked', texts: say(missing) }
  const isKey = looksLikeKey(key)
  return { subject, menu, verdict: isKey ? 'ok' : 'wrong', texts: say(isKey ? 'doctorKeyFine' : 'doctorKeyOdd') }
}

function lookAtSecret({ secret, isSealed }: KakaoKeys): Finding {
  const about = { subject: 'Client secret', menu: 'clientSecret' } as const
  if (isSealed) return { ...about, verdict: 'wrong', texts: say('doctorClientSecretSealed') }
  if (secret === '') return { ...about, verdict: 'not checked', texts: say('doctorClientSecretMissing') }
  const isOdd = /\s/.test(secret)
  return {
    ...about,
    verdict: isOdd ? 'wrong' : 'ok',
    texts: say(isOdd ? 'doctorClientSecretOdd' : 'doctorClientSecretFine')
  }
}
