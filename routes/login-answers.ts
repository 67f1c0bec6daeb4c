import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { LoggedIn } from '../accounts/start-login.ts'
import type { SessionTokens } from '../accounts/start-session.ts'
import { type AccountHooks, notify, showUser, type TokenHooks } from './account-hooks.ts'
import { example } from './example.ts'
import type { JwtCookie } from './jwt-cookie.ts'
import { userSchema } from './user-fields.ts'

/** How logins are answered, whichever way somebody came. */
export interface LoginAnswers {
  /** The host's hooks; `restAuth` fills in those of its own. */
  hooks: AccountHooks & TokenHooks
  /** Whether tokens come with a refresh token: JWT_REFRESH_MODE=rotating. */
  isRotating: boolean
  cookie: JwtCookie
  /** For the refresh token, on the way to where it is used alone. */
  refreshCookie: JwtCookie
}

const Key = Type.Object(
  {
    key: Type.String({
      pattern: '^[0-9a-f]{40}$',
      description: 'For `Authorization: Token <key>`; the same at every login, until a logout.',
      examples: [example.key]
    })
  },
  { description: 'Logged in.' }
)

/** A JSON Web Token in an answer. */
export const tokenField = () =>
  Type.String({
    minLength: 1,
    description: 'A JSON Web Token, for `Authorization: JWT <token>`. With JWT_AUTH_COOKIE it is set as a cookie, too.',
    examples: [example.token]
  })

/** A refresh token in an answer or a body. */
export const refreshTokenField = () =>
  Type.String({
    minLength: 1,
    maxLength: 512,
    description: 'Good for one refresh. With JWT_REFRESH_COOKIE it is set as a cookie, too.',
    examples: [example.refreshToken]
  })

/** The tokens in an answer, as an OpenAPI document says it. */
export function tokenFields({ isRotating }: Pick<LoginAnswers, 'isRotating'>) {
  return { token: tokenField(), ...(isRotating && { refresh_token: refreshTokenField() }) }
}

/** What a login answers, with REST_USE_JWT or without. */
export function loginAnswerSchema({ useJwt }: { useJwt: boolean }, answers: LoginAnswers) {
  if (!useJwt) return Key
  return Type.Object({ ...tokenFields(answers), user: userSchema(answers.hooks) }, { description: 'Logged in.' })
}

/** The tokens of an answer; where there are cookies for them, they are set as well. */
export function answerTokens(
  { cookie, refreshCookie }: LoginAnswers,
  request: FastifyRequest,
  reply: FastifyReply,
  { token, refreshToken }: SessionTokens
): { token: string; refresh_token?: string } {
  cookie.set(request, reply, token)
  if (refreshToken === undefined) return { token }
  refreshCookie.set(request, reply, refreshToken)
  return { token, refresh_token: refreshToken }
}

/** Has the browser forget the tokens that it was given. */
export function clearCookies(
  { cookie, refreshCookie }: LoginAnswers,
  request: FastifyRequest,
  reply: FastifyReply
): void {
  cookie.clear(request, reply)
  refreshCookie.clear(request, reply)
}

/**
 * Tells the host of a login, and makes its answer: `{token, user}`, with the refresh token and the cookies where there are any; or
 * `{key}` with REST_USE_JWT=false.
 */
export async function answerLogin(
  answers: LoginAnswers,
  request: FastifyRequest,
  reply: FastifyReply,
  loggedIn: LoggedIn
): Promise<object> {
  const { hooks } = answers
  await notify(hooks, 'onUserLoggedIn', loggedIn.user, request)
  if ('key' in loggedIn) return { key: loggedIn.key }
  const tokens = answerTokens(answers, request, reply, loggedIn)
  return { ...tokens, user: await showUser(hooks, loggedIn.user, request) }
}
