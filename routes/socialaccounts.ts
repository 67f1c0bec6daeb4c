import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import Type, { type Static } from 'typebox'
import type { Authentication } from '../accounts/authenticate.ts'
import type { Accounts } from '../accounts/context.ts'
import { disconnectSocialAccount } from '../accounts/disconnect-social-account.ts'
import { listSocialAccounts } from '../accounts/list-social-accounts.ts'
import type { SocialAccount } from '../db/social.ts'
import { invalidAnswer, recentLoginAnswer } from './error-answers.ts'
import { example } from './example.ts'
import { originOf } from './origin.ts'
import { pathId } from './path-id.ts'
import { resource } from './resource.ts'
import { timeText } from './time-text.ts'

/** A social account as its user sees it: django-rest-auth's SocialAccountSerializer. */
const SocialAccountFields = Type.Object({
  id: Type.Integer({ description: 'The number of the social account.', examples: [3] }),
  provider: Type.String({ description: 'The identity provider.', examples: ['kakao'] }),
  uid: Type.String({ description: 'Who the user is at the provider.', examples: ['3700000001'] }),
  last_login: Type.String({ format: 'date-time', description: 'The last login by it.', examples: [example.time] }),
  date_joined: Type.String({ format: 'date-time', description: 'When it was connected.', examples: [example.time] })
})
const tags = ['Social accounts']

/**
 * django-rest-auth's SocialAccountListView and SocialAccountDisconnectView: a user's accounts at all providers.
 * @param authenticate asks the database who it is
 * @param authenticationOf who made a request that it let through, and by what
 */
export function socialAccountsRoutes(
  scope: FastifyInstance,
  accounts: Accounts,
  authenticate: onRequestAsyncHookHandler,
  authenticationOf: (request: FastifyRequest) => Authentication
): void {
  resource(scope, '/socialaccounts/', {
    name: 'Social Account List',
    onRequest: authenticate,
    GET: {
      schema: {
        summary: 'List the own social accounts',
        tags,
        operationId: 'listSocialAccounts',
        response: { 200: Type.Array(SocialAccountFields, { description: 'The social accounts.' }) }
      },
      async handler(request) {
        const own = await listSocialAccounts(accounts, authenticationOf(request).user)
        return own.map(socialAccountFields)
      }
    }
  })

  resource(scope, '/socialaccounts/:id/disconnect/', {
    name: 'Social Account Disconnect',
    onRequest: authenticate,
    POST: {
      limits: ['mails'],
      schema: {
        summary: 'Disconnect a social account',
        description: 'The last one stays where its user has no password to log in with.',
        tags,
        operationId: 'disconnectSocialAccount',
        params: Type.Object({
          id: Type.Integer({ minimum: 1, description: 'The `id` of the social account in the list.', examples: [3] })
        }),
        response: {
          ...recentLoginAnswer(accounts.policy),
          200: Type.Object({}, { description: 'Disconnected.' }),
          400: invalidAnswer({ non_field_errors: 'socialLastWithoutPassword' })
        }
      },
      async handler(request) {
        await disconnectSocialAccount(accounts, authenticationOf(request), pathId(request), originOf(request))
        return {}
      }
    }
  })
}

function socialAccountFields(account: SocialAccount): Static<typeof SocialAccountFields> {
  const { id, provider, uid, lastLogin, dateJoined } = account
  return { id, provider, uid, last_login: timeText(lastLogin), date_joined: timeText(dateJoined) }
}
