import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type, { type Static, type TObject } from 'typebox'
import { readTypedFields } from '../../core/typed-fields.ts'
import { pathId } from '../path-id.ts'
import { type LimitName, resource } from '../resource.ts'
import { refused, security, tags } from './admin-resource.ts'
import type { AdminScope } from './admin-scope.ts'

/** Something else that may be done with a row: `POST …/{id}/{verb}/`. */
export interface AdminAct<Body extends TObject> {
  path: string
  verb: string
  summary: string
  description?: string
  operationId: string
  body?: Body
  limits?: readonly LimitName[]
  response: Record<number, object>
  act(id: number, fields: Static<Body>, request: FastifyRequest): Promise<unknown>
}

/** An act whose answer is 204 unless it answers something. */
export function adminAct<Body extends TObject>(
  scope: FastifyInstance,
  { authenticate }: AdminScope,
  { path, verb, summary, description, operationId, body, limits = [], response, act }: AdminAct<Body>
): void {
  resource(scope, `/${path}/:id/${verb}/`, {
    name: summary,
    onRequest: authenticate,
    POST: {
      limits: ['admin', ...limits],
      schema: {
        tags,
        security,
        summary,
        ...(description !== undefined && { description }),
        operationId,
        params: Type.Object({ id: Type.Integer({ minimum: 1, description: 'Its number.', examples: [1] }) }),
        ...(body !== undefined && { body }),
        response: { 403: refused, ...response }
      },
      async handler(request, reply) {
        const fields = body === undefined ? {} : await readTypedFields(body, request.body)
        const answer = await act(pathId(request), fields as Static<Body>, request)
        return answer ?? reply.code(204).send()
      }
    }
  })
}
