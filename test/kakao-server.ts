// An emulator of Kakao's servers, on loopback: login, tokens, id_tokens, user data and webhooks, as Kakao's reference describes them.
// `npm run kakao` runs it by hand, for a Kakao login without Kakao. How to use it: docs/kakao-emulator.md
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type Failure, orderFailure } from './kakao-server/failures.ts'
import { type IdTokenOptions, signIdToken } from './kakao-server/id-token.ts'
import { disconnect } from './kakao-server/links.ts'
import { authorize, type Choice } from './kakao-server/login.ts'
import type { KakaoPerson } from './kakao-server/people.ts'
import { answer } from './kakao-server/routes.ts'
import { type SdkLoginOptions, sdkLogin } from './kakao-server/sdk-login.ts'
import type { TokenAnswer } from './kakao-server/sessions.ts'
import { createState, type KakaoApp, type KakaoLink, type KakaoToken } from './kakao-server/state.ts'
import {
  type EventOptions,
  sendEvent,
  sendUnlink,
  signEvent,
  type UnlinkNotice,
  type WebhookAnswer
} from './kakao-server/webhooks.ts'

export { type Respond, send } from './kakao-server/answers.ts'
export type { ApiError, OAuthError } from './kakao-server/errors.ts'
export { type KakaoApp, type KakaoLink, type KakaoToken, kakaoAppId } from './kakao-server/state.ts'
export { me, tokenInfo } from './kakao-server/user-data.ts'
export type {
  Choice,
  EventOptions,
  Failure,
  IdTokenOptions,
  KakaoPerson,
  SdkLoginOptions,
  TokenAnswer,
  UnlinkNotice,
  WebhookAnswer
}

export interface KakaoOptions {
  /** The clock, in milliseconds; Date.now when not given. */
  now?: () => number
}

export interface KakaoServer {
  /** Where it answers; also the issuer of its id_tokens. */
  url: string
  /** The app as Kakao Developers knows it; may be changed at any time. */
  app: KakaoApp
  /** Who has a Kakao account, by id; tests add their own. */
  people: Map<string, KakaoPerson>
  /** Who is linked with the app, and has consented to what, by id. */
  links: Map<string, KakaoLink>
  /** Access tokens by their text; tests add their own. */
  tokens: Map<string, KakaoToken>
  /** What was asked, in order: method and path. */
  asked: string[]
  /** Whom the app has unlinked, in order. */
  unlinked: string[]
  /**
   * Goes through a login as a person with a browser would.
   * @returns where Kakao sends the browser: the redirect URI with `code` and `state`, or with `error` and `state`
   * @throws Error with `errorCode` (`KOE…`) where Kakao would show an error page
   */
  authorize(url: string | URL, choice: Choice): string
  /** Logs in with Kakao's SDK: the person consents, and the app gets tokens without a client secret. */
  sdkLogin(personId: string, options?: SdkLoginOptions): Promise<TokenAnswer>
  /** Signs an id_token, as it should be or not. */
  idToken(person: KakaoPerson | string, options?: IdTokenOptions): Promise<string>
  /** From now on a new key signs; the one before stays in the JWKS until the next time. */
  rotateKeys(): Promise<void>
  /** Answers the next requests to a path by an error. */
  fail(pathname: string, failure: Failure, times?: number): void
  /** A person ends the link at Kakao: their tokens work no longer. Tells nobody: that is `sendUnlink`. */
  disconnect(personId: string): void
  /** Calls an app's unlink webhook; rejects without an answer in three seconds. Changes nothing here. */
  sendUnlink(url: string | URL, notice: UnlinkNotice): Promise<WebhookAnswer>
  /** Signs an account event. */
  eventToken(options: EventOptions): Promise<string>
  /** Posts an account event to an app's webhook; rejects without an answer in three seconds. Changes nothing here. */
  sendEvent(url: string | URL, options: EventOptions): Promise<WebhookAnswer>
  close(): Promise<void>
}

/** Starts the emulator on loopback; port 0 is any free one. */
export async function startKakaoServer(port = 0, { now = Date.now }: KakaoOptions = {}): Promise<KakaoServer> {
  const state = createState(now)
  const server = createServer((request, response) => {
    answer(state, request, response).catch(error => response.destroy(error))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })
  const { port: bound } = server.address() as AddressInfo
  state.url = `http://127.0.0.1:${bound}`
  const { url, app, people, links, tokens, asked, unlinked } = state
  return {
    ...{ url, app, people, links, tokens, asked, unlinked },
    authorize: (...given) => authorize(state, ...given),
    sdkLogin: (...given) => sdkLogin(state, ...given),
    idToken: (...given) => signIdToken(state, ...given),
    rotateKeys: () => state.keys.rotate(),
    fail: (pathname, failure, times = 1) => orderFailure(state, pathname, failure, times),
    disconnect: personId => disconnect(state, personId),
    sendUnlink: (...given) => sendUnlink(state, ...given),
    eventToken: options => signEvent(state, options),
    sendEvent: (...given) => sendEvent(state, ...given),
    close: () => close(server)
  }
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise(resolve => server.close(() => resolve()))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url, app } = await startKakaoServer(Number(process.env.KAKAO_PORT ?? 8001))
  console.log(`Kakao's emulator answers at ${url}. Start the server against it with:
  KAKAO_APP_ID=${app.appId} KAKAO_API_URL=${url} KAKAO_AUTH_URL=${url} \\
  KAKAO_REST_API_KEY=${app.restApiKey} KAKAO_CLIENT_SECRET=${app.clientSecret} \\
  KAKAO_NATIVE_APP_KEY=${app.nativeAppKey} KAKAO_JAVASCRIPT_KEY=${app.javascriptKey} \\
  KAKAO_ADMIN_KEY=${app.adminKey} npm start
Access tokens it knows: tok-jiyun, tok-noemail, tok-taken, tok-samename, tok-n0 … tok-n199.`)
}
