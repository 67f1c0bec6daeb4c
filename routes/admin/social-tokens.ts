import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { deleteSocialToken, maskedToken } from '../../accounts/admin/social-accounts.ts'
import { example } from '../example.ts'
import { timeText } from '../time-text.ts'
import { adminResource } from './admin-resource.ts'
import type { AdminScope } from './admin-scope.ts'
import { maybeTime } from './fields.ts'

const TokenRow = Type.Object(
  {
    id: Type.Integer({ description: 'The number of the token.', examples: [1] }),
    account: Type.Integer({ description: 'The number of the social account that it is of.', examples: [1] }),
    user: Type.Integer({ description: 'The number of the user.', examples: [example.pk] }),
    username: Type.String({ description: 'The name of the user.', examples: [example.username] }),
    provider: Type.String({ description: 'Whose it is.', examples: ['kakao'] }),
    app: Type.Integer({ description: 'The number of the Social application that it was made for.', examples: [1] }),
    token: Type.String({ description: 'How it begins, if it is long enough.', examples: ['abcd…'] }),
    has_refresh_token: Type.Boolean({ description: 'Whether it can be refreshed when it is over.', examples: [true] }),
    expires_at: maybeTime('Until when it holds, where that is known.')
  },
  { description: 'The token.' }
)

/** What is kept of providers' tokens: that they are there, and never what they say. */
export function adminSocialTokenRoutes(scope: FastifyInstance, admin: AdminScope): void {
  const { accounts } = admin
  adminResource(scope, admin, {
    path: 'social-tokens',
    words: { one: 'provider token', all: 'provider tokens' },
    row: TokenRow,
    rules: { orderings: ['id'], defaultOrdering: '-id', filters: { user: 'id', provider: 'text' } },
    async list(query) {
      const { count, rows } = await accounts.database.social.listTokens(query)
      const results = rows.map(({ token, account }) => ({
        id: token.id,
        account: account.id,
        user: account.userId,
        username: account.username,
        provider: account.provider,
        app: token.appId,
        token: maskedToken(accounts.social.sealer, token.token, account),
        has_refresh_token: token.tokenSecret !== '',
        expires_at: token.expiresAt && timeText(token.expiresAt)
      }))
      return { count, results }
    },
    remove: (id, by, origin) => deleteSocialToken(accounts, by, Number(id), origin)
  })
}
