import type { SwaggerTransform } from '@fastify/swagger'
import type { FastifyInstance, FastifySchema, onRequestAsyncHookHandler } from 'fastify'
import { errorAnswers } from './error-answers.ts'
import { isPermissionHook } from './permission-hook.ts'
import type { SecuritySchemes } from './security-schemes.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Ways in that the routes of one context have alone. */
    ownSecuritySchemes: SecuritySchemes
  }
}

/** What bodies are read as. */
export const parsedTypes = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data']

/**
 * Completes the schema of an endpoint for an OpenAPI document: who is let in, what a body is sent as, examples made of
 * those of the fields, and the errors that every endpoint has. It is done while the document is made, so that a host's
 * answers are serialized by its own schemas alone, and so that the ways in that an endpoint refers to can be added to
 * the document: one that lacks them cannot be made.
 * @param method in upper case
 * @param hooks what is asked first, in turn
 */
export function descriptionOf(
  scope: FastifyInstance,
  method: string,
  hooks: readonly onRequestAsyncHookHandler[]
): SwaggerTransform {
  return ({ schema = {}, url, ...document }) => {
    const security = schema.security ?? securityOf(scope, hooks)
    const hasBody = method !== 'GET'
    const errors = errorAnswers({
      hasBody,
      isAuthenticated: security !== undefined && security.length > 0,
      takesCookie: hasBody && security?.some(way => 'cookie' in way) === true,
      hasPathId: url.includes('/:'),
      isFor: hooks.filter(isPermissionHook).map(({ letsThrough }) => letsThrough)
    })
    const { body, response = { 200: {} } } = schema
    const described: FastifySchema = {
      ...schema,
      ...(body === undefined ? {} : { body: withExample(body), consumes: schema.consumes ?? parsedTypes }),
      response: { ...errors, ...mapValues(response as Record<string, unknown>, withExample) }
    }
    const isOpenApi = 'openapiObject' in document // and not Swagger 2, which has no bearer tokens
    if (security === undefined || !isOpenApi) {
      const { security: _unknown, ...rest } = described // a way in of ours that the document does not have
      return { url, schema: rest }
    }
    addSchemes(scope, document.openapiObject)
    return { url, schema: { ...described, security } }
  }
}

type Security = NonNullable<FastifySchema['security']>

/** What the hooks that are asked first demand; undefined when none of them is ours, so that nothing can be said. */
function securityOf(scope: FastifyInstance, hooks: readonly onRequestAsyncHookHandler[]): Security | undefined {
  if (hooks.length === 0) return []
  if (!scope.hasDecorator('jwtAuth')) return undefined
  const { authenticate, jwtAuth } = scope
  const ways = Object.keys(jwtAuth.securitySchemes).map(name => ({ [name]: [] }))
  const demandsLogin = (hook: onRequestAsyncHookHandler) =>
    hook === authenticate || hook === jwtAuth.authenticateUser || isPermissionHook(hook)
  if (hooks.some(demandsLogin)) return ways
  return hooks.includes(jwtAuth.authenticateIfShown) ? [{}, ...ways] : undefined
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
  const own: SecuritySchemes = scope.hasDecorator('ownSecuritySchemes') ? scope.ownSecuritySchemes : {}
  const securitySchemes = { ...scope.jwtAuth.securitySchemes, ...own, ...components?.securitySchemes }
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
