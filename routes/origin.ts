import type { FastifyRequest } from 'fastify'
import type { Origin } from '../accounts/context.ts'
import { acceptedLanguage } from '../core/languages.ts'

/** The address of a client; empty where it came through a socket of this machine, which has none, whatever the type says. */
export function addressOf({ ip }: { ip: string | undefined }): string {
  return ip ?? ''
}

/** Where a request comes from. Behind a proxy the address is the host's `trustProxy` to tell. */
export function originOf(request: FastifyRequest): Origin {
  return {
    ipAddress: addressOf(request),
    userAgent: request.headers['user-agent'] ?? '',
    language: acceptedLanguage(request.headers['accept-language']),
    siteId: siteIdOf(request)
  }
}

/**
 * The id of the site that a request came to; undefined where nobody has said what sites there are.
 * @throws Refused with 400 when its Host is no site's
 */
export function siteIdOf(request: FastifyRequest): number | undefined {
  const { server } = request
  return server.hasDecorator('sites') ? server.sites.idOf(request) : undefined
}
