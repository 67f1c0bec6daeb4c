import { type Answer, redirect } from './answers.ts'
import { type Authorization, readAuthorization } from './authorization.ts'
import { readChoice } from './consent-form.ts'
import { consentPage } from './consent-page.ts'
import { errorPage } from './error-page.ts'
import { answerChoice, answerSilently, hasConsented } from './login.ts'
import { randomText } from './random-text.ts'
import type { Call } from './routes.ts'
import { type KakaoState, seconds } from './state.ts'

/** `GET /oauth/authorize`: asks the person, unless the answer is clear. */
export function showConsent(state: KakaoState, { query, browser }: Call): Answer {
  const authorization = readAuthorization(state.app, query)
  if (typeof authorization === 'string') return errorPage({ errorCode: authorization })
  const login = state.browsers.get(browser ?? '')
  if (authorization.prompt === 'none' || isClear(state, authorization, login?.personId)) {
    return redirect(answerSilently(state, authorization, login?.personId, login?.authTime))
  }
  return consentPage(state, authorization, login?.personId)
}

/** `POST /oauth/authorize`: what the form of the page says. The browser stays logged in at Kakao. */
export function takeConsent(state: KakaoState, { query, form, browser = randomText() }: Call): Answer {
  const authorization = readAuthorization(state.app, query)
  if (typeof authorization === 'string') return errorPage({ errorCode: authorization })
  const choice = readChoice(state, authorization, form)
  if (choice === undefined) return consentPage(state, authorization, undefined, '로그인할 계정을 선택해 주세요.')
  if (choice.deny) return redirect(answerChoice(state, authorization, choice))
  const authTime = seconds(state)
  state.browsers.set(browser, { personId: choice.personId, authTime })
  const cookie = `kakao_browser=${browser}; Path=/oauth; HttpOnly; SameSite=Lax`
  return redirect(answerChoice(state, authorization, choice, authTime), { 'set-cookie': cookie })
}

/** Kakao asks nothing of somebody who is logged in and has consented, unless the app wants them asked. */
function isClear(state: KakaoState, authorization: Authorization, personId: string | undefined): boolean {
  return authorization.prompt === undefined && personId !== undefined && hasConsented(state, authorization, personId)
}
