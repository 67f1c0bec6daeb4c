import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { type Authentication, authenticateToken } from '../accounts/authenticate.ts'
import type { Accounts } from '../accounts/context.ts'
import { AuthenticationFailed } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import { type JwtCookie, requireSameOrigin } from '../routes/jwt-cookie.ts'
import { answerError } from './answers.ts'

type Check = 'user' | 'claims'

/** Knows who makes a request by the words that follow its scheme in the Authorization header. */
export type Authenticator = (credentials: string[], check: Check) => Promise<Authentication>

/** Knows who makes a request by a JSON Web Token. */
export function tokenAuthenticator(accounts: Accounts): Authenticator {
  return (credentials, check) => {
    const [token, ...rest] = credentials
    if (token === undefined) throw new AuthenticationFailed(message('headerWithoutCredentials'))
    if (rest.length > 0) throw new AuthenticationFailed(message('headerWithSpaces'))
    return authenticateToken(accounts, token, check)
  }
}

/** By what requests authenticate. */
export interface Ways {
  /** By the scheme of the Authorization header in lower case. */
  authenticators: ReadonlyMap<string, Authenticator>
  cookie: JwtCookie
  /** What the cookie carries. */
  jwt: Authenticator
  /** The WWW-Authenticate header of a 401. */
  challenge: string
}

/**
 * Makes onRequest hooks that let through who shows who they are. A refusal they answer themselves, in the original's
 * words, whatever error handler the host has. An optional one lets through as well who shows no credentials, or a cookie
 * that no longer holds.
 */
export function authenticateBy({ authenticators, cookie, jwt, challenge }: Ways) {
  /** Who a header speaks for; undefined when it is of no kind that is known. */
  function byHeader({ headers }: FastifyRequest): ((check: Check) => Promise<Authentication>) | undefined {
    const [scheme = '', ...credentials] = (headers.authorization ?? '').trim().split(/\s+/)
    const authenticator = authenticators.get(scheme.toLowerCase())
    return authenticator && (check => authenticator(credentials, check))
  }

  /** Who a cookie speaks for. */
  function byCookie(request: FastifyRequest): ((check: Check) => Promise<Authentication>) | undefined {
    const token = cookie.read(request)
    if (token === undefined) return undefined
    requireSameOrigin(request)
    return check => jwt([token], check)
  }

  return function createAuthenticate(check: Check, isOptional = false): onRequestAsyncHookHandler {
    return async function authenticate(request, reply) {
      const header = byHeader(request)
      try {
        // A header goes before the cookie, even one of a kind that is not known; not where the cookie is to be ended.
        const mayCookie = isOptional || !request.headers.authorization?.trim()
        const identify = header ?? (mayCookie ? byCookie(request) : undefined)
        if (identify === undefined && isOptional) return
        if (identify === undefined) throw new AuthenticationFailed(message('notAuthenticated'))
        request.restAuth = await identify(check)
        if (!request.server.hasRequestDecorator('user')) request.user = request.restAuth.user
      } catch (error) {
        const isStaleCookie = error instanceof AuthenticationFailed && header === undefined
        if (isOptional && isStaleCookie) return
        const answered = answerError(error, request, reply, challenge)
        if (answered === undefined) throw error
        return answered
      }
    }
  }
}
