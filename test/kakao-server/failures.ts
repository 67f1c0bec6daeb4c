import { type Respond, sendAnswer } from './answers.ts'
import { errorPage } from './error-page.ts'
import { type ApiError, apiError, type OAuthError, oauthError } from './errors.ts'
import type { KakaoState } from './state.ts'

/** An answer that a test orders: by hand, or an error of Kakao's, with Kakao's status unless another is given. */
export type Failure = Respond | ApiError | OAuthError

/** Has the next requests to a path answered so, whatever they ask. */
export function orderFailure(state: KakaoState, pathname: string, failure: Failure, times: number): void {
  const respond = typeof failure === 'function' ? failure : respondWith(pathname, failure)
  const ordered = state.failures.get(pathname) ?? []
  state.failures.set(pathname, [...ordered, ...Array.from({ length: times }, () => respond)])
}

/** Takes the next answer that was ordered for a path. */
export function takeFailure(state: KakaoState, pathname: string): Respond | undefined {
  return state.failures.get(pathname)?.shift()
}

/** Where people look, Kakao shows a page. */
function respondWith(pathname: string, error: ApiError | OAuthError): Respond {
  const isPage = pathname === '/oauth/authorize' || pathname === '/oauth/logout'
  const oauthAnswer = isPage ? errorPage : oauthError
  const answer = 'code' in error ? apiError(error) : oauthAnswer(error)
  return (_request, response) => sendAnswer(response, answer)
}
