import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import Type from 'typebox'
import type { Accounts } from '../../accounts/context.ts'
import { logOut, logOutByRefreshToken } from '../../accounts/log-out.ts'
import { readFields } from '../../core/fields.ts'
import type { User } from '../../db/users.ts'
import { notify } from '../account-hooks.ts'
import { answerDetail } from '../detail.ts'
import { detailAnswer } from '../detail-answer.ts'
import { invalidAnswer } from '../error-answers.ts'
import { clearCookies, type LoginAnswers, refreshTokenField } from '../login-answers.ts'
import { originOf } from '../origin.ts'
import { resource } from '../resource.ts'

const RefreshToken = Type.Object({ refresh_token: Type.Optional(refreshTokenField()) })

/**
 * django-rest-auth's LogoutView. Who is not logged in is told the same.
 * @param authenticateIfShown asks the database who it is, where credentials are shown
 */
export function logoutRoutes(
  scope: FastifyInstance,
  accounts: Accounts,
  answers: LoginAnswers,
  authenticateIfShown: onRequestAsyncHookHandler
): void {
  const { hooks, isRotating } = answers

  /** Of whom a token holds no more, a refresh token may be left. */
  async function endByRefreshToken(request: FastifyRequest): Promise<User | undefined> {
    const { refresh_token: refreshToken } = await readFields(RefreshToken, request.body)
    return refreshToken === undefined ? undefined : logOutByRefreshToken(accounts, refreshToken, originOf(request))
  }

  resource(scope, '/rest-auth/logout/', {
    name: 'Logout',
    alsoAllow: ['GET', 'HEAD'],
    onRequest: authenticateIfShown,
    POST: {
      schema: {
        summary: 'Log out',
        description:
          "Ends the session of the token, which is refused from then on, deletes the user's key and clears the cookie. " +
          `Who is not logged in is told the same.${isRotating ? ' A refresh token ends its session as well.' : ''}`,
        tags: ['Login'],
        operationId: 'logOut',
        ...(isRotating && { body: RefreshToken }),
        response: {
          200: detailAnswer('Logged out.', ['loggedOut']),
          ...(isRotating && { 400: invalidAnswer({ refresh_token: 'notAString' }) })
        }
      },
      async handler(request, reply) {
        clearCookies(answers, request, reply)
        const { restAuth } = request
        if (restAuth !== null) await logOut(accounts, restAuth, originOf(request))
        const byRefreshToken = isRotating ? await endByRefreshToken(request) : undefined
        const user = restAuth?.user ?? byRefreshToken
        if (user !== undefined) await notify(hooks, 'onUserLoggedOut', user, request)
        return answerDetail(request, reply, 'loggedOut')
      }
    }
  })
}
