import { useTranslate } from 'react-admin'

type Field = 'client_id' | 'secret' | 'key' | 'app_id'

/** Which keys a provider has; any other has what OAuth and django-allauth have. */
const fields: Record<string, Field[]> = {
  kakao: ['client_id', 'secret', 'key', 'app_id'],
  apple: ['client_id', 'secret', 'key'],
  naver: ['client_id', 'secret'],
  google: ['client_id', 'secret'],
  line: ['client_id', 'secret'],
  facebook: ['client_id', 'secret'],
  github: ['client_id', 'secret']
}

/** Those that some have and others do not. */
export const optionalKeys: Field[] = ['key', 'app_id']

export const keysOf = (provider: string): Field[] => fields[provider] ?? ['client_id', 'secret', 'key']

/** Where the keys are made. */
const consoles: Record<string, string> = {
  kakao: 'https://developers.kakao.com/console/app',
  apple: 'https://developer.apple.com/account/resources/identifiers/list/serviceId',
  naver: 'https://developers.naver.com/apps/',
  google: 'https://console.cloud.google.com/auth/clients',
  line: 'https://developers.line.biz/console/',
  facebook: 'https://developers.facebook.com/apps/',
  github: 'https://github.com/settings/developers'
}

/** What a provider calls its keys and where it shows them, in the language of the page. */
export function useProviderWords(provider: string) {
  const translate = useTranslate()
  const word = (path: string) =>
    translate(`providers.${provider}.${path}`, { _: translate(`providers.other.${path}`, { _: '' }) })
  const url = consoles[provider]
  return {
    label: (field: Field) => word(`${field}.label`),
    help: (field: Field) => word(`${field}.help`),
    redirectMenu: word('redirect_menu'),
    console: url === undefined ? undefined : { url, name: word('console') }
  }
}
