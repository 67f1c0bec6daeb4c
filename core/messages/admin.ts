/** What the admin says to the people who work in it. */
export const adminTexts = {
  adminSessionOver: {
    en: 'Your session in the admin is over. Please log in again.',
    ko: '관리자 세션이 끝났습니다. 다시 로그인해 주세요.'
  },
  adminConfirm: {
    en: 'Please enter your password once more: it was last entered more than 15 minutes ago.',
    ko: '비밀번호를 입력한 지 15분이 지났습니다. 비밀번호를 다시 입력해 주세요.'
  },
  csrfFailed: {
    en: 'The page is too old, or the request came from another site. Please reload it.',
    ko: '페이지가 오래되었거나 다른 사이트에서 온 요청입니다. 새로 고침해 주세요.'
  },
  adminPagesBuilding: {
    en: 'The pages of the admin are being built, which takes half a minute once. This page reloads by itself.',
    ko: '관리자 페이지를 만들고 있습니다. 처음 한 번만 30초 정도 걸리며, 이 페이지는 저절로 새로 고침됩니다.'
  },
  adminPagesMissing: {
    en: 'The pages of the admin are not built: npm run build makes them.',
    ko: '관리자 페이지가 아직 없습니다. npm run build로 만들어 주세요.'
  },
  adminOwnRights: {
    en: 'Nobody changes their own rights: another superuser must do it.',
    ko: '자신의 권한은 바꿀 수 없습니다. 다른 최고 관리자가 바꿔야 합니다.'
  },
  adminLastSuperuser: {
    en: 'This is the last active superuser: without one, nobody could give rights any more.',
    ko: '마지막으로 남은 활성 최고 관리자입니다. 최고 관리자가 없으면 아무도 권한을 줄 수 없습니다.'
  },
  adminNoEmail: {
    en: 'This user has no e-mail address.',
    ko: '이 사용자는 이메일 주소가 없습니다.'
  },
  adminNoPassword: {
    en: 'This user has no password that could be reset: they log in by a provider, or a superuser gives them one.',
    ko: '재설정할 비밀번호가 없는 사용자입니다. 소셜 로그인을 이용하거나 최고 관리자가 비밀번호를 지정해야 합니다.'
  },
  adminUserDisabled: {
    en: 'This user is disabled.',
    ko: '비활성화된 사용자입니다.'
  },
  emailPrimaryStays: {
    en: 'This is the primary e-mail address: make another one primary first.',
    ko: '대표 이메일 주소입니다. 먼저 다른 주소를 대표로 지정해 주세요.'
  },
  groupNameTaken: {
    en: 'group with this name already exists.',
    ko: '같은 이름의 그룹이 이미 있습니다.'
  },
  siteIsOwn: {
    en: 'This is the site of this server: set SITE_ID to another one first.',
    ko: '이 서버가 사용하는 사이트입니다. 먼저 SITE_ID를 다른 사이트로 바꿔 주세요.'
  },
  siteHasApp: {
    en: '{domain} has another application of {provider} already.',
    ko: '{domain}에는 이미 {provider}의 다른 애플리케이션이 있습니다.'
  },
  appIdInvalid: {
    en: 'Give the number of the app, of up to 20 digits, as in 770001.',
    ko: '앱 ID를 20자리 이하의 숫자로 입력해 주세요. 예: 770001'
  },
  appIdNeedless: {
    en: 'Apps of this provider have no number: leave it empty.',
    ko: '이 제공자의 앱에는 앱 ID가 없습니다. 비워 두세요.'
  },
  appHasTokens: {
    en: "Provider's tokens are kept under this application: make a new one instead.",
    ko: '이 애플리케이션에 보관된 토큰이 있습니다. 새 애플리케이션을 만들어 주세요.'
  },
  secretTooLong: {
    en: 'It is kept encrypted, in a column that takes no more than {max} bytes of it.',
    ko: '암호화하여 보관하므로 {max}바이트 이하로 입력해 주세요.'
  },
  notABoolean: { en: 'Must be a valid boolean.', ko: '참(true) 또는 거짓(false)이어야 합니다.' },
  notAnId: { en: 'A valid integer is required.', ko: '올바른 정수를 입력해 주세요.' },
  notADate: {
    en: 'This is not a time: give one such as 2026-01-31 or 2026-01-31T12:00:00Z.',
    ko: '올바른 시각이 아닙니다. 2026-01-31 또는 2026-01-31T12:00:00Z처럼 입력해 주세요.'
  },
  notAList: {
    en: 'Expected a list of items but got type "{type}".',
    ko: '목록이어야 합니다. {type}을(를) 받았습니다.'
  },
  notAChoice: { en: '"{value}" is not a valid choice.', ko: '"{value}"은(는) 선택할 수 없는 값입니다.' },
  notInRange: { en: 'Give a whole number from {min} to {max}.', ko: '{min}부터 {max}까지의 정수를 입력해 주세요.' },
  rowUnknown: {
    en: 'Invalid pk "{id}" - object does not exist.',
    ko: '번호가 {id}인 항목이 없습니다.'
  },
  rowIsReferred: {
    en: 'Other rows of the database refer to it: they have to go first.',
    ko: '데이터베이스의 다른 항목이 이 항목을 참조합니다. 먼저 그 항목을 지워 주세요.'
  }
} as const
