import type { Answer } from './answers.ts'
import { explain, type OAuthError } from './errors.ts'
import { page } from './page.ts'

/** The page that Kakao shows when it can send nobody back. */
export function errorPage(error: OAuthError): Answer {
  const { status, error_code, error_description } = explain(error)
  return page(
    `잘못된 요청입니다 (${error_code})`,
    `<p>앱 관리자 설정 오류로 로그인할 수 없습니다.</p><p lang="en">${error_description}</p>`,
    status
  )
}
