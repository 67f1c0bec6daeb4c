import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import type { Authentication } from '../../accounts/authenticate.ts'
import { connectSocialAccount } from '../../accounts/connect-social-account.ts'
import type { Accounts } from '../../accounts/context.ts'
import { recentLoginAnswer } from '../error-answers.ts'
import { originOf } from '../origin.ts'
import { resource } from '../resource.ts'
import { accessTokenEndpoint, type SocialEntrance } from './social-login.ts'

/**
 * django-rest-auth's SocialConnectView, for one provider.
 * @param authenticate asks the database who it is
 * @param authenticationOf who made a request that it let through, and by what; nothing in the body says it
 */
export function socialConnectRoutes(
  scope: FastifyInstance,
  accounts: Accounts,
  entrance: SocialEntrance,
  authenticate: onRequestAsyncHookHandler,
  authenticationOf: (request: FastifyRequest) => Authentication
): void {
  resource(scope, `/accounts/rest-auth/${entrance.provider}/connect/`, {
    name: 'Social Connect',
    onRequest: authenticate,
    POST: {
      limits: ['mails'],
      ...accessTokenEndpoint(
        accounts,
        entrance,
        {
          summary: `Connect a ${entrance.name} account`,
          description: "Makes it one of the ways in of the user who is logged in. It may be nobody else's.",
          operationId: `${entrance.provider}Connect`,
          refusal: 'socialConnectedToAnother',
          more: recentLoginAnswer(accounts.policy)
        },
        (client, accessToken, request) =>
          connectSocialAccount(accounts, client, authenticationOf(request), accessToken, originOf(request))
      )
    }
  })
}
