import type { KakaoCode } from '../kakao-codes.ts'

/** Errors of kauth.kakao.com (Kakao, "Kakao Login: Error code"): on its pages, and of its token endpoint as `error_code`. */
export const loginCodes: Readonly<Record<string, KakaoCode>> = {
  KOE001: {
    ko: '요청 파라미터가 잘못되었습니다. 로그인 주소를 직접 만들었다면 파라미터를 확인해 주세요.',
    en: 'The parameters of the request are wrong: check them where you make the address of the login yourself.'
  },
  KOE002: {
    ko: '잘못된 주소로 요청했습니다. KAKAO_AUTH_URL을 확인해 주세요.',
    en: 'The request went to a wrong address: check KAKAO_AUTH_URL.'
  },
  KOE003: {
    ko: '카카오 인증 서버의 일시적인 오류입니다. 잠시 후 다시 시도해 주세요.',
    en: "Kakao's login server is in trouble for the moment: try again later."
  },
  KOE004: {
    ko: '카카오 로그인이 꺼져 있습니다. 사용 설정을 ON으로 바꿔 주세요.',
    en: 'Kakao Login is switched off: switch it on.',
    menu: 'login'
  },
  KOE005: {
    ko: '테스트 앱에 멤버가 아닌 사람이 로그인했습니다. 멤버로 추가하거나 서비스 앱을 사용해 주세요.',
    en: 'Somebody who is no member logged in to a test app: add them, or use the app itself.',
    menu: 'members'
  },
  KOE006: {
    ko: '등록되지 않은 리다이렉트 URI입니다. `doctor kakao`가 보여 주는 주소를 마지막 /까지 그대로 등록해 주세요.',
    en: 'The redirect URI is not registered: register the one that `doctor kakao` prints, to the last slash.',
    menu: 'redirectUri'
  },
  KOE007: {
    ko: '등록되지 않은 로그아웃 리다이렉트 URI입니다. 사용하는 주소를 등록해 주세요.',
    en: 'The logout redirect URI is not registered: register the one that you use.',
    menu: 'advanced'
  },
  KOE008: {
    ko: '다른 종류의 앱 키를 사용했습니다. 서버와 웹은 REST API 키를 사용합니다.',
    en: 'A key of another kind was used: servers and browsers use the REST API key.',
    menu: 'platformKeys'
  },
  KOE009: {
    ko: '등록되지 않은 플랫폼에서 요청했습니다. Android 패키지명과 키 해시, iOS 번들 ID, 웹 도메인을 확인해 주세요.',
    en: 'The platform is not registered: check the package name and key hash (Android), bundle ID (iOS) or domain (web).',
    menu: 'platformKeys'
  },
  KOE010: {
    ko: '클라이언트 시크릿이 없거나 틀립니다. 콘솔의 코드를 KAKAO_CLIENT_SECRET 또는 소셜 애플리케이션에 넣어 주세요.',
    en: "The client secret is missing or wrong: put the console's into KAKAO_CLIENT_SECRET or the Social application.",
    menu: 'clientSecret'
  },
  KOE101: {
    ko: '카카오가 모르는 앱 키입니다. REST API 키를 오타 없이 복사했는지 확인해 주세요.',
    en: 'Kakao knows no such app key: copy the REST API key once more, as a whole.',
    menu: 'restApiKey'
  },
  KOE201: {
    ko: '지원하지 않는 response_type입니다. code를 사용해 주세요.',
    en: 'This response_type is not supported: use code.'
  },
  KOE205: {
    ko: '설정하지 않은 동의항목을 요청했습니다. 동의항목을 설정하거나 KAKAO_SCOPES에서 빼 주세요.',
    en: 'A consent item was asked for that is not set up: set it up, or take it out of KAKAO_SCOPES.',
    menu: 'consents'
  },
  KOE237: {
    ko: '토큰 요청이 너무 많습니다. 잠시 후 다시 시도해 주세요.',
    en: 'There were too many token requests: try again later.'
  },
  KOE303: {
    ko: '인가 코드를 받을 때와 토큰을 받을 때의 redirect_uri가 다릅니다. 같은 주소를 사용해 주세요.',
    en: 'The redirect_uri of the code and that of the token request differ: use the same one for both.',
    menu: 'redirectUri'
  },
  KOE319: {
    ko: '토큰 갱신 요청에 refresh_token이 없습니다. 다시 로그인해야 합니다.',
    en: 'A request for new tokens had no refresh_token: the person has to log in again.'
  },
  KOE320: {
    ko: '인가 코드가 없거나 만료되었거나 이미 사용되었습니다. 코드는 한 번만 쓸 수 있으니 다시 로그인해 주세요.',
    en: 'The code is unknown, too old or used: it is good once, so log in again.'
  },
  KOE322: {
    ko: '리프레시 토큰이 만료되었거나 이미 교체되었습니다. 다시 로그인해야 합니다.',
    en: 'The refresh token is over, or another has taken its place: the person has to log in again.'
  }
}
