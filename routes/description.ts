import type { SwaggerTransform } from '@fastify/swagger'
import type { FastifyInstance, FastifySchema, onRequestAsyncHookHandler } from 'fastify'
import { errorAnswers } from './error-answers.ts'

/** What bodies are read as. */
export const parsedTypes = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data']

/**
 * Completes the schema of an endpoint for an OpenAPI document: who is let in, what a body is sent as, examples made of
 * those of the fields, and the errors that every endpoint has. It is done while the document is made, so that a host's
 * answers are serialized by its own schemas alone, and so that the ways in that an endpoint refers to can be added to
 * the document: one that lacks them cannot be made.
 * @param method in upper case
 * @param onRequest what is asked first
 */
export function descriptionOf(
  scope: FastifyInstance,
  method: string,
  onRequest: onRequestAsyncHookHandler | undefined
): SwaggerTransform {
  return ({ schema = {}, url, ...document }) => {
    const security = schema.security ?? securityOf(scope, onRequest)
    const hasBody = method !== 'GET'
    const errors = errorAnswers({
      hasBody,
      isAuthenticated: security !== undefined && security.length > 0,
      takesCookie: hasBody && security?.some(way => 'cookie' in way) === true,
      hasPathId: url.includes('/:')
    })
    const { body, response = { 200: {} } } = schema
    const described: FastifySchema = {
      ...schema,
      ...(body === undefined ? {} : { body: withExample(body), consumes: schema.consumes ?? parsedTypes }),
      response: { ...errors, ...mapValues(response as Record<string, unknown>, withExample) }
    }
    const isOpenApi = 'openapiObject' in document // and not Swagger 2, which has no bearer tokens
    if (security === undefined || !isOpenApi) return { url, schema: described }
    addSchemes(scope, document.openapiObject)
    return { url, schema: { ...described, security } }
  }
}

type Security = NonNullable<FastifySchema['security']>

/** What a hook that is asked first demands; undefined when it is not one of ours, so that nothing can be said. */
function securityOf(scope: FastifyInstance, onRequest: onRequestAsyncHookHandler | undefined): Security | undefined {
  if (onRequest === undefined) return []
  if (!scope.hasDecorator('jwtAuth')) return undefined
  const { authenticate, jwtAuth } = scope
  const ways = Object.keys(jwtAuth.securitySchemes).map(name => ({ [name]: [] }))
  if (onRequest === jwtAuth.authenticateIfShown) return [{}, ...ways]
  return onRequest === authenticate || onRequest === jwtAuth.authenticateUser ? ways : undefined
}

type OpenApi = Parameters<SwaggerTransform>[0] extends infer Given
  ? Given extends { openapiObject: infer Document }
    ? Document
    : never
  : never

/** Adds our ways in to a document; what it says of the same names itself stays. */
function addSchemes(scope: FastifyInstance, document: OpenApi): void {
  if (!scope.hasDecorator('jwtAuth')) return
  const { components } = document
  const securitySchemes = { ...scope.jwtAuth.securitySchemes, ...components?.securitySchemes }
  Object.assign(document, { components: { ...components, securitySchemes } })
}

interface JsonSchema {
  type?: string
  properties?: Record<string, JsonSchema>
  items?: JsonSchema
  examples?: unknown[]
  'x-examples'?: object
}

/** The schema with an example, if it has none and its parts have. */
function withExample(schema: unknown): unknown {
  const found = schema as JsonSchema
  if (found.examples !== undefined || found['x-examples'] !== undefined) return schema
  const example = exampleOf(found)
  return example === undefined ? schema : { ...found, examples: [example] }
}

function exampleOf({ type, properties = {}, items, examples }: JsonSchema): unknown {
  if (examples !== undefined) return examples[0]
  if (type === 'array' && items !== undefined) {
    const item = exampleOf(items)
    return item === undefined ? undefined : [item]
  }
  if (type !== 'object') return undefined
  const values = mapValues(properties, exampleOf)
  return Object.values(values).includes(undefined) ? undefined : values
}

function mapValues<Value, Result>(values: Record<string, Value>, change: (value: Value) => Result) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]))
}
