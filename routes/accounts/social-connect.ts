import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import type { Authentication } from '../../accounts/authenticate.ts'
import { connectSocialAccount } from '../../accounts/connect-social-account.ts'
import type { Accounts } from '../../accounts/context.ts'
import { recentLoginAnswer } from '../error-answers.ts'
import { originOf } from '../origin.ts'
import { resource } from '../resource.ts'
import { clientAt, type SocialEntrance } from './social-entrance.ts'
import { credentialsEndpoint, operationName } from './social-login.ts'

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
  const { client } = entrance
  resource(scope, `/accounts/rest-auth/${client.id}/connect/`, {
    name: 'Social Connect',
    onRequest: authenticate,
    POST: {
      limits: ['mails'],
      ...credentialsEndpoint(
        accounts,
        entrance,
        {
          summary: `Connect a ${client.name} account`,
          description: "Makes it one of the ways in of the user who is logged in. It may be nobody else's.",
          operationId: `${operationName(client.id)}Connect`,
          refusal: 'socialConnectedToAnother',
          more: recentLoginAnswer(accounts.policy)
        },
        (credentials, request) =>
          connectSocialAccount(
            accounts,
            clientAt(client, request),
            authenticationOf(request),
            credentials,
            originOf(request)
          )
      )
    }
  })
}
