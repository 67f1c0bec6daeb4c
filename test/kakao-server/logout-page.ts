import { type Answer, redirect } from './answers.ts'
import { isRegistered } from './authorization.ts'
import { errorPage } from './error-page.ts'
import type { Call } from './routes.ts'
import { isAppKey, type KakaoState } from './state.ts'

/** `GET /oauth/logout`: logs the browser out of the Kakao account, and sends it back to the app. */
export function logOutOfAccount({ app, browsers }: KakaoState, { query, browser }: Call): Answer {
  const uri = query.get('logout_redirect_uri')
  if (!isAppKey(app, query.get('client_id'))) return errorPage({ errorCode: 'KOE101' })
  if (uri === null || !isRegistered(app.logoutRedirectUris, uri)) return errorPage({ errorCode: 'KOE007' })
  browsers.delete(browser ?? '')
  const back = new URL(uri)
  const state = query.get('state')
  if (state !== null) back.searchParams.set('state', state)
  return redirect(back.href, { 'set-cookie': 'kakao_browser=; Path=/oauth; Max-Age=0; HttpOnly; SameSite=Lax' })
}
