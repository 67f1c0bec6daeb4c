import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifySchema,
  HTTPMethods,
  onRequestAsyncHookHandler
} from 'fastify'
import { Refused } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import { descriptionOf, parsedTypes } from './description.ts'

/** What may be done less often than other things: what hashes a password, what sends a mail, what the admin does. */
export type LimitName = 'passwords' | 'mails' | 'admin'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a request to the route counts as, besides being one. */
    limits?: readonly LimitName[]
  }
}

/** What is asked before a request is looked at, in turn: `fastify.authenticate`, or that and `fastify.requireStaff`. */
export type RequestHooks = onRequestAsyncHookHandler | readonly onRequestAsyncHookHandler[]

/** What one method of a resource does. */
export interface Endpoint {
  /** Asked of this method (of HEAD too, where it is GET), after what is asked of all. */
  onRequest?: RequestHooks
  /** What a request counts as, besides being one; false where it is not counted: its sender comes by the thousand. */
  limits?: readonly LimitName[] | false
  /** Its words for an OpenAPI document too: `summary`, `description`, `tags`, `operationId`. */
  schema?: FastifySchema
  handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const

export interface Resource extends Partial<Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', Endpoint>> {
  /** What it is, for people who ask with OPTIONS. */
  name: string
  /** Asked first, whatever the method. */
  onRequest?: RequestHooks
  /** Methods that `Allow` names although they are refused: where the original does so. */
  alsoAllow?: readonly string[]
}

/** Login and registration fit many times over; a larger body is 413. In bytes. */
const bodyLimit = 100 * 1024

/**
 * Everything that one URL answers, as a view of Django REST Framework: its methods, `Allow` on every answer, HEAD where
 * there is GET, OPTIONS, and 405 for the rest, after authentication and before a body is looked at. An OpenAPI document
 * shows what it was given, completed.
 */
export function resource(
  scope: FastifyInstance,
  url: string,
  { name, onRequest = [], alsoAllow = [], ...endpoints }: Resource
): void {
  const isServed = (method: (typeof methods)[number]) =>
    method === 'OPTIONS' || (method === 'HEAD' ? 'GET' in endpoints : method in endpoints)
  const allowed = methods.filter(method => isServed(method) || alsoAllow.includes(method)).join(', ')
  const sayAllowed: onRequestAsyncHookHandler = async (_request, reply) => {
    reply.header('allow', allowed)
  }
  for (const method of methods) {
    const endpoint = method === 'HEAD' ? endpoints.GET : method === 'OPTIONS' ? metadata(name) : endpoints[method]
    const route = { method: method as HTTPMethods, url, bodyLimit, exposeHeadRoute: false }
    const hooks = [onRequest, endpoint?.onRequest ?? []].flat()
    const before = [sayAllowed, ...hooks]
    if (endpoint === undefined) {
      scope.route({ ...route, schema: { hide: true }, onRequest: [...before, refuseMethod], handler: refuseMethod })
    } else if (method in endpoints) {
      const { limits = [], ...served } = endpoint
      const counted = limits === false ? { rateLimit: false as const } : { limits }
      const config = { swaggerTransform: descriptionOf(scope, method, hooks), ...counted }
      scope.route({ ...route, ...served, config, onRequest: before })
    } else {
      const { handler, schema } = endpoint
      scope.route({ ...route, handler, schema: { ...schema, hide: true }, onRequest: before })
    }
  }
}

async function refuseMethod({ method }: FastifyRequest): Promise<never> {
  throw new Refused(405, message('methodNotAllowed', { method }))
}

/** SimpleMetadata of Django REST Framework. */
function metadata(name: string): Endpoint {
  return { handler: async () => ({ name, description: '', renders: ['application/json'], parses: parsedTypes }) }
}
