import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify'
import Type from 'typebox'
import { Refused } from '../core/errors.ts'
import { acceptedLanguage } from '../core/languages.ts'
import { message } from '../core/messages.ts'
import type { PageContext } from '../core/pages/layout.ts'
import { deadLinkPage } from '../core/pages/refusals.ts'
import { exampleLink, type LinkName } from './example.ts'
import type { LimitName } from './resource.ts'

/** Somebody who has followed a link: what its path says by name, and what the page is made for. */
export interface Visit<Name extends LinkName> {
  link: Record<Name, string>
  context: PageContext
  request: FastifyRequest
  reply: FastifyReply
}

interface PageEndpoint<Name extends LinkName> {
  /** What a request counts as, besides being one. */
  limits?: readonly LimitName[]
  schema: FastifySchema
  /** Returns the page; undefined when the link does not hold. */
  handler: (visit: Visit<Name>) => Promise<string | undefined>
}

export interface LinkPage<Name extends LinkName> {
  /** What the path names after its beginning, in order. */
  names: readonly Name[]
  /** The status of a link that does not hold. */
  deadStatus: 400 | 404
  /** Shows; programs that look at mails open every link, so it must change nothing. */
  GET: PageEndpoint<Name>
  /** Does it. */
  POST: PageEndpoint<Name>
}

/** The values of any form here fit many times over. In bytes. */
const bodyLimit = 16 * 1024

/**
 * A page where a link of a mail lands, under `base`. Everything under it is the page's own, so that no way of writing a
 * link (cut short, with something after it) goes to handlers that would log it; what is no link is a dead one.
 * @param site the name of a request's site
 */
export function page<Name extends LinkName>(
  scope: FastifyInstance,
  base: string,
  site: (request: FastifyRequest) => Promise<string>,
  { names, deadStatus, ...endpoints }: LinkPage<Name>
): void {
  function handle({ handler }: PageEndpoint<Name>) {
    return async (request: FastifyRequest, reply: FastifyReply): Promise<string> => {
      const context = { language: acceptedLanguage(request.headers['accept-language']), site: await site(request) }
      const link = readLink(names, request.params)
      const html = link && (await handler({ link, context, request, reply }))
      if (html !== undefined) return html
      reply.code(deadStatus)
      return deadLinkPage(context)
    }
  }
  const part = (name: Name) =>
    Type.String({ description: `The \`${name}\` of the link.`, examples: [exampleLink[name]] })
  const params = Type.Object(Object.fromEntries(names.map(name => [name, part(name)])))
  const url = `${base}/${names.map(name => `:${name}/`).join('')}`
  for (const method of ['GET', 'HEAD', 'POST'] as const) {
    const endpoint = method === 'HEAD' ? endpoints.GET : endpoints[method]
    const route = { method, bodyLimit, exposeHeadRoute: false, handler: handle(endpoint) }
    const shown = { tags: ['Pages'], security: [], produces: ['text/html'], params, ...endpoint.schema }
    const { limits = [] } = endpoint
    const config = { swaggerTransform: describe(method, deadStatus), limits }
    scope.route({ ...route, url, config, schema: method === 'HEAD' ? { hide: true } : shown })
    for (const other of [base, `${base}/*`])
      scope.route({ ...route, url: other, config: { limits }, schema: { hide: true } })
  }
  scope.register(async others => refuseMethods(others, 'GET, HEAD, POST'), { prefix: base })
}

/** The values of a link by their names; undefined when it has more or fewer. Mail programs cut the last slash off. */
function readLink<Name extends LinkName>(names: readonly Name[], params: unknown): Record<Name, string> | undefined {
  const { '*': rest = '', ...named } = Object(params) as Record<string, string>
  const values = Object.hasOwn(Object(params), '*') ? rest.replace(/\/$/, '').split('/') : Object.values(named)
  if (values.length !== names.length || values.includes('')) return undefined
  return Object.fromEntries(names.map((name, index) => [name, values[index]])) as Record<Name, string>
}

/** Refuses all methods that are left, before a body is looked at; those included that Fastify has no routes for. */
export function refuseMethods(scope: FastifyInstance, allowed: string): void {
  async function refuse({ method }: FastifyRequest, reply: FastifyReply): Promise<never> {
    reply.header('allow', allowed)
    throw new Refused(405, message('methodNotAllowed', { method }))
  }
  scope.addHook('onRequest', refuse)
  scope.setNotFoundHandler(refuse)
}

/** Tells an OpenAPI document of the answers; Fastify is not told, which would have them serialized as JSON. */
function describe(method: string, deadStatus: number) {
  const page = (description: string) => ({ description, type: 'string' })
  const form = {
    400: page('The link does not hold, or the form will not do.'),
    413: page('A form of more than 16 kB.'),
    415: page('No form.')
  }
  const response = {
    200: page('The page.'),
    [deadStatus]: page('The link does not hold.'),
    ...(method === 'POST' && form),
    429: page('Too many requests.'),
    503: page('Something that the page needs is away or too busy.')
  }
  return ({ schema, url }: { schema: FastifySchema; url: string }) => ({ schema: { ...schema, response }, url })
}
