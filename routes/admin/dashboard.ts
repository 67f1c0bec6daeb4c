import type { FastifyInstance } from 'fastify'
import Type, { type Static } from 'typebox'
import { createDashboard } from '../../accounts/admin/dashboard.ts'
import { resource } from '../resource.ts'
import type { AdminScope } from './admin-scope.ts'
import { siteField } from './fields.ts'

const count = (description: string, example: number) => Type.Integer({ description, examples: [example] })

const DashboardAnswer = Type.Object(
  {
    users: count('How many there are.', 1234),
    active_users: count('Those who may log in.', 1200),
    new_this_week: count('Those who joined within seven days.', 12),
    open_sessions: count('Sessions that are not over.', 40),
    logins: Type.Array(
      Type.Object({
        date: Type.String({ format: 'date', description: 'The day (UTC).', examples: ['2026-11-01'] }),
        method: Type.String({ description: 'How they began.', examples: ['kakao'] }),
        count: count('How many.', 3)
      }),
      { description: 'Logins of the last 30 days by day and way; where there was none, nothing is said.' }
    ),
    providers: Type.Array(
      Type.Object({
        provider: Type.String({ description: 'The provider.', examples: ['kakao'] }),
        count: count('How many.', 900)
      }),
      { description: 'Social accounts by provider.' }
    ),
    site: siteField
  },
  { description: 'The counts.' }
)

/** What the front page of the admin shows. */
export function adminDashboardRoute(scope: FastifyInstance, { accounts, authenticate, sites }: AdminScope): void {
  const dashboard = createDashboard(accounts)
  resource(scope, '/dashboard/', {
    name: 'Front page of the admin',
    onRequest: authenticate,
    GET: {
      schema: {
        tags: ['Admin'],
        security: [{ adminCookie: [] }],
        summary: 'Count users, sessions and logins',
        description: 'Counted at most every 30 seconds.',
        operationId: 'adminGetDashboard',
        response: { 200: DashboardAnswer }
      },
      async handler(request): Promise<Static<typeof DashboardAnswer>> {
        const { users, activeUsers, newThisWeek, openSessions, logins, providers } = await dashboard()
        const { id, domain, name } = await sites.of(request)
        return {
          users,
          active_users: activeUsers,
          new_this_week: newThisWeek,
          open_sessions: openSessions,
          logins,
          providers,
          site: { id, domain, name }
        }
      }
    }
  })
}
