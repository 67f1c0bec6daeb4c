import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { type Answer, sendAnswer } from './answers.ts'
import { showConsent, takeConsent } from './authorize-page.ts'
import { answerDiscovery, answerJwks } from './discovery.ts'
import { apiError } from './errors.ts'
import { takeFailure } from './failures.ts'
import { logOutOfAccount } from './logout-page.ts'
import type { KakaoState } from './state.ts'
import { answerTokenRequest } from './token-endpoint.ts'
import { answerMe, answerTokenInfo, logOut, unlink } from './user-api.ts'

/** What a request brought. */
export interface Call {
  query: URLSearchParams
  /** Empty unless it was a POST. */
  form: URLSearchParams
  /** Of `Authorization: Bearer`. */
  token: string | undefined
  /** Of `Authorization: KakaoAK`. */
  adminKey: string | undefined
  /** Which browser it is, by cookie. */
  browser: string | undefined
}

const routes: Readonly<Record<string, (state: KakaoState, call: Call) => Answer | Promise<Answer>>> = {
  'GET /oauth/authorize': showConsent,
  'POST /oauth/authorize': takeConsent,
  'POST /oauth/token': (state, { form }) => answerTokenRequest(state, form),
  'GET /oauth/logout': logOutOfAccount,
  'GET /.well-known/openid-configuration': answerDiscovery,
  'GET /.well-known/jwks.json': answerJwks,
  'GET /v1/user/access_token_info': answerTokenInfo,
  'GET /v2/user/me': answerMe,
  'POST /v1/user/unlink': unlink,
  'POST /v1/user/logout': logOut
}

/** Answers a request: as a test ordered it for the path, as one made the token answer by hand, or by the table. */
export async function answer(state: KakaoState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const pathname = `${request.url}`.replace(/\?.*/s, '')
  const query = `${request.url}`.slice(pathname.length)
  state.asked.push(`${request.method} ${request.url}`)
  const call = readHeaders(request, new URLSearchParams(query))
  const route = routes[`${request.method} ${pathname}`]
  const respond = takeFailure(state, pathname) ?? (route && state.tokens.get(call.token ?? '')?.respond)
  if (respond !== undefined) return respond(request, response)
  if (route === undefined) return sendAnswer(response, apiError({ code: -3 }))
  const form = request.method === 'POST' ? new URLSearchParams(await text(request)) : call.form
  sendAnswer(response, await route(state, { ...call, form }))
}

function readHeaders({ headers }: IncomingMessage, query: URLSearchParams): Call {
  const { authorization = '', cookie = '' } = headers
  return {
    query,
    form: new URLSearchParams(),
    token: /^Bearer (.*)$/.exec(authorization)?.[1],
    adminKey: /^KakaoAK (.*)$/.exec(authorization)?.[1],
    browser: /(?:^|; )kakao_browser=([\w-]+)/.exec(cookie)?.[1]
  }
}
