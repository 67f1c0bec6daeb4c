import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import statics from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { acceptedLanguage } from '../core/languages.ts'
import { message } from '../core/messages.ts'
import { troublePage } from '../core/pages/refusals.ts'
import { contentSecurityPolicy as policyOfTrouble } from '../core/pages/stylesheet.ts'
import { siteIdOf } from '../routes/origin.ts'

/** The built pages of the admin. */
export interface AdminPages {
  /** Where they are, or will be. */
  readonly folder: string
  /** Where the admin is, as in `/admin/`. */
  readonly url: string
  areBuilt(): boolean
  /** Whether they will be there soon. */
  isBuilding: boolean
}

/** By the package's own name: where this file lies differs between the sources and dist/. */
const packageFile = createRequire(import.meta.url).resolve('fastify-rest-auth/package.json')
const builtFolder = join(dirname(packageFile), 'dist', 'admin-pages')

/** What the page may load: its own scripts, answers and pictures, and styles that its own scripts make. */
const contentSecurityPolicy = (nonce: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'"
  ].join('; ')

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex',
  'cross-origin-opener-policy': 'same-origin'
}

/** Seconds after which a browser looks again whether the pages are built. */
const refresh = 3

/**
 * Serves the pages of the admin: one page with a nonce of its own each time, and its files, whose names change with what is
 * in them.
 * @param path where the admin is, in the context that it is registered in
 */
export async function adminPages(
  fastify: FastifyInstance,
  { path, folder = builtFolder }: AdminPlace
): Promise<AdminPages> {
  const pages: AdminPages = {
    folder,
    url: `${fastify.prefix}${path}/`,
    areBuilt: () => existsSync(join(folder, 'index.html')),
    isBuilding: false
  }
  mkdirSync(join(folder, 'assets'), { recursive: true })
  await fastify.register(
    async scope => {
      scope.addHook('onRequest', async request => {
        siteIdOf(request) // no site's Host: 400
      })
      scope.get('', { schema: { hide: true } }, async (_request, reply) => reply.redirect(pages.url, 308))
      scope.get('/', { prefixTrailingSlash: 'slash', schema: { hide: true } }, async (request, reply) => {
        reply.headers(headers)
        if (pages.areBuilt()) {
          const nonce = randomBytes(16).toString('base64')
          reply.header('content-security-policy', contentSecurityPolicy(nonce))
          return (await readFile(join(folder, 'index.html'), 'utf8')).replaceAll('__CSP_NONCE__', nonce)
        }
        const language = acceptedLanguage(request.headers['accept-language'])
        const detail = message(pages.isBuilding ? 'adminPagesBuilding' : 'adminPagesMissing')
        reply.code(503).header('content-security-policy', policyOfTrouble).header('retry-after', refresh)
        if (pages.isBuilding) reply.header('refresh', refresh)
        return troublePage(language, { statusCode: 503, detail })
      })
      await scope.register(statics, {
        root: join(folder, 'assets'),
        prefix: '/assets/',
        decorateReply: false,
        preCompressed: true, // the build puts a .gz beside each large one
        index: false,
        maxAge: '365d',
        immutable: true,
        setHeaders: reply => {
          reply.header('x-content-type-options', 'nosniff')
        }
      })
    },
    { prefix: path }
  )
  return pages
}

interface AdminPlace {
  path: string
  /** Where the built pages are. */
  folder?: string | undefined
}
