import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { FastifyInstance } from 'fastify'
import { sites, users } from '../../db/schema.ts' // in an app of yours: 'fastify-rest-auth/schema'

/** `blog_article`: the blog's own table, in the same database. */
export const articles = sqliteTable(
  'blog_article',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    title: text({ length: 150 }).notNull(),
    body: text().notNull(),
    created: integer({ mode: 'timestamp_ms' }).notNull(),
    // Who leaves takes along what they wrote, as Django's on_delete=CASCADE; without it the deletion of an account that
    // has articles would be refused with 409.
    authorId: integer('author_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    // Without it here: nobody is to delete a whole blog by deleting a site.
    siteId: integer('site_id')
      .notNull()
      .references(() => sites.id)
  },
  table => [index('blog_article_author_id').on(table.authorId), index('blog_article_site_id').on(table.siteId)]
)

export type Article = typeof articles.$inferSelect

/** Makes the table where it is missing; an app with more than one has migrations of drizzle-kit (docs/plugins.md). */
export async function createArticles({ database }: FastifyInstance): Promise<void> {
  await database.transaction(async ({ drizzle }) => {
    drizzle.run(sql`
      create table if not exists blog_article (
        id integer primary key autoincrement not null,
        title text(150) not null,
        body text not null,
        created integer not null,
        author_id integer not null references auth_user (id) on delete cascade,
        site_id integer not null references django_site (id)
      )`)
    drizzle.run(sql`create index if not exists blog_article_author_id on blog_article (author_id)`)
    drizzle.run(sql`create index if not exists blog_article_site_id on blog_article (site_id)`)
  })
}
