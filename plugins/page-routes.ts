import type { FastifyInstance } from 'fastify'
import { acceptedLanguage } from '../core/languages.ts'
import { troublePage } from '../core/pages/refusals.ts'
import { contentSecurityPolicy } from '../core/pages/stylesheet.ts'
import { varyByLanguage } from '../routes/detail.ts'
import { servePrivately } from './account-routes.ts'
import { explainError, parseForms } from './answers.ts'
import { limitRequests } from './limit-requests.ts'
import { logWithoutSecrets } from './page-log.ts'

/**
 * Headers of every page. The address of a page is a key: it goes to no other page (Referrer-Policy), into no frame, no
 * window of others and no search engine.
 */
const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': contentSecurityPolicy,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store'
}

/** Adds pages for people to a host, as `accountRoutes` adds routes for programs: what goes wrong is a page as well. */
export async function pageRoutes(
  fastify: FastifyInstance,
  { prefix = '' }: { prefix?: string | undefined },
  pages: (scope: FastifyInstance) => void
): Promise<void> {
  await fastify.register(
    async scope => {
      logWithoutSecrets(scope)
      parseForms(scope)
      servePrivately(scope)
      await limitRequests(scope)
      // Last, so that it holds for the errors of a host's own hooks too, which come before ours.
      scope.addHook('onSend', async ({ headers: { 'accept-language': accepted } }, reply) => {
        reply.headers(headers).header('content-language', acceptedLanguage(accepted))
        varyByLanguage(reply)
      })
      scope.setErrorHandler<unknown>((error, request, reply) => {
        const explained = explainError(error, request, reply)
        const language = acceptedLanguage(request.headers['accept-language'])
        reply.code(explained.statusCode).send(troublePage(language, explained))
      })
      pages(scope)
    },
    { prefix }
  )
}
