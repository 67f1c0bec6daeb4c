import type { Respond } from './answers.ts'
import type { Authorization } from './authorization.ts'
import { type KakaoPerson, knownPeople, peopleOfTokens } from './people.ts'
import { createSigningKeys, type SigningKeys } from './signing-keys.ts'

export const kakaoAppId = 770001

/** Since when people are linked whom a token made by hand stands for. */
export const linkedByHandAt = new Date('2026-01-02T03:04:05Z')

/** Seconds, as Kakao tells them: six hours, and two months. */
export const accessTokenLifetime = 21_599
export const refreshTokenLifetime = 5_183_999

/** The app, as Kakao Developers knows it. Everything may be changed while the emulator runs. */
export interface KakaoApp {
  appId: number
  restApiKey: string
  nativeAppKey: string
  javascriptKey: string
  adminKey: string
  /** The token endpoint asks for it where the REST API key is the client_id; undefined: switched off. */
  clientSecret: string | undefined
  redirectUris: Set<string> | 'any'
  logoutRedirectUris: Set<string> | 'any'
  /** Consent items that are set up. */
  scopes: string[]
  openIdConnect: boolean
  /** Whether APIs answer about people under 14. */
  allowsUnder14: boolean
}

/** A person's link with the app: since when, and what they consented to. */
export interface KakaoLink {
  connectedAt: Date
  scopes: Set<string>
}

/** A login: what its tokens have in common. */
export interface KakaoSession {
  personId: string
  /** The app key that started the login, which is the audience of its id_tokens. */
  clientKey: string
  openid: boolean
  /** Unix time in seconds. */
  authTime: number
  refreshToken: string
  /** Milliseconds, by the emulator's clock. */
  refreshExpiresAt: number
}

/** What an access token answers: a person to this app, or an answer that is given in place of them. */
export interface KakaoToken {
  person: KakaoPerson
  appId?: number
  /** Seconds, told as they stand here; an issued token's go by the clock. */
  expiresIn?: number
  /** Answers everything asked with this token by hand: errors, slowness, nonsense. */
  respond?: Respond
  /** Of a token that a login issued. */
  issued?: { session: KakaoSession; expiresAt: number }
}

/** An authorization code, until it is used. Times as in a session. */
export interface KakaoCode {
  authorization: Authorization
  personId: string
  authTime: number
  expiresAt: number
}

/** Everything that the emulator remembers. */
export interface KakaoState {
  /** Where it answers, which is the issuer of its id_tokens. */
  url: string
  now: () => number
  app: KakaoApp
  people: Map<string, KakaoPerson>
  links: Map<string, KakaoLink>
  tokens: Map<string, KakaoToken>
  codes: Map<string, KakaoCode>
  /** By refresh token. */
  sessions: Map<string, KakaoSession>
  /** Who is logged in at Kakao in which browser, by cookie. */
  browsers: Map<string, { personId: string; authTime: number }>
  keys: SigningKeys
  /** Answers that tests ordered, by path. */
  failures: Map<string, Respond[]>
  asked: string[]
  unlinked: string[]
}

export function createState(now: () => number): KakaoState {
  return {
    url: '',
    now,
    app: createApp(),
    people: knownPeople(),
    links: new Map(),
    tokens: new Map(peopleOfTokens().map(([token, person]) => [token, { person }])),
    codes: new Map(),
    sessions: new Map(),
    browsers: new Map(),
    keys: createSigningKeys(),
    failures: new Map(),
    asked: [],
    unlinked: []
  }
}

function createApp(): KakaoApp {
  return {
    appId: kakaoAppId,
    restApiKey: 'kakao-rest-api-key',
    nativeAppKey: 'kakao-native-app-key',
    javascriptKey: 'kakao-javascript-key',
    adminKey: 'kakao-admin-key',
    clientSecret: 'kakao-client-secret',
    redirectUris: 'any',
    logoutRedirectUris: 'any',
    scopes: ['account_email', 'profile_nickname', 'profile_image'],
    openIdConnect: true,
    allowsUnder14: false
  }
}

/** Whether a client_id is one of the app's keys: all of them stand for the same app. */
export function isAppKey(app: KakaoApp, clientId: string | null): clientId is string {
  return clientId === app.restApiKey || clientId === app.nativeAppKey || clientId === app.javascriptKey
}

/** The person with an account of this id. */
export function personOf(state: KakaoState, id: string): KakaoPerson {
  const person = state.people.get(id)
  if (person === undefined) throw new Error(`nobody at Kakao has the id ${id}: add them to kakao.people`)
  return person
}

/** The emulator's clock as Unix time. */
export const seconds = (state: KakaoState) => Math.floor(state.now() / 1000)
