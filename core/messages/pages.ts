/** The sentences of the pages where the links of mails land: `{site}` is the site's name. */
export const pageTexts = {
  pageResetTitle: { en: 'Choose a new password', ko: '새 비밀번호 설정' },
  pageResetIntro: {
    en: 'For your account {username} at {site}. You will be logged out everywhere else.',
    ko: '{site} 계정 {username}의 새 비밀번호를 입력해 주세요. 다른 기기에서는 모두 로그아웃됩니다.'
  },
  pageNewPassword: { en: 'New password', ko: '새 비밀번호' },
  pageNewPasswordAgain: { en: 'New password, again', ko: '새 비밀번호 확인' },
  pagePasswordRule: {
    en: '8 characters or more, better 15; a sentence is easy to remember.',
    ko: '8자 이상 입력해 주세요. 15자 이상을 권장하며, 문장으로 만들면 기억하기 쉽습니다.'
  },
  pageResetButton: { en: 'Save the new password', ko: '비밀번호 변경하기' },
  pageResetDoneTitle: { en: 'Your password is changed', ko: '비밀번호가 변경되었습니다' },
  pageResetDone: {
    en: 'You can log in to {site} with the new password now.',
    ko: '이제 새 비밀번호로 {site}에 로그인할 수 있습니다.'
  },
  pageConfirmTitle: { en: 'Confirm your e-mail address', ko: '이메일 주소 인증' },
  pageConfirmIntro: {
    en: 'Is {email} the e-mail address of your account at {site}?',
    ko: '{email} 주소가 {site} 계정의 이메일이 맞으면 아래 버튼을 눌러 주세요.'
  },
  pageConfirmButton: { en: 'Confirm', ko: '이메일 인증하기' },
  pageConfirmDoneTitle: { en: 'Your e-mail address is confirmed', ko: '이메일 인증이 완료되었습니다' },
  pageConfirmDone: {
    en: '{email} belongs to your account at {site} now.',
    ko: '{email} 주소가 {site} 계정의 이메일로 인증되었습니다.'
  },
  pageLinkDeadTitle: { en: 'This link does not work', ko: '사용할 수 없는 링크입니다' },
  pageLinkDead: {
    en: 'It was used already, its time is over, or it was not copied whole. Ask for a new one.',
    ko: '이미 사용했거나 유효 기간이 지났거나 주소가 잘못되었습니다. 새 링크를 요청해 주세요.'
  },
  pageTroubleTitle: { en: 'That did not work', ko: '요청을 처리하지 못했습니다' }
} as const
