import { stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { webLoginLifetime } from '../../accounts/web-login.ts'
import { isHttps, readCookie } from '../jwt-cookie.ts'

/**
 * What a browser carries from the beginning of a login to its end: a cookie of the paths of the login alone, that no
 * script sees and that comes with the link by which the provider leads back (SameSite=Lax), but with no form or frame.
 */
export function createLoginCookie(name: string, path: string) {
  function write(request: FastifyRequest, reply: FastifyReply, value: string, maxAge: number): void {
    const attributes = { httpOnly: true, secure: isHttps(request), sameSite: 'lax', path, maxAge } as const
    reply.header('set-cookie', stringifySetCookie({ name, value, ...attributes }))
  }
  return {
    set: (request: FastifyRequest, reply: FastifyReply, value: string) =>
      write(request, reply, value, webLoginLifetime),
    clear: (request: FastifyRequest, reply: FastifyReply) => write(request, reply, '', 0),
    read: (request: FastifyRequest) => readCookie(request, name)
  }
}
