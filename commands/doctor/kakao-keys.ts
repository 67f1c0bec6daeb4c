import { type CheckedKeys, checkedKeys } from '../../accounts/check-provider/checked-keys.ts'
import { providerSealer } from '../../accounts/social-client.ts'
import type { Database } from '../../db/open.ts'
import type { Settings } from '../../settings.ts'
import { siteIdIn } from '../own-site.ts'

/** The Social application of the site and the settings, as the server puts them together. */
export async function readKeys(database: Database, settings: Settings): Promise<CheckedKeys> {
  const { socialSecretKey, kakaoRestApiKey = '', kakaoClientSecret = '', kakaoNativeAppKey = '' } = settings
  const keys = { clientId: kakaoRestApiKey, secret: kakaoClientSecret, key: kakaoNativeAppKey }
  const app = await database.social.findApp('kakao', siteIdIn(settings))
  return checkedKeys(providerSealer(socialSecretKey), app, { id: 'kakao', keys })
}
