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
    language: acceptedLanguage(request.headers['accept-language'])
  }
}
