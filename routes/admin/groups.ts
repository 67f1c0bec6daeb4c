import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { createGroup, deleteGroup, renameGroup } from '../../accounts/admin/change-groups.ts'
import { adminResource } from './admin-resource.ts'
import type { AdminScope } from './admin-scope.ts'

/** What Django's column holds. */
const maxGroupName = 150

const name = Type.String({
  minLength: 1,
  maxLength: maxGroupName,
  description: 'What `requireGroup` asks for, to the letter.',
  examples: ['editors']
})
const GroupRow = Type.Object(
  {
    id: Type.Integer({ description: 'Its number.', examples: [3] }),
    name,
    users: Type.Integer({ description: 'How many are in it.', examples: [12] })
  },
  { description: 'The group.' }
)

/** Django's groups: seen, made, renamed, deleted. */
export function adminGroupRoutes(scope: FastifyInstance, admin: AdminScope): void {
  const { accounts } = admin
  adminResource(scope, admin, {
    path: 'groups',
    words: { one: 'group', all: 'groups' },
    row: GroupRow,
    rules: { orderings: ['id', 'name'], defaultOrdering: 'name', search: true },
    async list(query) {
      const { count, rows } = await accounts.database.groups.list(query)
      return { count, results: rows }
    },
    body: Type.Object({ name }),
    create: ({ name = '' }, by, origin) => createGroup(accounts, by, name, origin),
    change: (id, { name }, by, origin) => renameGroup(accounts, by, Number(id), name, origin),
    remove: (id, by, origin) => deleteGroup(accounts, by, Number(id), origin)
  })
}
