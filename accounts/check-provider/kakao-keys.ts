import type { MessageName } from '../../core/messages.ts'
import { clientIdsOf } from '../../core/social-provider.ts'
import type { CheckedKeys } from './checked-keys.ts'
import { type Finding, say } from './finding.ts'

const looksLikeKey = (text: string) => /^[0-9a-f]{32}$/.test(text)

/**
 * Whether the keys are there, and look like keys. None of them is shown.
 * @param appId the number of the app, where its Social application does not say it
 */
export function lookAtKeys(
  keys: CheckedKeys,
  { javascriptKey, appId }: { javascriptKey: string; appId: number | undefined }
): Finding[] {
  const { clientId, key } = keys
  const areKeys = clientIdsOf(keys).every(looksLikeKey)
  const restApiKey = { subject: 'REST API key', menu: 'restApiKey' } as const
  const hasAppId = (keys.appId ?? appId) !== undefined
  return [
    {
      ...restApiKey,
      ...(clientId === ''
        ? { verdict: 'wrong', texts: say('doctorRestApiKeyMissing') }
        : { verdict: areKeys ? 'ok' : 'wrong', texts: say(areKeys ? 'doctorKeyFine' : 'doctorKeyOdd') })
    },
    lookAtSecret(keys),
    lookAtOptionalKey(key, { subject: 'Native app key', menu: 'nativeAppKey', missing: 'doctorNativeAppKeyMissing' }),
    lookAtOptionalKey(javascriptKey, {
      subject: 'JavaScript key',
      menu: 'javascriptKey',
      missing: 'doctorJavascriptKeyMissing'
    }),
    {
      subject: 'App ID',
      menu: 'appId',
      verdict: hasAppId ? 'ok' : 'wrong',
      texts: say(hasAppId ? 'doctorAppIdFine' : 'doctorAppIdMissing')
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

function lookAtSecret({ secret, isSealed }: CheckedKeys): Finding {
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
