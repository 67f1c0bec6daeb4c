import { adminTexts } from './messages/admin.ts'
import { checkTexts } from './messages/checks.ts'
import { doctorTexts } from './messages/doctor.ts'
import { mailTexts } from './messages/mails.ts'
import { pageTexts } from './messages/pages.ts'
import { permissionTexts } from './messages/permissions.ts'
import { siteTexts } from './messages/sites.ts'
import { providerName, socialTexts } from './messages/social.ts'

/** The languages that answers, mails and pages are written in; the first is the default. */
export const languages = ['en', 'ko'] as const
export type Language = (typeof languages)[number]

/**
 * Every sentence that a person may read, by name. English is the original's to the letter (Django, Django REST
 * Framework, djangorestframework-jwt, django-rest-auth, allauth), since clients compare it; Korean is our own.
 */
const texts = {
  ...mailTexts,
  ...pageTexts,
  ...socialTexts,
  ...doctorTexts,
  ...checkTexts,
  ...siteTexts,
  ...adminTexts,
  ...permissionTexts,
  // Fields (Django REST Framework)
  required: { en: 'This field is required.', ko: '필수 입력 항목입니다.' },
  blank: { en: 'This field may not be blank.', ko: '빈칸으로 둘 수 없습니다.' },
  null: { en: 'This field may not be null.', ko: '값을 비워 둘 수 없습니다.' },
  notAString: { en: 'Not a valid string.', ko: '올바른 문자열이 아닙니다.' },
  tooLong: {
    en: 'Ensure this field has no more than {max} characters.',
    ko: '{max}자 이하로 입력해 주세요.'
  },
  nullCharacters: { en: 'Null characters are not allowed.', ko: '널(NUL) 문자는 사용할 수 없습니다.' },
  surrogateCharacters: {
    en: 'Surrogate characters are not allowed: U+{code}.',
    ko: '올바르지 않은 유니코드 문자가 있습니다: U+{code}.'
  },
  controlCharacters: {
    en: 'Control characters are not allowed: U+{code}.',
    ko: '제어 문자는 사용할 수 없습니다: U+{code}.'
  },
  email: { en: 'Enter a valid email address.', ko: '올바른 이메일 주소를 입력해 주세요.' },
  notADictionary: {
    en: 'Invalid data. Expected a dictionary, but got {type}.',
    ko: '데이터 형식이 올바르지 않습니다. 객체가 필요하지만 {type}을(를) 받았습니다.'
  },
  noData: { en: 'No data provided', ko: '전달된 데이터가 없습니다.' },
  // Requests (Django REST Framework)
  methodNotAllowed: { en: 'Method "{method}" not allowed.', ko: '"{method}" 메서드는 사용할 수 없습니다.' },
  unsupportedMediaType: {
    en: 'Unsupported media type "{type}" in request.',
    ko: '지원하지 않는 미디어 형식입니다: "{type}".'
  },
  parseError: { en: 'JSON parse error - {reason}', ko: 'JSON을 해석할 수 없습니다. ({reason})' },
  notFound: { en: 'Not found.', ko: '찾을 수 없습니다.' },
  badRequest: { en: 'Malformed request.', ko: '잘못된 요청입니다.' },
  bodyTooLarge: { en: 'Request body is too large.', ko: '요청 본문이 너무 큽니다.' },
  serverError: { en: 'A server error occurred.', ko: '서버 오류가 발생했습니다.' },
  unavailable: {
    en: 'Service temporarily unavailable, try again later.',
    ko: '일시적으로 서비스를 이용할 수 없습니다. 잠시 후 다시 시도해 주세요.'
  },
  throttled: {
    en: 'Request was throttled. Expected available in {seconds} seconds.',
    ko: '요청이 너무 많습니다. {seconds}초 뒤에 다시 시도해 주세요.'
  },
  throttledForASecond: {
    en: 'Request was throttled. Expected available in 1 second.',
    ko: '요청이 너무 많습니다. 1초 뒤에 다시 시도해 주세요.'
  },
  // Authentication (Django REST Framework, djangorestframework-jwt)
  notAuthenticated: {
    en: 'Authentication credentials were not provided.',
    ko: '로그인이 필요합니다.'
  },
  authenticationFailed: {
    en: 'Incorrect authentication credentials.',
    ko: '인증 정보가 올바르지 않습니다.'
  },
  headerWithoutCredentials: {
    en: 'Invalid Authorization header. No credentials provided.',
    ko: 'Authorization 헤더가 올바르지 않습니다. 인증 정보가 없습니다.'
  },
  headerWithSpaces: {
    en: 'Invalid Authorization header. Credentials string should not contain spaces.',
    ko: 'Authorization 헤더가 올바르지 않습니다. 인증 정보에는 공백을 넣을 수 없습니다.'
  },
  tokenHeaderWithoutCredentials: {
    en: 'Invalid token header. No credentials provided.',
    ko: '토큰 헤더가 올바르지 않습니다. 인증 정보가 없습니다.'
  },
  tokenHeaderWithSpaces: {
    en: 'Invalid token header. Token string should not contain spaces.',
    ko: '토큰 헤더가 올바르지 않습니다. 토큰에는 공백을 넣을 수 없습니다.'
  },
  tokenHeaderInvalidCharacters: {
    en: 'Invalid token header. Token string should not contain invalid characters.',
    ko: '토큰 헤더가 올바르지 않습니다. 토큰에 사용할 수 없는 문자가 있습니다.'
  },
  invalidToken: { en: 'Invalid token.', ko: '유효하지 않은 토큰입니다.' },
  userInactiveOrDeleted: { en: 'User inactive or deleted.', ko: '비활성화되었거나 삭제된 사용자입니다.' },
  tokenUndecodable: { en: 'Error decoding signature.', ko: '토큰의 서명을 확인할 수 없습니다.' },
  tokenExpired: { en: 'Signature has expired.', ko: '토큰의 유효 기간이 지났습니다.' },
  tokenWithoutUser: { en: 'Invalid payload.', ko: '토큰의 내용이 올바르지 않습니다.' },
  tokenOfNobody: { en: 'Invalid signature.', ko: '토큰의 사용자를 찾을 수 없습니다.' },
  userUnknown: { en: "User doesn't exist.", ko: '존재하지 않는 사용자입니다.' },
  userDisabled: { en: 'User account is disabled.', ko: '비활성화된 계정입니다.' },
  sessionEnded: { en: 'Session has ended.', ko: '종료된 로그인입니다. 다시 로그인해 주세요.' },
  refreshNotAllowed: { en: 'orig_iat field is required.', ko: '갱신할 수 없는 토큰입니다.' },
  refreshTokenInvalid: { en: 'Refresh token is invalid.', ko: '갱신 토큰이 올바르지 않습니다. 다시 로그인해 주세요.' },
  refreshTokenUsed: {
    en: 'Refresh token was used before. The session has been ended.',
    ko: '이미 사용된 갱신 토큰입니다. 안전을 위해 로그인을 종료했습니다.'
  },
  reauthenticationNeeded: {
    en: 'Log in again: this takes a login of the last {minutes} minutes.',
    ko: '다시 로그인해 주세요. 로그인한 지 {minutes}분 안에만 할 수 있습니다.'
  },
  refreshExpired: { en: 'Refresh has expired.', ko: '토큰을 갱신할 수 있는 기간이 지났습니다.' },
  // Login and registration (django-rest-auth, allauth, Django)
  badCredentials: {
    en: 'Unable to log in with provided credentials.',
    ko: '아이디 또는 비밀번호가 올바르지 않습니다.'
  },
  usernameAndPassword: {
    en: 'Must include "username" and "password".',
    ko: '아이디(username)와 비밀번호(password)를 입력해 주세요.'
  },
  usernameInvalid: {
    en: 'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.',
    ko: '올바른 아이디를 입력해 주세요. 문자, 숫자와 @/./+/-/_만 사용할 수 있습니다.'
  },
  usernameTaken: { en: 'A user with that username already exists.', ko: '이미 사용 중인 아이디입니다.' },
  emailTaken: {
    en: 'A user is already registered with this e-mail address.',
    ko: '이미 가입된 이메일 주소입니다.'
  },
  passwordsDiffer: { en: "The two password fields didn't match.", ko: '두 비밀번호가 일치하지 않습니다.' },
  emailAndPassword: {
    en: 'Must include "email" and "password".',
    ko: '이메일(email)과 비밀번호(password)를 입력해 주세요.'
  },
  usernameOrEmailAndPassword: {
    en: 'Must include either "username" or "email" and "password".',
    ko: '아이디(username) 또는 이메일(email)과 비밀번호(password)를 입력해 주세요.'
  },
  emailNotVerified: { en: 'E-mail is not verified.', ko: '이메일 인증이 필요합니다. 메일함을 확인해 주세요.' },
  verificationSent: { en: 'Verification e-mail sent.', ko: '인증 메일을 보냈습니다.' },
  loggedOutEverywhere: {
    en: 'Successfully logged out of all sessions.',
    ko: '모든 기기에서 로그아웃되었습니다.'
  },
  loggedOut: { en: 'Successfully logged out.', ko: '로그아웃되었습니다.' },
  crossSite: {
    en: 'CSRF Failed: the request comes from another site.',
    ko: '다른 사이트에서 보낸 요청은 처리할 수 없습니다.'
  },
  // Passwords (django-rest-auth, Django)
  newPasswordsDiffer: { en: 'The two password fields didn’t match.', ko: '두 비밀번호가 일치하지 않습니다.' },
  invalidPassword: { en: 'Invalid password', ko: '비밀번호가 올바르지 않습니다.' },
  invalidValue: { en: 'Invalid value', ko: '올바르지 않은 값입니다.' },
  passwordSaved: { en: 'New password has been saved.', ko: '새 비밀번호가 저장되었습니다.' },
  passwordResetSent: {
    en: 'Password reset e-mail has been sent.',
    ko: '비밀번호 재설정 메일을 보냈습니다.'
  },
  passwordWasReset: {
    en: 'Password has been reset with the new password.',
    ko: '비밀번호가 새 비밀번호로 변경되었습니다.'
  },
  // E-mail addresses (django-rest-auth, dj-rest-auth, allauth)
  emailVerified: { en: 'ok', ko: '이메일 주소가 인증되었습니다.' },
  confirmationSent: { en: 'ok', ko: '인증이 필요한 주소라면 인증 메일을 보내 드립니다.' },
  emailIsYours: {
    en: 'This e-mail address is already associated with this account.',
    ko: '이미 이 계정에 등록된 이메일 주소입니다.'
  },
  tooManyEmails: {
    en: 'You cannot add more than {max} e-mail addresses.',
    ko: '이메일 주소는 {max}개까지 등록할 수 있습니다.'
  },
  primaryMustBeVerified: {
    en: 'Your primary e-mail address must be verified.',
    ko: '인증된 이메일 주소만 대표 이메일로 지정할 수 있습니다.'
  },
  primaryCannotBeRemoved: {
    en: 'You cannot remove your primary e-mail address ({email}).',
    ko: '대표 이메일 주소({email})는 삭제할 수 없습니다.'
  },
  lastVerifiedEmail: {
    en: 'You cannot remove your last verified e-mail address ({email}).',
    ko: '마지막으로 남은 인증된 이메일 주소({email})는 삭제할 수 없습니다.'
  },
  // Sites
  domainInvalid: {
    en: 'Enter a domain, with a port if need be: shop.example.com or localhost:8000.',
    ko: '도메인을 입력해 주세요. 필요하면 포트도 함께 입력합니다: shop.example.com, localhost:8000'
  },
  domainTaken: { en: 'Another site has this domain.', ko: '다른 사이트에서 사용 중인 도메인입니다.' },
  siteUnknown: { en: 'There is no site {id}.', ko: '{id}번 사이트가 없습니다.' },
  // Deletion of one's own account
  freshLoginNeeded: {
    en: 'Log in again, and delete your account within {minutes} minutes after that.',
    ko: '다시 로그인한 뒤 {minutes}분 안에 탈퇴해 주세요.'
  },
  userIsReferred: {
    en: 'This account cannot be deleted while other data belong to it.',
    ko: '계정에 연결된 데이터가 있어 탈퇴할 수 없습니다.'
  },
  // Password validators (Django)
  passwordTooShort: {
    en: 'This password is too short. It must contain at least {min} characters.',
    ko: '비밀번호가 너무 짧습니다. {min}자 이상으로 입력해 주세요.'
  },
  passwordTooCommon: { en: 'This password is too common.', ko: '너무 흔한 비밀번호입니다.' },
  passwordEntirelyNumeric: {
    en: 'This password is entirely numeric.',
    ko: '숫자로만 된 비밀번호는 사용할 수 없습니다.'
  },
  passwordTooSimilarToUsername: {
    en: 'The password is too similar to the username.',
    ko: '비밀번호가 아이디와 너무 비슷합니다.'
  },
  passwordTooSimilarToFirstName: {
    en: 'The password is too similar to the first name.',
    ko: '비밀번호가 이름과 너무 비슷합니다.'
  },
  passwordTooSimilarToLastName: {
    en: 'The password is too similar to the last name.',
    ko: '비밀번호가 성과 너무 비슷합니다.'
  },
  passwordTooSimilarToEmail: {
    en: 'The password is too similar to the email address.',
    ko: '비밀번호가 이메일 주소와 너무 비슷합니다.'
  }
} as const satisfies Record<string, Record<Language, string>>

export type MessageName = keyof typeof texts
export const messageNames = Object.keys(texts) as MessageName[]

/** A sentence for a person, by name, with the values for its `{placeholders}`; it becomes text at the very border. */
export interface Message {
  readonly name: MessageName
  readonly values?: Readonly<Record<string, string | number>>
}

/** Refers to a message, as in `message('tooLong', { max: 150 })`. */
export function message(name: MessageName, values?: Message['values']): Message {
  return values === undefined ? { name } : { name, values }
}

/** The text of a message in a language; a text stands for itself. */
export function translate(text: Message | string, language: Language): string {
  if (typeof text === 'string') return text
  const { name, values = {} } = text
  return texts[name][language].replace(/\{(\w+)\}/g, (_placeholder, key: string) => {
    const value = String(values[key])
    return key === 'provider' ? providerName(value, language) : value
  })
}
