import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify'
import type { Accounts } from '../../accounts/context.ts'
import { logOut } from '../../accounts/log-out.ts'
import { notify } from '../account-hooks.ts'
import { answerDetail } from '../detail.ts'
import { detailAnswer } from '../detail-answer.ts'
import type { LoginAnswers } from '../login-answers.ts'
import { originOf } from '../origin.ts'
import { resource } from '../resource.ts'

/**
 * django-rest-auth's LogoutView. Who is not logged in is told the same.
 * @param authenticateIfShown asks the database who it is, where credentials are shown
 */
export function logoutRoutes(
  scope: FastifyInstance,
  accounts: Accounts,
  { hooks, cookie }: LoginAnswers,
  authenticateIfShown: onRequestAsyncHookHandler
): void {
  resource(scope, '/rest-auth/logout/', {
    name: 'Logout',
    alsoAllow: ['GET', 'HEAD'],
    onRequest: authenticateIfShown,
    POST: {
      schema: {
        summary: 'Log out',
        description:
          "Ends the session of the token, which is refused from then on, deletes the user's key and clears the cookie. " +
          'Who is not logged in is told the same.',
        tags: ['Login'],
        operationId: 'logOut',
        response: { 200: detailAnswer('Logged out.', ['loggedOut']) }
      },
      async handler(request, reply) {
        cookie.clear(request, reply)
        if (request.restAuth !== null) {
          await logOut(accounts, request.restAuth, originOf(request))
          await notify(hooks, 'onUserLoggedOut', request.restAuth.user, request)
        }
        return answerDetail(request, reply, 'loggedOut')
      }
    }
  })
}
