import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refused } from '../core/errors.ts'
import { message } from '../core/messages.ts'

/** The cookie of JWT_AUTH_COOKIE, which carries a token for browsers. */
export interface JwtCookie {
  /** Gives the browser a token, for as long as the token holds. */
  set(request: FastifyRequest, reply: FastifyReply, token: string): void
  /** Has the browser forget it. */
  clear(request: FastifyRequest, reply: FastifyReply): void
  /** The token that a request came with; undefined when it came with none. */
  read(request: FastifyRequest): string | undefined
}

/**
 * Reads and writes a cookie that scripts cannot see, that other sites' requests do not carry (SameSite=Lax), and that
 * goes over HTTPS alone where the request did.
 * @param name its name; undefined for no cookie at all
 * @param maxAge how long it is kept, in seconds
 */
export function createJwtCookie(name: string | undefined, maxAge: number): JwtCookie {
  if (name === undefined) return { set() {}, clear() {}, read: () => undefined }

  const write = ({ protocol }: FastifyRequest, reply: FastifyReply, value: string, maxAge: number): void => {
    const attributes = { httpOnly: true, sameSite: 'lax', path: '/', secure: protocol === 'https', maxAge } as const
    reply.header('set-cookie', stringifySetCookie({ name, value, ...attributes }))
  }

  return {
    set: (request, reply, token) => write(request, reply, token, maxAge),
    clear: (request, reply) => write(request, reply, '', 0),
    read: ({ headers: { cookie } }) => (cookie === undefined ? undefined : parseCookie(cookie)[name] || undefined)
  }
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * A cookie comes by itself, so that a request which changes something must come from our own pages: the browser says so
 * by Sec-Fetch-Site, an older one by Origin (OWASP, "Cross-Site Request Forgery Prevention"). What sends neither is no
 * browser, and has no cookies that it does not mean to send.
 * @throws Refused with 403
 */
export function requireSameOrigin({ method, headers, host }: FastifyRequest): void {
  if (safeMethods.has(method)) return
  const { origin, 'sec-fetch-site': site } = headers
  const isOwn =
    site === undefined
      ? origin === undefined || hostOf(origin) === host.toLowerCase()
      : site === 'same-origin' || site === 'none'
  if (!isOwn) throw new Refused(403, message('crossSite'))
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
