import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import Negotiator from 'negotiator'
import { renderPage } from './render-page.ts'
import { type Language, words } from './words.ts'

/** What the page loads, by its type; it asks nobody else for anything. */
const files = {
  'colours.css': 'text/css; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
  'kakao-button.css': 'text/css; charset=utf-8',
  'main.js': 'text/javascript; charset=utf-8',
  'login.js': 'text/javascript; charset=utf-8',
  'session.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml'
}

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'"
].join('; ')

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': contentSecurityPolicy,
  'referrer-policy': 'no-referrer', // at the end of a login its address holds a code
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store'
}

/** `GET /`: a page for who prefers HTML, as browsers do, and JSON for everybody else. */
export function page(app: FastifyInstance): void {
  const languages = Object.keys(words) as Language[]
  app.get('/', async (request, reply) => {
    const negotiator = new Negotiator(request)
    reply.header('vary', 'Accept, Accept-Language')
    if (negotiator.mediaType(['application/json', 'text/html']) !== 'text/html') {
      return { blog: 'GET /app/post/ with a token lists the posts.' }
    }
    const [language = 'en'] = negotiator.languages([...languages]) as Language[]
    return reply.headers(headers).send(renderPage(language))
  })
  for (const [name, type] of Object.entries(files)) {
    const content = readFileSync(new URL(`public/${name}`, import.meta.url))
    app.get(`/blog/${name}`, async (_request, reply) => {
      reply.headers({ 'content-type': type, 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' })
      return content
    })
  }
}
