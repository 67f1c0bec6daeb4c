import type { FastifyInstance } from 'fastify'
import Type, { type Static } from 'typebox'
import { removeKey } from '../../accounts/admin/remove-key.ts'
import type { ListedToken } from '../../db/token-lists.ts'
import { example } from '../example.ts'
import { timeText } from '../time-text.ts'
import { adminResource } from './admin-resource.ts'
import type { AdminScope } from './admin-scope.ts'
import { masked, timeField, userFields } from './fields.ts'

const TokenRow = Type.Object(
  {
    id: Type.Integer({ description: 'The number of the user: each has one at most.', examples: [example.pk] }),
    ...userFields('Whose it is'),
    key: Type.String({ description: 'How it begins: whoever has all of it is the user.', examples: ['0123…'] }),
    created: timeField('When it was made.')
  },
  { description: 'The key.' }
)

/** Keys of Django REST Framework: seen by their beginnings, deleted. */
export function adminTokenRoutes(scope: FastifyInstance, admin: AdminScope): void {
  const { accounts } = admin
  adminResource(scope, admin, {
    path: 'tokens',
    words: { one: 'key', all: 'keys' },
    row: TokenRow,
    rules: { orderings: ['created'], defaultOrdering: '-created', filters: { user: 'id' } },
    async list(query) {
      const { count, rows } = await accounts.database.tokens.list(query)
      return { count, results: rows.map(tokenRow) }
    },
    remove: (id, by, origin) => removeKey(accounts, by, Number(id), origin)
  })
}

function tokenRow({ userId, username, key, created }: ListedToken): Static<typeof TokenRow> {
  return { id: userId, user: userId, username, key: masked(key), created: timeText(created) }
}
