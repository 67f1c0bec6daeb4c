import { unescape as decode } from 'node:querystring'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/**
 * Keeps what the links of mails carry out of the log: whoever reads `/password-reset/confirm/UID/TOKEN/` there can take
 * the account over. A request is logged by its route, and an error, which may quote it, without the secrets of its path.
 * Not by `logSerializers`: those know neither the request nor the methods that Fastify has no routes for.
 */
export function logWithoutSecrets(scope: FastifyInstance): void {
  const { childLoggerFactory } = scope
  scope.setChildLoggerFactory(function (logger, bindings, options, rawRequest) {
    const hide = hiderOf(secretsIn(String(rawRequest.url)))
    const err = (error: unknown) => outline(error, hide)
    const serializers = { ...options.serializers, req: showRequest, err, cause: err }
    return childLoggerFactory.call(this, logger, bindings, { ...options, serializers }, rawRequest)
  })
}

/**
 * Keeps misspelt links of mails out of the log of a whole server, and of routes of ours: `//password-reset/…` is no page,
 * and yet holds the key to an account. Queries stay out as well: nothing here takes one, and whoever sends one may have
 * put a password or a token there.
 */
export function logWithoutLinks(fastify: FastifyInstance): void {
  const { childLoggerFactory } = fastify
  fastify.setChildLoggerFactory(function (logger, bindings, options, rawRequest) {
    const serializers = { req: showRequestWithoutLink, ...options.serializers }
    return childLoggerFactory.call(this, logger, bindings, { ...options, serializers }, rawRequest)
  })
}

function showRequestWithoutLink({ method, url, host, ip, socket }: FastifyRequest) {
  const shown = url.replace(/(password-reset|account-confirm-email).*/is, '$1/…').replace(/\?.*/s, '?…')
  return { method, url: shown, host, remoteAddress: ip, remotePort: socket.remotePort }
}

/** Fastify's own line about a request, with its route in the place of its URL. */
function showRequest({ method, routeOptions, host, ip, socket }: FastifyRequest) {
  const url = routeOptions?.url?.replace(/[:*].*/, '…') ?? '…'
  return { method, url, host, remoteAddress: ip, remotePort: socket.remotePort }
}

const ownNames = new Set(['password-reset', 'account-confirm-email'])

/** A URL, and the parts of it that may be secrets, as they are written and as they are meant. */
function secretsIn(url: string): string[] {
  const parts = url.split(/[/?#;]/).filter(part => part.length >= 8 && !ownNames.has(part))
  return [url, ...parts.flatMap(part => [part, decode(part)])]
}

/** Hides secrets in any case: keys are looked up in lower case, and a query that fails says what it looked for. */
function hiderOf(secrets: string[]): (text: string) => string {
  const pattern = new RegExp(secrets.map(secret => secret.replace(/\W/g, '\\$&')).join('|'), 'gi')
  return text => text.replace(pattern, '…')
}

/** What is told of an error, and of its causes; whatever else it carries along stays out. */
function outline(error: unknown, hide: (text: string) => string, depth = 3): unknown {
  if (typeof error !== 'object' || error === null) return hide(String(error))
  const { type = error.constructor?.name, code, message, stack, cause } = error as Record<string, unknown>
  const texts = Object.entries({ type, code, message, stack }).filter(entry => typeof entry[1] === 'string')
  const shown = Object.fromEntries(texts.map(([name, text]) => [name, hide(String(text))]))
  return cause === undefined || depth === 0 ? shown : { ...shown, cause: outline(cause, hide, depth - 1) }
}
