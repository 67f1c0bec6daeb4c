import type { FastifyInstance } from 'fastify'
import Type, { type Static } from 'typebox'
import { endOneSession } from '../../accounts/admin/end-one-session.ts'
import type { ListedSession } from '../../db/session-lists.ts'
import { example } from '../example.ts'
import { timeText } from '../time-text.ts'
import { adminResource } from './admin-resource.ts'
import { type AdminScope, adminOf } from './admin-scope.ts'
import { maybeTime, timeField, userFields } from './fields.ts'

const SessionRow = Type.Object(
  {
    id: Type.String({ description: 'Its id: the `sid` of its tokens.', examples: [example.sessionId] }),
    ...userFields('Whose it is'),
    method: Type.String({
      description: 'How it began: `password`, `registration`, the name of a provider, `admin`, `django`, `issued`.',
      examples: ['kakao']
    }),
    created: timeField('When it began.'),
    last_used: timeField('When it was used last.'),
    expires: timeField('When it ends by itself.'),
    ended: maybeTime('When it was ended before its time.'),
    ip_address: Type.String({ description: 'Where it began.', examples: ['203.0.113.7'] }),
    user_agent: Type.String({ description: 'By which program.', examples: ['Mozilla/5.0 (iPhone)'] }),
    is_current: Type.Boolean({ description: 'Whether it is the one that asks.', examples: [false] })
  },
  { description: 'The session.' }
)

/** Logins of all users: seen, and ended one by one. */
export function adminLoginRoutes(scope: FastifyInstance, admin: AdminScope): void {
  const { accounts } = admin
  const { sessions } = accounts.database
  adminResource(scope, admin, {
    path: 'sessions',
    words: { one: 'session', all: 'sessions' },
    row: SessionRow,
    hasTextIds: true,
    rules: { orderings: ['created'], defaultOrdering: '-created', filters: { user: 'id', open: 'boolean' } },
    async list(query, request) {
      const { count, rows } = await sessions.list(query, new Date(accounts.now()))
      const { sessionId } = adminOf(request)
      return { count, results: rows.map(session => sessionRow(session, sessionId)) }
    },
    remove: (id, by, origin) => endOneSession(accounts, by, String(id), origin)
  })
}

function sessionRow(session: ListedSession, currentId: string): Static<typeof SessionRow> {
  const { id, userId, username, method, created, lastUsed, expires, ended, ipAddress, userAgent } = session
  return {
    id,
    user: userId,
    username,
    method,
    created: timeText(created),
    last_used: timeText(lastUsed),
    expires: timeText(expires),
    ended: ended && timeText(ended),
    ip_address: ipAddress,
    user_agent: userAgent,
    is_current: id === currentId
  }
}
