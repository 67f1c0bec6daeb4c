// `/app/articles/`: everybody reads those of the site that they came to; who is logged in writes; authors and staff change.
import { eq } from 'drizzle-orm'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AuthenticationFailed, answers, InvalidInput, message, Refused, resource } from '../../index.ts'
import { findArticle, listArticles, type SignedArticle } from './article-rows.ts'
import { readArticle } from './read-article.ts'
import { articles, createArticles } from './schema.ts'

const pageSize = 20

/** The queries of the database, or of a transaction. */
type Queries = Pick<FastifyInstance['database'], 'drizzle' | 'users'>

export async function articleRoutes(scope: FastifyInstance): Promise<void> {
  const { authenticate, database } = scope
  await createArticles(scope)
  await scope.register(answers)

  resource(scope, '/app/articles/', {
    name: 'Article List',
    GET: {
      async handler(request) {
        const { id: siteId } = request.site
        const found = await listArticles(database.drizzle, siteId, { limit: pageSize + 1, before: pageStart(request) })
        const page = found.slice(0, pageSize)
        const next = found.length > pageSize ? `${request.routeOptions.url}?before=${page.at(-1)?.id}` : null
        return { next, results: page.map(shown) }
      }
    },
    POST: {
      onRequest: authenticate,
      async handler(request, reply) {
        const fields = readArticle(request.body)
        const article = await database.transaction(async ({ drizzle, sites, users }) => {
          const { id: authorId, username: author } = await activeUser({ users }, request)
          const site = (await sites.find(request.site.id)) ?? notFound() // as it is now: request.site may be seconds old
          const values = { ...fields, created: new Date(), authorId, siteId: site.id }
          return { ...drizzle.insert(articles).values(values).returning().get(), author }
        })
        return reply.code(201).send(shown(article))
      }
    }
  })

  resource(scope, '/app/articles/:id/', {
    name: 'Article',
    GET: { handler: async request => shown(await articleOf(database, request)) },
    PATCH: {
      onRequest: authenticate,
      async handler(request) {
        return database.transaction(async queries => {
          const article = await changeable(queries, request)
          const fields = readArticle(request.body, article)
          await queries.drizzle.update(articles).set(fields).where(eq(articles.id, article.id))
          return shown({ ...article, ...fields })
        })
      }
    },
    DELETE: {
      onRequest: authenticate,
      async handler(request, reply) {
        await database.transaction(async queries => {
          const { id } = await changeable(queries, request)
          await queries.drizzle.delete(articles).where(eq(articles.id, id))
        })
        return reply.code(204).send()
      }
    }
  })
}

function shown({ id, title, body, author, created }: SignedArticle) {
  return { id, title, body, author, created }
}

/** The article of a path, if it is of the request's site. @throws Refused with 404 */
async function articleOf({ drizzle }: Pick<Queries, 'drizzle'>, request: FastifyRequest): Promise<SignedArticle> {
  const id = wholeNumber((request.params as { id: string }).id) ?? notFound()
  return (await findArticle(drizzle, request.site.id, id)) ?? notFound()
}

/** The same, for its author and for staff. @throws Refused with 404, or with 403 for others */
async function changeable(queries: Queries, request: FastifyRequest): Promise<SignedArticle> {
  const article = await articleOf(queries, request)
  const user = await activeUser(queries, request)
  if (article.authorId !== user.id && !user.isStaff) throw new Refused(403, message('permissionDenied'))
  return article
}

/**
 * The user of a request as they are now: a token may tell no more than their name (JWT_AUTH_CHECK=claims), and the body
 * may have come long after it was looked at.
 * @throws AuthenticationFailed when they are gone or disabled
 */
async function activeUser({ users }: Pick<Queries, 'users'>, { user: { id } }: FastifyRequest) {
  const user = await users.find(id)
  if (!user?.isActive) throw new AuthenticationFailed(message('userInactiveOrDeleted'))
  return user
}

/** Before which number a page of the list begins. @throws InvalidInput when it is no number */
function pageStart({ query }: FastifyRequest): number | undefined {
  const { before } = query as { before?: unknown }
  const id = wholeNumber(before)
  if (before !== undefined && id === undefined) throw new InvalidInput({ before: [message('invalidValue')] })
  return id
}

function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

function notFound(): never {
  throw new Refused(404, message('notFound'))
}
