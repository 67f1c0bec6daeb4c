import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import Type, { type Static } from 'typebox'
import type { AuthenticatedUser } from '../accounts/authenticate.ts'
import type { Accounts } from '../accounts/context.ts'
import { disconnectSocialAccount } from '../accounts/disconnect-social-account.ts'
import { listSocialAccounts } from '../accounts/list-social-accounts.ts'
import type { SocialAccount } from '../db/social.ts'
import { pathId } from './path-id.ts'
import { resource } from './resource.ts'

/** A social account as its user sees it: django-rest-auth's SocialAccountSerializer. */
const SocialAccountFields = Type.Object({
  id: Type.Integer(),
  provider: Type.String(),
  uid: Type.String(),
  last_login: Type.String({ format: 'date-time' }),
  date_joined: Type.String({ format: 'date-time' })
})

/**
 * django-rest-auth's SocialAccountListView and SocialAccountDisconnectView: a user's accounts at all providers.
 * @param authenticate asks the database who it is
 * @param userOf who made a request that it let through
 */
export function socialAccountsRoutes(
  scope: FastifyInstance,
  accounts: Accounts,
  authenticate: onRequestAsyncHookHandler,
  userOf: (request: FastifyRequest) => AuthenticatedUser
): void {
  resource(scope, '/socialaccounts/', {
    name: 'Social Account List',
    onRequest: authenticate,
    GET: {
      schema: { response: { 200: Type.Array(SocialAccountFields) } },
      async handler(request) {
        const own = await listSocialAccounts(accounts, userOf(request))
        return own.map(socialAccountFields)
      }
    }
  })

  resource(scope, '/socialaccounts/:id/disconnect/', {
    name: 'Social Account Disconnect',
    onRequest: authenticate,
    POST: {
      schema: { params: Type.Object({ id: Type.Integer() }), response: { 200: Type.Object({}) } },
      async handler(request) {
        await disconnectSocialAccount(accounts, userOf(request).id, pathId(request))
        return {}
      }
    }
  })
}

function socialAccountFields(account: SocialAccount): Static<typeof SocialAccountFields> {
  const { id, provider, uid, lastLogin, dateJoined } = account
  return { id, provider, uid, last_login: timeText(lastLogin), date_joined: timeText(dateJoined) }
}

/** Django REST Framework's DateTimeField: microseconds, and no fraction where it is 0. */
function timeText(time: Date): string {
  return time.toISOString().replace(/(?:\.000)?Z$/, end => (end === 'Z' ? '000Z' : 'Z'))
}
