import type { FastifyRequest } from 'fastify'
import type { Origin } from '../accounts/context.ts'
import { acceptedLanguage } from '../core/languages.ts'

/** Where a request comes from. Behind a proxy the address is the host's `trustProxy` to tell. */
export function originOf(request: FastifyRequest): Origin {
  return {
    ipAddress: request.ip,
    userAgent: request.headers['user-agent'] ?? '',
    language: acceptedLanguage(request.headers['accept-language'])
  }
}
