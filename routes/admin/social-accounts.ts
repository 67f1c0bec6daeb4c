import type { FastifyInstance } from 'fastify'
import Type, { type Static } from 'typebox'
import { deleteSocialAccount } from '../../accounts/admin/social-accounts.ts'
import { readJson } from '../../core/json.ts'
import type { ListedAccount } from '../../db/social-lists.ts'
import { example } from '../example.ts'
import { timeText } from '../time-text.ts'
import { adminResource } from './admin-resource.ts'
import type { AdminScope } from './admin-scope.ts'
import { timeField } from './fields.ts'

const AccountRow = Type.Object(
  {
    id: Type.Integer({ description: 'The number of the social account.', examples: [1] }),
    user: Type.Integer({ description: 'The number of its user.', examples: [example.pk] }),
    username: Type.String({ description: 'The name of its user.', examples: [example.username] }),
    provider: Type.String({ description: 'Where it is.', examples: ['kakao'] }),
    uid: Type.String({ description: 'Who they are there.', examples: ['3700000001'] }),
    date_joined: timeField('When it was connected.'),
    last_login: timeField('When it was last used.'),
    extra_data: Type.Object({}, { description: 'What the provider told of them.', examples: [{}] })
  },
  { description: 'The social account.' }
)

/** Who users are at identity providers: seen, and taken away. */
export function adminSocialAccountRoutes(scope: FastifyInstance, admin: AdminScope): void {
  const { accounts } = admin
  const { social } = accounts.database
  adminResource(scope, admin, {
    path: 'social-accounts',
    words: { one: 'social account', all: 'social accounts' },
    row: AccountRow,
    rules: { orderings: ['id'], defaultOrdering: '-id', filters: { user: 'id', provider: 'text' }, search: true },
    async list(query) {
      const { search } = query
      const known = search === undefined ? [] : [...accounts.social.clients.keys(), ...(await social.appProviders())]
      const { count, rows } = await social.listAccounts(query, known)
      return { count, results: rows.map(accountRow) }
    },
    remove: (id, by, origin) => deleteSocialAccount(accounts, by, Number(id), origin)
  })
}

function accountRow(account: ListedAccount): Static<typeof AccountRow> {
  const { id, userId: user, username, provider, uid, dateJoined, lastLogin, extraData } = account
  const told = readJson(extraData)
  const isObject = typeof told === 'object' && told !== null && !Array.isArray(told)
  const times = { date_joined: timeText(dateJoined), last_login: timeText(lastLogin) }
  return { id, user, username, provider, uid, ...times, extra_data: isObject ? told : {} }
}
