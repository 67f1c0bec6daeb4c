// Stands in for Kakao's servers on loopback: access token info and user data, answering as Kakao's reference says.
// `npm run kakao` runs it by hand, for a Kakao login without Kakao.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'

/** A person at Kakao, as far as an app hears of them. `id` is its digits: the real ones do not fit into a number. */
export interface KakaoPerson {
  id: string
  nickname: string
  email?: string
  isEmailValid?: boolean
  isEmailVerified?: boolean
}

/** What an access token answers: a person to this app, or an answer that is given in place of them. */
export interface KakaoToken {
  person: KakaoPerson
  appId?: number
  expiresIn?: number
  /** Answers everything asked with this token by hand: errors, slowness, nonsense. */
  respond?: Respond
}

export type Respond = (request: IncomingMessage, response: ServerResponse) => void

export const kakaoAppId = 770001

const jiyun = { id: '3700000001', nickname: '지윤', email: 'jiyun@kakao.example' }

function knownTokens(): Map<string, KakaoToken> {
  const tokens = new Map<string, KakaoToken>([
    ['tok-jiyun', { person: jiyun }],
    ['tok-jiyun-2', { person: jiyun }],
    ['tok-noemail', { person: { id: '3700000002', nickname: '무메일' } }],
    ['tok-taken', { person: { id: '3700000005', nickname: '중복', email: 'taken@example.com' } }],
    ['tok-samename', { person: { id: '3700000006', nickname: '지윤', email: 'jiyun2@kakao.example' } }]
  ])
  for (let i = 0; i < 200; i++) {
    tokens.set(`tok-n${i}`, {
      person: { id: String(3_710_000_000 + i), nickname: `사람${i}`, email: `n${i}@kakao.example` }
    })
  }
  return tokens
}

export interface KakaoServer {
  url: string
  /** Tokens by their text; tests add their own. */
  tokens: Map<string, KakaoToken>
  /** What was asked, in order: method and path. */
  asked: string[]
  close(): Promise<void>
}

/** Starts the stand-in on loopback; port 0 is any free one. */
export async function startKakaoServer(port = 0): Promise<KakaoServer> {
  const tokens = knownTokens()
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    answer(tokens, request, response)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })
  const { port: bound } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${bound}`, tokens, asked, close: () => close(server) }
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise(resolve => server.close(() => resolve()))
}

function answer(tokens: Map<string, KakaoToken>, request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? '/', 'http://kakao')
  const [, accessToken = ''] = /^Bearer (.*)$/.exec(request.headers.authorization ?? '') ?? []
  const token = tokens.get(accessToken)
  if (request.method !== 'GET' || (pathname !== '/v1/user/access_token_info' && pathname !== '/v2/user/me')) {
    send(response, 404, '{"msg":"no such API","code":-3}')
  } else if (token === undefined) {
    send(response, 401, '{"msg":"this access token does not exist","code":-401}')
  } else if (token.respond !== undefined) {
    token.respond(request, response)
  } else {
    send(response, 200, pathname.startsWith('/v1') ? tokenInfo(token) : me(token.person))
  }
}

export function send(response: ServerResponse, status: number, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8' }).end(body)
}

/** What the token info says of a token. */
export function tokenInfo({ person, appId = kakaoAppId, expiresIn = 21_599 }: KakaoToken): string {
  return `{"id":${person.id},"expires_in":${expiresIn},"app_id":${appId},"appId":${appId}}`
}

/** What the user data say of a person. The id stands in the text as it is: a number of 19 digits would be rounded. */
export function me({ id, nickname, email, isEmailValid = true, isEmailVerified = true }: KakaoPerson): string {
  const shared = { is_email_valid: isEmailValid, is_email_verified: isEmailVerified, email }
  const account = {
    profile_nickname_needs_agreement: false,
    profile: { nickname, is_default_image: true },
    has_email: email !== undefined,
    email_needs_agreement: email === undefined,
    ...(email !== undefined && shared)
  }
  const rest = JSON.stringify({
    connected_at: '2026-01-02T03:04:05Z',
    properties: { nickname },
    kakao_account: account
  })
  return `{"id":${id},${rest.slice(1)}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startKakaoServer(Number(process.env.KAKAO_PORT ?? 8001))
  console.log(`Kakao's stand-in answers at ${url}. Start the server against it with:
  KAKAO_APP_ID=${kakaoAppId} KAKAO_API_URL=${url} npm start
Access tokens it knows: tok-jiyun, tok-noemail, tok-taken, tok-samename, tok-n0 … tok-n199.`)
}
