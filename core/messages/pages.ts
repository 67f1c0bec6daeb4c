/** The sentences of the pages where the links of mails land: `{site}` is the site's name. */
export const pageTexts = {
  pageResetTitle: { en: 'Choose a new password', ko: '새 비밀번호 설정' },
  pageResetIntro: {
    en: 'It is for your account at {site}. You will be logged out on all devices.',
    ko: '{site} 계정에 사용할 새 비밀번호를 입력해 주세요. 변경하면 모든 기기에서 로그아웃됩니다.'
  },
  pageUsername: { en: 'Username', ko: '아이디' },
  pageNewPassword: { en: 'New password', ko: '새 비밀번호' },
  pageNewPasswordAgain: { en: 'New password, again', ko: '새 비밀번호 확인' },
  pagePasswordRule: {
    en: '8 characters or more, better 15; a sentence is easy to remember.',
    ko: '8자 이상 입력해 주세요. 15자 이상의 문장이면 더 안전하고 기억하기 쉽습니다.'
  },
  pageResetButton: { en: 'Save the new password', ko: '비밀번호 변경하기' },
  pageResetDoneTitle: { en: 'Your password is changed', ko: '비밀번호가 변경되었습니다' },
  pageResetDone: {
    en: 'You can log in to {site} with the new password now.',
    ko: '이제 새 비밀번호로 {site}에 로그인할 수 있습니다.'
  },
  pageConfirmTitle: { en: 'Confirm your e-mail address', ko: '이메일 주소 인증' },
  pageConfirmIntro: {
    en: 'Is this the e-mail address of your account at {site}?',
    ko: '{site} 계정의 이메일 주소가 맞으면 아래 버튼을 눌러 주세요.'
  },
  pageConfirmButton: { en: 'Confirm', ko: '이메일 인증하기' },
  pageConfirmNotYou: {
    en: 'If you have no account at {site}, close this page: nothing happens.',
    ko: '{site}에 가입하신 적이 없다면 이 페이지를 닫아 주세요. 인증되지 않습니다.'
  },
  pageConfirmDoneTitle: { en: 'Your e-mail address is confirmed', ko: '이메일 인증이 완료되었습니다' },
  pageConfirmDone: {
    en: '{email} belongs to your account at {site} now.',
    ko: '{email} 주소가 {site} 계정의 이메일로 인증되었습니다.'
  },
  pageMayBeClosed: { en: 'You can close this page.', ko: '이 페이지는 닫으셔도 됩니다.' },
  pageLinkDeadTitle: { en: 'This link does not work', ko: '사용할 수 없는 링크입니다' },
  pageLinkDead: {
    en: 'It was used already, its time is over, or it was not copied whole. If you still need it, ask for a new one.',
    ko: '이미 사용했거나 유효 기간이 지났거나 주소가 잘못되었습니다. 아직 완료하지 않으셨다면 새 링크를 요청해 주세요.'
  },
  pageError: { en: 'Error', ko: '오류' },
  pageErrorSummary: { en: 'Please check what you entered:', ko: '입력한 내용을 확인해 주세요.' },
  pageTroubleTitle: { en: 'That did not work', ko: '요청을 처리하지 못했습니다' },
  pageTryLater: { en: 'Please try again later.', ko: '잠시 후 다시 시도해 주세요.' }
} as const
