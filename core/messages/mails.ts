/** The sentences of mails: `{site}` is the site's name, `{domain}` its domain. */
export const mailTexts = {
  mailGreetingPlain: { en: 'Hello,', ko: '안녕하세요.' },
  mailGreeting: { en: 'Hello {username},', ko: '{username}님, 안녕하세요.' },
  mailFallbackLink: {
    en: 'If the button does not work, open this address:',
    ko: '버튼이 열리지 않으면 아래 주소로 접속해 주세요.'
  },
  mailFooter: {
    en: '{site} ({domain}) sent this mail automatically. Please do not reply to it.',
    ko: '{site}({domain})에서 보낸 발신 전용 메일입니다.'
  },
  mailNotYou: {
    en: 'If it was not you, reset your password and contact {site}.',
    ko: '본인이 한 일이 아니라면 비밀번호를 재설정하고 {site}에 알려 주세요.'
  },
  // Password reset
  mailResetSubject: { en: '[{site}] Reset your password', ko: '[{site}] 비밀번호 재설정 안내' },
  mailResetBody: {
    en: 'Somebody asked to reset the password of your account at {site}. Choose a new one here:',
    ko: '{site} 계정의 비밀번호 재설정 요청을 받았습니다. 아래에서 새 비밀번호를 설정해 주세요.'
  },
  mailResetButton: { en: 'Choose a new password', ko: '새 비밀번호 설정하기' },
  mailResetLife: {
    en: 'The link works once, for {hours} hours. If it was not you who asked, ignore this mail: nothing changes.',
    ko: '링크는 {hours}시간 동안 한 번만 사용할 수 있습니다. 요청하신 적이 없다면 이 메일을 무시해 주세요. 비밀번호는 바뀌지 않습니다.'
  },
  // Verification of an address
  mailConfirmSubject: { en: '[{site}] Confirm your e-mail address', ko: '[{site}] 이메일 주소를 인증해 주세요' },
  mailConfirmBody: {
    en: 'Confirm that {email} is the e-mail address of your account at {site}:',
    ko: '{email} 주소가 {site} 계정의 이메일이 맞는지 인증해 주세요.'
  },
  mailConfirmButton: { en: 'Confirm the address', ko: '이메일 인증하기' },
  mailConfirmLife: {
    en: 'The link works for {hours} hours. If you have no account at {site}, ignore this mail.',
    ko: '링크는 {hours}시간 동안 유효합니다. {site}에 가입하신 적이 없다면 이 메일을 무시해 주세요.'
  },
  // A registration with an address that somebody has
  mailRepeatedSubject: { en: '[{site}] You have an account already', ko: '[{site}] 이미 가입된 이메일입니다' },
  mailRepeatedBody: {
    en: 'Somebody has just registered at {site} with this e-mail address, which has an account already.',
    ko: '누군가 이 이메일 주소로 {site}에 다시 가입하려고 했습니다. 이 주소로는 이미 가입되어 있습니다.'
  },
  mailRepeatedHelp: {
    en: 'If it was you, log in, or ask there for a new password. If it was not, ignore this mail: nothing changes.',
    ko: '본인이라면 기존 계정으로 로그인하거나 비밀번호 재설정을 요청해 주세요. 본인이 아니라면 이 메일을 무시하셔도 됩니다.'
  },
  // Notices
  mailPasswordSubject: { en: '[{site}] Your password was changed', ko: '[{site}] 비밀번호가 변경되었습니다' },
  mailPasswordBody: {
    en: 'The password of your account at {site} was changed, and other logins were ended.',
    ko: '{site} 계정의 비밀번호가 변경되어 다른 기기에서 로그아웃되었습니다.'
  },
  mailEmailAddedSubject: { en: '[{site}] An e-mail address was added', ko: '[{site}] 이메일 주소가 추가되었습니다' },
  mailEmailAddedBody: {
    en: '{email} was added to your account at {site}. It counts once its owner has confirmed it.',
    ko: '{site} 계정에 {email} 주소가 추가되었습니다. 주소의 주인이 인증한 뒤부터 사용됩니다.'
  },
  mailEmailPrimarySubject: {
    en: '[{site}] Your primary e-mail address was changed',
    ko: '[{site}] 대표 이메일 주소가 변경되었습니다'
  },
  mailEmailPrimaryBody: {
    en: 'The primary e-mail address of your account at {site} is {email} now.',
    ko: '{site} 계정의 대표 이메일이 {email} 주소로 변경되었습니다.'
  },
  mailEmailRemovedSubject: {
    en: '[{site}] An e-mail address was removed',
    ko: '[{site}] 이메일 주소가 삭제되었습니다'
  },
  mailEmailRemovedBody: {
    en: '{email} was removed from your account at {site}.',
    ko: '{site} 계정에서 {email} 주소가 삭제되었습니다.'
  },
  mailEmailsChangedSubject: {
    en: '[{site}] Your e-mail addresses were changed',
    ko: '[{site}] 이메일 주소가 변경되었습니다'
  },
  mailEmailsChangedBody: {
    en: 'The e-mail addresses of the account at {site} that uses this one were changed.',
    ko: '이 주소로 가입한 {site} 계정의 이메일 주소가 변경되었습니다.'
  },
  mailConnectedSubject: {
    en: '[{site}] {provider} login was connected',
    ko: '[{site}] {provider} 로그인이 연결되었습니다'
  },
  mailConnectedBody: {
    en: 'Your account at {site} can be logged in to by {provider} now.',
    ko: '이제 {site} 계정에 {provider} 로그인을 사용할 수 있습니다.'
  },
  mailDisconnectedSubject: {
    en: '[{site}] {provider} login was disconnected',
    ko: '[{site}] {provider} 로그인 연결이 해제되었습니다'
  },
  mailDisconnectedBody: {
    en: 'Your account at {site} can no longer be logged in to by {provider}, and logins by it were ended.',
    ko: '{site} 계정의 {provider} 로그인 연결이 해제되었고, 이 방법으로 로그인한 기기에서 로그아웃되었습니다.'
  },
  mailDeletedSubject: { en: '[{site}] Your account was deleted', ko: '[{site}] 회원 탈퇴가 완료되었습니다' },
  mailDeletedBody: {
    en: 'Your account at {site} was deleted, with everything that belonged to it. Goodbye.',
    ko: '{site} 계정과 계정에 속한 정보가 모두 삭제되었습니다. 그동안 이용해 주셔서 감사합니다.'
  }
} as const
