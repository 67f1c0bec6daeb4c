import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refused } from '../core/errors.ts'
import { message } from '../core/messages.ts'

/** A cookie that carries a token for browsers: that of JWT_AUTH_COOKIE, or of JWT_REFRESH_COOKIE. */
export interface JwtCookie {
  /** Whether there is such a cookie. */
  readonly isUsed: boolean
  /** Gives the browser a token, for as long as the token holds. */
  set(request: FastifyRequest, reply: FastifyReply, token: string): void
  /** Has the browser forget it. */
  clear(request: FastifyRequest, reply: FastifyReply): void
  /** The token that a request came with; undefined when it came with none. */
  read(request: FastifyRequest): string | undefined
}

/** Where a cookie goes: to which paths, and with which requests of other sites. */
export interface JwtCookieScope {
  path: string
  sameSite: 'lax' | 'strict'
}

/**
 * Reads and writes a cookie that scripts cannot see, that other sites' requests do not carry (SameSite), and that goes
 * over HTTPS alone where the request did.
 * @param name its name; undefined for no cookie at all
 * @param maxAge how long it is kept, in seconds
 */
export function createJwtCookie(
  name: string | undefined,
  maxAge: number,
  scope: JwtCookieScope = { path: '/', sameSite: 'lax' }
): JwtCookie {
  if (name === undefined) return { isUsed: false, set() {}, clear() {}, read: () => undefined }

  const write = (request: FastifyRequest, reply: FastifyReply, value: string, maxAge: number): void => {
    // Another site's form may log somebody in or out of an account of its choice: not in the browser that sends it.
    if (!isSameOrigin(request)) return
    const secure = isHttps(request)
    const attributes = { httpOnly: true, secure, maxAge, ...scope }
    reply.header('set-cookie', stringifySetCookie({ name, value, ...attributes }))
  }

  return {
    isUsed: true,
    set: (request, reply, token) => write(request, reply, token, maxAge),
    clear: (request, reply) => write(request, reply, '', 0),
    read: request => readCookie(request, name)
  }
}

/**
 * A cookie that a request came with, once: one of two was put there by somebody else, from a host beside ours perhaps,
 * and nobody knows which.
 */
export function readCookie({ headers: { cookie = '' } }: FastifyRequest, name: string): string | undefined {
  const isOne = cookie.split(';').filter(pair => pair.split('=', 1)[0]?.trim() === name).length === 1
  return isOne ? parseCookie(cookie)[name] || undefined : undefined
}

/**
 * Whether a request came over HTTPS. Of a proxy that nobody said to trust, only this is believed: whoever invents it gets
 * a cookie that their own browser keeps from HTTP.
 */
export function isHttps({ protocol, headers }: FastifyRequest): boolean {
  return protocol === 'https' || /^https\b/i.test(String(headers['x-forwarded-proto'] ?? ''))
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * A cookie comes by itself, so that a request which changes something must come from our own pages.
 * @throws Refused with 403
 */
export function requireSameOrigin(request: FastifyRequest): void {
  if (!safeMethods.has(request.method) && !isSameOrigin(request)) throw new Refused(403, message('crossSite'))
}

/**
 * Whether a request comes from our own pages: the browser says so by Sec-Fetch-Site, an older one by Origin (OWASP,
 * "Cross-Site Request Forgery Prevention"). What sends neither is no browser, and has no cookies that it does not mean
 * to send.
 */
function isSameOrigin({ headers, host }: FastifyRequest): boolean {
  const { origin, 'sec-fetch-site': site } = headers
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  return origin === undefined || hostOf(origin) === host.toLowerCase()
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
