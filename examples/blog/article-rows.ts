import { and, desc, eq, getTableColumns, lt } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import { users } from '../../db/schema.ts' // in an app of yours: 'fastify-rest-auth/schema'
import { type Article, articles } from './schema.ts'

type Drizzle = FastifyInstance['database']['drizzle']

/** An article with the name of its author. */
export type SignedArticle = Article & { author: string }

function signedArticles(drizzle: Drizzle) {
  return drizzle
    .select({ ...getTableColumns(articles), author: users.username })
    .from(articles)
    .innerJoin(users, eq(users.id, articles.authorId))
}

/** Those of a site, the newest first; of a lower number than `before`, if it is given. */
export async function listArticles(
  drizzle: Drizzle,
  siteId: number,
  { limit, before }: { limit: number; before: number | undefined }
): Promise<SignedArticle[]> {
  const isBefore = before === undefined ? undefined : lt(articles.id, before)
  return signedArticles(drizzle)
    .where(and(eq(articles.siteId, siteId), isBefore))
    .orderBy(desc(articles.id))
    .limit(limit)
}

/** One of a site's. */
export async function findArticle(drizzle: Drizzle, siteId: number, id: number): Promise<SignedArticle | undefined> {
  const [article] = await signedArticles(drizzle).where(and(eq(articles.siteId, siteId), eq(articles.id, id)))
  return article
}
