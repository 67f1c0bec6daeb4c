import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type, { type Static, type TObject } from 'typebox'
import type { AdminLogin } from '../../accounts/admin/admin-login.ts'
import type { Origin } from '../../accounts/context.ts'
import { Refused } from '../../core/errors.ts'
import type { ReadOptions } from '../../core/fields.ts'
import { member } from '../../core/json.ts'
import { type ListQuery, type ListRules, maxPageSize, readListQuery } from '../../core/list-query.ts'
import { message } from '../../core/messages.ts'
import { readTypedFields } from '../../core/typed-fields.ts'
import { detailAnswer } from '../detail-answer.ts'
import { invalidAnswer } from '../error-answers.ts'
import { example } from '../example.ts'
import { originOf } from '../origin.ts'
import { pathId } from '../path-id.ts'
import { type LimitName, type Resource, resource } from '../resource.ts'
import { type AdminScope, adminOf } from './admin-scope.ts'
import { querySchema } from './list-schema.ts'

/** The numbers of rows, or the texts that stand in their place. */
type Id = number | string

/** A table as the admin shows it. */
export interface AdminResource<Row extends TObject, Body extends TObject> {
  /** In the address, as in `email-addresses`. */
  path: string
  /** One of them and all of them, for people, as in `e-mail address`, `e-mail addresses`. */
  words: { one: string; all: string }
  row: Row
  rules: ListRules
  /** Whether ids are texts; numbers when not given. */
  hasTextIds?: boolean
  list(query: ListQuery, request: FastifyRequest): Promise<{ count: number; results: Static<Row>[] }>
  body?: Body
  checks?: ReadOptions<Static<Body>>['checks']
  /** What making one counts as, besides being an act of the admin. */
  createLimits?: readonly LimitName[]
  create?(fields: Partial<Static<Body>>, by: AdminLogin, origin: Origin): Promise<Id>
  change?(id: Id, fields: Partial<Static<Body>>, by: AdminLogin, origin: Origin): Promise<void>
  remove?(id: Id, by: AdminLogin, origin: Origin): Promise<void>
}

export const tags = ['Admin']
export const security = [{ adminCookie: [] }]
const countWords =
  'Of all pages. Of a list that is filtered or searched 10,000 at most, however many there are: those can be paged through.'
/** What every act may be refused by. */
export const refused = detailAnswer(
  'Somebody who may not; with the `code` `csrf` the token of the session is missing, with `confirmation_required` the password has to be shown again.',
  ['permissionDenied', 'csrfFailed', 'adminConfirm']
)

/** The endpoints of a table: its list, a row, and what may be done with it. Each row is answered as the list shows it. */
export function adminResource<Row extends TObject, Body extends TObject>(
  scope: FastifyInstance,
  { authenticate }: AdminScope,
  {
    path,
    words,
    row,
    rules,
    hasTextIds = false,
    list,
    body,
    checks = {},
    createLimits = [],
    ...acts
  }: AdminResource<Row, Body>
): void {
  const { one, all } = words
  const { create, change, remove } = acts
  const options = { checks } as ReadOptions<Static<Body>>
  const idOf = (request: FastifyRequest) => (hasTextIds ? textId(request) : pathId(request))

  async function find(id: Id, request: FastifyRequest): Promise<Static<Row>> {
    const by = rules.defaultOrdering.replace('-', '')
    const { results } = await list(
      { offset: 0, limit: 1, by, isDescending: false, ids: [String(id)], filters: {} },
      request
    )
    const [found] = results
    if (found === undefined) throw new Refused(404, message('notFound'))
    return found
  }

  const describe = (verb: string, name: string, summary: string, response: object) => ({
    tags,
    security,
    summary,
    operationId: `admin${verb}${pascalCase(name)}`,
    response: { 403: refused, ...response }
  })

  const onMany: Resource = {
    name: `${all} in the admin`,
    onRequest: authenticate,
    GET: {
      schema: {
        ...describe('List', path, `List ${all}`, {
          200: Type.Object(
            { count: Type.Integer({ description: countWords, examples: [1] }), results: Type.Array(row) },
            { description: `A page of ${all}.` }
          ),
          400: invalidAnswer({ page_size: message('notInRange', { min: 1, max: maxPageSize }) })
        }),
        querystring: querySchema(rules)
      },
      handler: async request => list(readListQuery(request.query, rules), request)
    }
  }
  if (create !== undefined && body !== undefined) {
    onMany.POST = {
      limits: ['admin', ...createLimits],
      schema: {
        ...describe('Create', one, `Add ${article(one)}`, {
          201: row,
          400: invalidAnswer({ non_field_errors: 'noData' })
        }),
        body
      },
      async handler(request, reply) {
        const fields = await readTypedFields(body, request.body, options)
        const id = await create(fields, adminOf(request), originOf(request))
        reply.code(201)
        return find(id, request)
      }
    }
  }
  resource(scope, `/${path}/`, onMany)

  const params = Type.Object({
    id: hasTextIds
      ? Type.String({ description: 'Its id.', examples: [example.sessionId] })
      : Type.Integer({ minimum: 1, description: 'Its number.', examples: [1] })
  })
  const onOne: Resource = {
    name: `${article(one)} in the admin`,
    onRequest: authenticate,
    GET: {
      schema: { ...describe('Get', one, `Show ${article(one)}`, { 200: row }), params },
      handler: async request => find(idOf(request), request)
    }
  }
  if (change !== undefined && body !== undefined) {
    onOne.PATCH = {
      limits: ['admin'],
      schema: {
        ...describe('Change', one, `Change ${article(one)}`, { 200: row, 400: invalidAnswer({ id: 'notAnId' }) }),
        description: 'What is not sent stays as it is.',
        params,
        body: Type.Partial(body)
      },
      async handler(request) {
        const fields = await readTypedFields(body, request.body, { ...options, partial: true })
        await change(idOf(request), fields, adminOf(request), originOf(request))
        return find(idOf(request), request)
      }
    }
  }
  if (remove !== undefined) {
    onOne.DELETE = {
      limits: ['admin'],
      schema: {
        ...describe('Delete', one, `Delete ${article(one)}`, { 204: Type.Null({ description: 'Deleted.' }) }),
        params
      },
      async handler(request, reply) {
        await remove(idOf(request), adminOf(request), originOf(request))
        return reply.code(204).send()
      }
    }
  }
  resource(scope, `/${path}/:id/`, onOne)
}

function textId({ params }: FastifyRequest): string {
  return String(member(params, 'id'))
}

function article(word: string): string {
  return `${/^[aeio]/i.test(word) ? 'an' : 'a'} ${word}`
}

function pascalCase(text: string): string {
  return text.replace('e-mail', 'email').replace(/(?:^|\W+)(\w)/g, (_match, letter: string) => letter.toUpperCase())
}
