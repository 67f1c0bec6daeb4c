import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { LoggedIn } from '../accounts/start-login.ts'
import { type AccountHooks, notify, showUser } from './account-hooks.ts'
import { example } from './example.ts'
import type { JwtCookie } from './jwt-cookie.ts'
import { userSchema } from './user-fields.ts'

/** How logins are answered, whichever way somebody came. */
export interface LoginAnswers {
  /** The host's hooks; `restAuth` fills them in. */
  hooks: AccountHooks
  cookie: JwtCookie
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

/** What a login answers, with REST_USE_JWT or without. */
export function loginAnswerSchema({ useJwt }: { useJwt: boolean }, hooks: AccountHooks) {
  if (!useJwt) return Key
  return Type.Object({ token: tokenField(), user: userSchema(hooks) }, { description: 'Logged in.' })
}

/**
 * Tells the host of a login, and makes its answer: `{token, user}` and, where JWT_AUTH_COOKIE is set, the cookie; or
 * `{key}` with REST_USE_JWT=false.
 */
export async function answerLogin(
  { hooks, cookie }: LoginAnswers,
  request: FastifyRequest,
  reply: FastifyReply,
  loggedIn: LoggedIn
): Promise<object> {
  await notify(hooks, 'onUserLoggedIn', loggedIn.user, request)
  if ('key' in loggedIn) return { key: loggedIn.key }
  cookie.set(request, reply, loggedIn.token)
  return { token: loggedIn.token, user: await showUser(hooks, loggedIn.user, request) }
}
