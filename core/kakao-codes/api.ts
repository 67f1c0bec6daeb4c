import type { KakaoCode } from '../kakao-codes.ts'

/** Errors of kapi.kakao.com (Kakao, "REST API: Error code"), as `code` beside `msg`. */
export const apiCodes: Readonly<Record<string, KakaoCode>> = {
  '-1': {
    ko: '카카오 내부 오류입니다. 사용자의 잘못이 아니니 잠시 후 다시 시도해 주세요.',
    en: 'There is trouble inside Kakao, and nothing wrong with the person: try again later.'
  },
  '-2': {
    ko: '필수 파라미터가 없거나 값이 잘못되었습니다. 보낸 토큰이 잘리지 않았는지 확인해 주세요.',
    en: 'A parameter is missing or malformed: check that the token was sent as a whole.'
  },
  '-3': {
    ko: 'API에 필요한 기능이 꺼져 있거나 없는 API입니다. 카카오 로그인 사용 설정과 KAKAO_API_URL을 확인해 주세요.',
    en: 'What the API needs is switched off, or there is no such API: check that Kakao Login is on, and KAKAO_API_URL.',
    menu: 'login'
  },
  '-4': {
    ko: '카카오에서 제재된 계정이거나 제한된 동작입니다. 그 사람이 카카오 고객센터에 문의해야 합니다.',
    en: 'Kakao has blocked the account, or what it was to do: the person has to ask Kakao.'
  },
  '-5': {
    ko: '앱에 이 API의 권한이 없습니다. 카카오에 사용 권한을 신청해 주세요.',
    en: 'The app may not use this API: apply for it at Kakao.',
    menu: 'consents'
  },
  '-6': {
    ko: '카카오 서비스에서 허용하지 않는 동작입니다. 해당 API의 문서를 확인해 주세요.',
    en: 'Kakao does not allow this: see the documentation of the API.'
  },
  '-7': {
    ko: '카카오 서비스 점검 중이거나 내부 문제가 있습니다. 잠시 후 다시 시도해 주세요.',
    en: 'Kakao is under maintenance or has a problem: try again later.'
  },
  '-8': {
    ko: '요청 헤더가 잘못되었습니다. Authorization: Bearer 뒤의 토큰을 확인해 주세요.',
    en: 'A header of the request is wrong: check what follows Authorization: Bearer.'
  },
  '-9': {
    ko: '제공이 종료된 API입니다. 최신 버전으로 업데이트해 주세요.',
    en: 'The API is no longer there: update.'
  },
  '-10': {
    ko: '앱의 사용량 한도를 넘었습니다. 잠시 후 다시 시도하고, 계속되면 한도를 늘려 주세요.',
    en: 'The app has used up its quota: try again later, and have it raised if it stays so.'
  },
  '-11': {
    ko: '유료 API의 일간 또는 월간 한도를 넘었습니다. 한도를 늘려 주세요.',
    en: 'The daily or monthly limit of a paid API is used up: raise it.'
  },
  '-12': {
    ko: '카카오 디벨로퍼스 앱 또는 개발자 계정이 정지되었습니다. 카카오에 문의해 주세요.',
    en: "The app or the developer's account was suspended: ask Kakao."
  },
  '-101': {
    ko: '앱과 연결되지 않은 사람입니다. 카카오 로그인을 다시 하면 연결됩니다.',
    en: 'The person is not linked to the app: a login links them again.'
  },
  '-102': {
    ko: '이미 앱과 연결된 사람입니다. 할 일이 없습니다.',
    en: 'The person is linked to the app already: there is nothing to do.'
  },
  '-103': {
    ko: '휴면 상태이거나 없는 카카오계정입니다. 그 사람이 카카오계정을 되살려야 합니다.',
    en: 'The Kakao account is dormant or gone: the person has to bring it back.'
  },
  '-201': {
    ko: '등록되지 않은 사용자 프로퍼티입니다. 프로퍼티 키를 확인해 주세요.',
    en: 'The user property is not registered: check its key.',
    menu: 'advanced'
  },
  '-401': {
    ko: '토큰이나 앱 키가 없거나 만료되었거나 다른 앱의 것입니다. 다시 로그인하고, 어드민 키라면 값을 확인해 주세요.',
    en: "The token or key is unknown, expired or another app's: log in again; if it was the admin key, check it.",
    menu: 'platformKeys'
  },
  '-402': {
    ko: '동의하지 않은 정보입니다. 응답의 required_scopes에 대해 추가 동의를 받아 주세요.',
    en: 'The person has not consented to this: ask for the required_scopes of the answer.',
    menu: 'consents'
  },
  '-406': {
    ko: '만 14세 미만은 이용할 수 없게 설정된 앱입니다. 보호자 동의를 받는 앱이 아니라면 그대로 두세요.',
    en: "The app is closed to people under 14: leave it so unless you have their guardians' consent."
  },
  '-603': {
    ko: '카카오 내부에서 시간이 초과되었습니다. 잠시 후 다시 시도해 주세요.',
    en: 'Something inside Kakao took too long: try again later.'
  },
  '-903': {
    ko: '등록되지 않은 개발자의 앱 키입니다. 개발자 계정과 앱 키를 확인해 주세요.',
    en: "The key is that of a developer who is not registered: check the developer's account and the key.",
    menu: 'platformKeys'
  },
  '-9798': {
    ko: '카카오 서비스 점검 중입니다. 점검이 끝난 뒤 다시 시도해 주세요.',
    en: 'Kakao is under maintenance: try again when it is over.'
  }
}
