import type { Language } from '../messages.ts'

/** What is looked at when a Social application is tested, in Korean. */
const koreanSubjects = {
  'REST API key': 'REST API 키',
  'Client ID': '클라이언트 ID',
  'Client secret': '클라이언트 시크릿',
  'Native app key': '네이티브 앱 키',
  'JavaScript key': 'JavaScript 키',
  'App ID': '앱 ID',
  'Admin key': '어드민 키',
  'Redirect URI': '리다이렉트 URI',
  'Token endpoint': '토큰 발급',
  Issuer: '발급자',
  Clock: '시계',
  'Public keys': '공개키',
  Provider: '로그인 제공자',
  Sites: '사이트'
} as const

/** What can be looked at, in English. */
export type CheckSubject = keyof typeof koreanSubjects

/** What was looked at, for people, in their language. */
export function subjectName(subject: CheckSubject, language: Language): string {
  return language === 'ko' ? koreanSubjects[subject] : subject
}

/** What a test of a Social application finds, of any provider; Kakao's has the sentences of the doctor. */
export const checkTexts = {
  checkValueThere: { en: 'It is there.', ko: '값이 있습니다.' },
  checkClientIdMissing: {
    en: 'It is missing: nobody can log in by {provider}.',
    ko: '값이 없어 {provider} 로그인을 사용할 수 없습니다.'
  },
  checkSecretMissing: {
    en: 'It is missing: that is right only where the provider has given none.',
    ko: '값이 없습니다. 제공자가 발급하지 않았을 때만 없어도 됩니다.'
  },
  checkTokensFine: {
    en: '{provider} knows the client ID, and takes the client secret.',
    ko: '{provider}에서 클라이언트 ID와 시크릿을 확인했습니다.'
  },
  checkTokensRefused: {
    en: '{provider} does not take the client ID and the client secret: copy them once more, as a whole.',
    ko: '{provider}에서 클라이언트 ID와 시크릿을 거절했습니다. 빠짐없이 다시 복사해 주세요.'
  },
  checkTokensOdd: {
    en: 'What {provider} answered ({status}) says nothing of the keys. Try again later.',
    ko: '{provider}의 응답({status})으로는 키가 맞는지 알 수 없습니다. 잠시 후 다시 시도해 주세요.'
  },
  checkTokensWithoutKey: {
    en: 'Without a client ID there is nothing to ask for.',
    ko: '클라이언트 ID가 없어 확인하지 못했습니다.'
  },
  checkTokensUnasked: {
    en: 'Logins by {provider} exchange no codes here, so that nobody says whether the keys are right.',
    ko: '{provider} 로그인은 인가 코드를 쓰지 않아 키가 맞는지 확인할 수 없습니다.'
  },
  checkUnreachable: {
    en: '{provider} cannot be reached, or did not answer as it should: check the network and the firewall.',
    ko: '{provider}에 연결할 수 없거나 응답이 올바르지 않습니다. 네트워크와 방화벽을 확인해 주세요.'
  },
  checkWithoutSite: {
    en: 'It serves no site, so that nobody can log in by it: choose one.',
    ko: '사용할 사이트가 없어 아무도 로그인할 수 없습니다. 사이트를 골라 주세요.'
  },
  checkProviderUnknown: {
    en: 'This server has no logins by {provider}: add it to SOCIALACCOUNT_PROVIDERS first.',
    ko: '이 서버에는 {provider} 로그인이 없습니다. 먼저 SOCIALACCOUNT_PROVIDERS에 추가해 주세요.'
  }
} as const
