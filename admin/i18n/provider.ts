import polyglotI18nProvider from 'ra-i18n-polyglot'
import { en } from './en.ts'
import { ko } from './ko.ts'
import { raEn } from './ra-en.ts'
import { raKo } from './ra-ko.ts'

export const locales = [
  { locale: 'en', name: 'English' },
  { locale: 'ko', name: '한국어' }
]

/** The first of the browser's languages that there is; English when there is none. */
function browserLocale(): string {
  const wanted = navigator.languages.map(language => language.split('-')[0])
  return wanted.find(language => locales.some(({ locale }) => locale === language)) ?? 'en'
}

const messages = (locale: string) => (locale === 'ko' ? { ...raKo, ...ko } : { ...raEn, ...en })

/** Ours and react-admin's words. A name that has none is shown as it is, as those of other tables' columns. */
export const i18nProvider = polyglotI18nProvider(messages, browserLocale(), locales, { allowMissing: true })
