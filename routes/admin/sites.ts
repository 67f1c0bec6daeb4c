import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { createSite, deleteSite, renameSite } from '../../accounts/admin/sites.ts'
import { maxDomainLength, maxSiteNameLength } from '../../accounts/change-site.ts'
import { adminResource } from './admin-resource.ts'
import type { AdminScope } from './admin-scope.ts'

const properties = {
  domain: Type.String({
    minLength: 1,
    maxLength: maxDomainLength,
    description: 'Its host, with a port if need be: the links in mails lead there.',
    examples: ['shop.example']
  }),
  name: Type.String({
    minLength: 1,
    maxLength: maxSiteNameLength,
    description: 'What mails call it.',
    examples: ['Our shop']
  })
}
const SiteRow = Type.Object(
  {
    id: Type.Integer({ description: 'The number of the site.', examples: [1] }),
    ...properties,
    is_current: Type.Boolean({ description: 'Whether it is the one of this server.', examples: [true] })
  },
  { description: 'The site.' }
)

/** Sites: seen by the staff, made, renamed and deleted by superusers. */
export function adminSiteRoutes(scope: FastifyInstance, admin: AdminScope): void {
  const { accounts, sites: known } = admin
  const { sites } = accounts.database
  adminResource(scope, admin, {
    path: 'sites',
    words: { one: 'site', all: 'sites' },
    row: SiteRow,
    rules: { orderings: ['id'], defaultOrdering: 'id' },
    async list(query) {
      const { count, rows } = await sites.list(query)
      return {
        count,
        results: rows.map(({ id, domain, name }) => ({ id, domain, name, is_current: id === known.id }))
      }
    },
    body: Type.Object(properties),
    async create(fields, by, origin) {
      const id = await createSite(accounts, by, fields, origin)
      known.forget()
      return id
    },
    async change(id, fields, by, origin) {
      await renameSite(accounts, by, Number(id), fields, origin)
      known.forget()
    },
    async remove(id, by, origin) {
      await deleteSite(accounts, by, Number(id), known.id, origin)
      known.forget()
    }
  })
}
