import type { Language } from './messages.ts'

/** A text in each language. */
export type Texts = Readonly<Record<Language, string>>

/** Where things are in Kakao's console, as it has been called since December 2025. */
export const kakaoMenus = {
  appId: menu('앱 > 일반', 'App > General'),
  members: menu('앱 > 멤버', 'App > Member'),
  platformKeys: menu('앱 > 플랫폼 키', 'App > Platform key'),
  restApiKey: menu('앱 > 플랫폼 키 > REST API 키', 'App > Platform key > REST API key'),
  nativeAppKey: menu('앱 > 플랫폼 키 > 네이티브 앱 키', 'App > Platform key > Native app key'),
  javascriptKey: menu('앱 > 플랫폼 키 > JavaScript 키', 'App > Platform key > JavaScript key'),
  clientSecret: menu(
    '앱 > 플랫폼 키 > REST API 키 > 클라이언트 시크릿',
    'App > Platform key > REST API key > Client secret'
  ),
  redirectUri: menu(
    '앱 > 플랫폼 키 > REST API 키 > 카카오 로그인 리다이렉트 URI',
    'App > Platform key > REST API key > Kakao Login redirect URI'
  ),
  adminKey: menu('앱 > 플랫폼 키 > 어드민 키', 'App > Platform key > Admin key'),
  webhooks: menu('앱 > 웹훅', 'App > Webhook'),
  login: menu('카카오 로그인 > 사용 설정', 'Kakao Login > Usage settings'),
  openIdConnect: menu('카카오 로그인 > OpenID Connect', 'Kakao Login > OpenID Connect'),
  consents: menu('카카오 로그인 > 동의항목', 'Kakao Login > Consent items'),
  advanced: menu('카카오 로그인 > 고급', 'Kakao Login > Advanced')
} satisfies Record<string, Texts>

export type KakaoMenu = keyof typeof kakaoMenus

function menu(ko: string, en: string): Texts {
  return { ko: `카카오 디벨로퍼스 > ${ko}`, en: `Kakao Developers > ${en}` }
}
