/** What identity providers are called in Korean. */
const koreanNames: Readonly<Record<string, string>> = {
  Kakao: '카카오',
  Naver: '네이버',
  LINE: '라인',
  Google: '구글',
  Apple: '애플',
  Facebook: '페이스북',
  GitHub: '깃허브'
}

/** A provider's name for people, in their language; as it is where it has one name only. */
export function providerName(name: string, language: 'en' | 'ko'): string {
  return language === 'ko' ? (koreanNames[name] ?? name) : name
}

/** The sentences of logins by identity providers, and of their pages: `{provider}` is a name for people. */
export const socialTexts = {
  socialInputMissing: {
    en: 'Incorrect input. access_token or code is required.',
    ko: 'access_token 또는 code가 필요합니다.'
  },
  socialRefused: { en: 'Incorrect value', ko: '올바르지 않은 값입니다.' },
  socialEmailTaken: {
    en: 'User is already registered with this e-mail address.',
    ko: '이미 이 이메일 주소로 가입한 사용자가 있습니다.'
  },
  socialConnectedToAnother: {
    en: 'This social account is already connected to another user.',
    ko: '이미 다른 사용자에게 연결된 소셜 계정입니다.'
  },
  socialLastWithoutPassword: {
    en: 'Your account has no password set up.',
    ko: '비밀번호가 설정되지 않은 계정입니다.'
  },
  socialLastWithoutEmail: {
    en: 'Your account has no verified e-mail address.',
    ko: '인증된 이메일 주소가 없는 계정입니다.'
  },
  providerUnavailable: {
    en: '{provider} cannot be reached, try again later.',
    ko: '{provider}에 연결할 수 없습니다. 잠시 후 다시 시도해 주세요.'
  },
  providerNotConfigured: {
    en: 'Social login is not set up on this server: {setting} is missing.',
    ko: '소셜 로그인이 설정되지 않았습니다: {setting} 값이 없습니다.'
  },
  socialTokenUnproven: {
    en: '{provider} does not say which app an access token was made for: send a code or an id_token.',
    ko: '{provider}에서는 액세스 토큰이 어느 앱에 발급되었는지 확인할 수 없습니다. code 또는 id_token을 보내 주세요.'
  },
  socialRedirectUnknown: {
    en: 'This is not an address that codes may be sent to.',
    ko: '인가 코드를 받을 수 있도록 등록된 주소가 아닙니다.'
  },
  socialNextUnknown: {
    en: 'This is not an address that a login may lead to.',
    ko: '로그인 후 이동할 수 있도록 허용된 주소가 아닙니다.'
  },
  socialScopeUnknown: {
    en: 'This is not a consent that this site asks for.',
    ko: '이 사이트에서 요청하는 동의 항목이 아닙니다.'
  },
  socialChallengeInvalid: {
    en: 'This is not a code_challenge of the method S256.',
    ko: 'S256 방식의 code_challenge가 아닙니다.'
  },
  webhookRefused: { en: 'Incorrect credentials.', ko: '인증 정보가 올바르지 않습니다.' },
  pageSocialCancelledTitle: { en: 'Login was cancelled', ko: '로그인을 취소했습니다' },
  pageSocialCancelled: {
    en: 'You have not logged in to {site} by {provider}. Nothing was changed.',
    ko: '{provider} 로그인을 취소하셨습니다. {site}에는 아무 정보도 전달되지 않았습니다.'
  },
  pageSocialExpiredTitle: { en: 'This login took too long', ko: '로그인 시간이 지났습니다' },
  pageSocialExpired: {
    en: 'It began more than 10 minutes ago, in another browser, or was finished already. Please begin again.',
    ko: '시작한 지 10분이 지났거나, 다른 브라우저에서 시작했거나, 이미 완료된 로그인입니다. 처음부터 다시 시도해 주세요.'
  },
  pageSocialRefusedTitle: { en: 'Login did not work', ko: '로그인하지 못했습니다' },
  pageSocialRefused: {
    en: '{provider} did not confirm the login. Please try again.',
    ko: '{provider}에서 로그인을 확인해 주지 않았습니다. 다시 시도해 주세요.'
  },
  pageSocialConsent: {
    en: '{provider} needs your consent for this login.',
    ko: '{provider} 로그인에 필요한 동의가 없어 로그인하지 못했습니다. 다시 시도하여 동의해 주세요.'
  },
  pageSocialUnderAgeTitle: { en: 'Not yet 14', ko: '만 14세 미만입니다' },
  pageSocialUnderAge: {
    en: '{provider} lets people under 14 log in only with the consent of a parent or guardian.',
    ko: '만 14세 미만은 보호자의 동의가 있어야 {provider} 로그인을 사용할 수 있습니다.'
  },
  pageSocialAgain: { en: 'Try again', ko: '다시 로그인' }
} as const
