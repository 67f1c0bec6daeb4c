import type { FastifyInstance } from 'fastify'
import { siteIdOf } from '../routes/origin.ts'
import { answers } from './answers.ts'
import { limitRequests } from './limit-requests.ts'
import { logWithoutLinks } from './page-log.ts'

/**
 * Adds routes of ours to a host: in an encapsulated context, so that the host's parsers, error handler and not-found
 * handler stay its own. Their answers hold tokens or personal data, and are stored nowhere (RFC 6749, section 5.1).
 */
export async function accountRoutes(
  fastify: FastifyInstance,
  { prefix = '' }: { prefix?: string | undefined },
  routes: (scope: FastifyInstance) => void | Promise<void>
): Promise<void> {
  await fastify.register(
    async scope => {
      logWithoutLinks(scope)
      await scope.register(answers, { challenge: fastify.jwtAuth.challenge })
      scope.setSerializerCompiler(() => data => JSON.stringify(data))
      scope.setReplySerializer(payload => JSON.stringify(payload))
      servePrivately(scope)
      await limitRequests(scope)
      await routes(scope)
    },
    { prefix }
  )
}

/** What all our routes have in common: nothing of them is stored, and the mails of their acts leave, as does what providers are to know. */
export function servePrivately(scope: FastifyInstance): void {
  // Schemas describe: readFields reads, in Django's words, and what is sent was made to measure. A host's own
  // compilers are for its own schemas.
  scope.setValidatorCompiler(() => () => true)
  scope.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    siteIdOf(request) // no site's Host: 400, before anything else
  })
  // Mails leave after the answer, so that nobody waits for a mail server, or learns from it.
  scope.addHook('onSend', async () => {
    if (scope.hasDecorator('mailer')) await scope.mailer.deliver()
  })
  scope.addHook('onResponse', async () => {
    if (scope.hasDecorator('mailer')) scope.mailer.wake()
    if (scope.hasDecorator('social')) scope.social.wake()
  })
}
