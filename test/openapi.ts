// OpenAPI documents in the tests: how to get one, and what is in it.
import Fastify, { type FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { type SuiteOptions, suite } from '../app.ts'
import { docs } from '../plugins/docs.ts'
import { djangoDatabase, secretKey } from './helper.ts'

export interface Schema {
  type?: string
  required?: string[]
  properties?: Record<string, Schema & Record<string, unknown>>
  description?: string
  examples?: unknown[]
}

export interface Media {
  schema: Schema
  example?: unknown
  examples?: Record<string, { value: unknown }>
}

export interface Answer {
  description: string
  headers?: Record<string, object>
  content?: Record<string, Media>
}

export interface Operation {
  path: string
  method: string
  operationId?: string
  summary?: string
  description?: string
  tags?: string[]
  security?: Record<string, string[]>[]
  parameters?: { name: string; in: string; description?: string; example?: unknown; schema: Schema }[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, Answer>
}

export interface Document {
  openapi: string
  info: { title: string; version: string }
  tags: { name: string; description: string }[]
  components: { securitySchemes: Record<string, object> }
  paths: Record<string, Record<string, Omit<Operation, 'path' | 'method'>>>
}

export interface Route {
  method: string
  url: string
}

/** A server with the description and the suite, on Django's database, and the routes that it has. */
export async function createDescribedApp(
  t: Test,
  options: SuiteOptions = {}
): Promise<{ app: FastifyInstance; routes: Route[] }> {
  const app = Fastify()
  t.teardown(() => app.close())
  const routes: Route[] = []
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) routes.push({ method: each, url })
  })
  await app.register(docs)
  const defaults = { secretKey, jwtAllowRefresh: true, rateLimit: false, databaseUrl: djangoDatabase(t) }
  await app.register(suite, { ...defaults, ...options })
  return { app, routes }
}

export async function documentOf(app: FastifyInstance): Promise<Document> {
  return (await app.inject('/docs/json')).json()
}

/** The document of a suite with these settings. */
export async function describe(t: Test, options: SuiteOptions = {}): Promise<Document> {
  return documentOf((await createDescribedApp(t, options)).app)
}

export function operationsOf({ paths }: Pick<Document, 'paths'>): Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation }))
  )
}

/** One operation, as in `POST /api-jwt-auth/`. */
export function operation(document: Pick<Document, 'paths'>, request: string): Operation {
  const found = operationsOf(document).find(({ method, path }) => `${method} ${path}` === request)
  if (found === undefined) throw new Error(`${request} is not described`)
  return found
}

/** The schema of what is sent as JSON, or as a form where nothing else is taken. */
export function bodyOf({ requestBody }: Operation): Media | undefined {
  return requestBody?.content['application/json'] ?? requestBody?.content['application/x-www-form-urlencoded']
}

/** The values that a body is shown with. */
export function examplesOf({ example, examples = {} }: Media): unknown[] {
  return [...(example === undefined ? [] : [example]), ...Object.values(examples).map(({ value }) => value)]
}
