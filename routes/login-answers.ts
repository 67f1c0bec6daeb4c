import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { LoggedIn } from '../accounts/start-login.ts'
import { type AccountHooks, notify, showUser } from './account-hooks.ts'
import type { JwtCookie } from './jwt-cookie.ts'
import { UserFields } from './user-fields.ts'

/** How logins are answered, whichever way somebody came. */
export interface LoginAnswers {
  /** The host's hooks; `restAuth` fills them in. */
  hooks: AccountHooks
  cookie: JwtCookie
}

const TokenAndUser = Type.Object({ token: Type.String(), user: UserFields })
const Key = Type.Object({ key: Type.String({ pattern: '^[0-9a-f]{40}$' }) })

/** What a login answers, with REST_USE_JWT or without. */
export function loginAnswerSchema({ useJwt }: { useJwt: boolean }) {
  return useJwt ? TokenAndUser : Key
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
