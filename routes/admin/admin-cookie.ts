import { stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isHttps, readCookie } from '../jwt-cookie.ts'

/** The cookie that carries a session of the admin. */
export type AdminCookie = ReturnType<typeof createAdminCookie>

/**
 * Reads and writes the cookie of the admin, which scripts cannot see and no other site's request carries. Over HTTPS no
 * other host, and nobody on the way, can put one there (RFC 6265bis, `__Host-`); without, it goes to the admin alone.
 * @param path where the admin is
 */
export function createAdminCookie(path: string) {
  const name = 'rest_auth_admin'
  const placeOf = (request: FastifyRequest) =>
    isHttps(request)
      ? ({ name: `__Host-${name}`, path: '/', secure: true } as const)
      : ({ name, path, secure: false } as const)

  return {
    read: (request: FastifyRequest): string | undefined => readCookie(request, placeOf(request).name),

    /** @param value empty to have the browser forget it; it goes with the browser's own session otherwise */
    set(request: FastifyRequest, reply: FastifyReply, value: string): void {
      const { name, ...place } = placeOf(request)
      const end = value === '' ? { maxAge: 0 } : {}
      reply.header(
        'set-cookie',
        stringifySetCookie({ name, value, httpOnly: true, sameSite: 'strict', ...place, ...end })
      )
    }
  }
}
