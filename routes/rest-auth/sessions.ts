import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import Type, { type Static } from 'typebox'
import type { Authentication } from '../../accounts/authenticate.ts'
import type { Accounts } from '../../accounts/context.ts'
import { endSession } from '../../accounts/end-session.ts'
import { listSessions, type ShownSession } from '../../accounts/list-sessions.ts'
import { logOutEverywhere } from '../../accounts/log-out-everywhere.ts'
import { member } from '../../core/json.ts'
import { notify } from '../account-hooks.ts'
import { answerDetail } from '../detail.ts'
import { detailAnswer } from '../detail-answer.ts'
import { example } from '../example.ts'
import { clearCookies, type LoginAnswers } from '../login-answers.ts'
import { originOf } from '../origin.ts'
import { resource } from '../resource.ts'
import { timeText } from '../time-text.ts'

const time = (description: string) => Type.String({ format: 'date-time', description, examples: [example.time] })

/** A session as its user sees it. */
const SessionFields = Type.Object({
  id: Type.String({ description: 'Its id: the `sid` of its tokens.', examples: [example.sessionId] }),
  method: Type.String({
    description: 'How it began: `password`, `registration`, the name of an identity provider, `django`, `issued`.',
    examples: ['password']
  }),
  created: time('When it began.'),
  last_used: time('When its tokens were refreshed last.'),
  expires: time('When it ends by itself.'),
  ip_address: Type.String({ description: 'Where it began.', examples: ['203.0.113.7'] }),
  user_agent: Type.String({ description: 'By which program.', examples: ['Mozilla/5.0 (iPhone)'] }),
  current: Type.Boolean({ description: 'Whether it is the one that asks.', examples: [true] })
})
const tags = ['Sessions']

/**
 * A user's own logins: seen, and ended one by one or all at once.
 * @param authenticate asks the database who it is
 * @param authenticationOf who made a request that it let through, and by what
 */
export function sessionsRoutes(
  scope: FastifyInstance,
  accounts: Accounts,
  answers: LoginAnswers,
  authenticate: onRequestAsyncHookHandler,
  authenticationOf: (request: FastifyRequest) => Authentication
): void {
  resource(scope, '/rest-auth/sessions/', {
    name: 'Session List',
    onRequest: authenticate,
    GET: {
      schema: {
        summary: 'List the own sessions',
        description: 'Each login that is not over, the one used last first; a hundred at most.',
        tags,
        operationId: 'listSessions',
        response: { 200: Type.Array(SessionFields, { description: 'The sessions.' }) }
      },
      async handler(request) {
        const sessions = await listSessions(accounts, authenticationOf(request), originOf(request))
        return sessions.map(sessionFields)
      }
    }
  })

  resource(scope, '/rest-auth/sessions/:id/', {
    name: 'Session',
    onRequest: authenticate,
    DELETE: {
      schema: {
        summary: 'End a session',
        description: 'Its tokens are refused from then on. The one that asks may be ended as well.',
        tags,
        operationId: 'endSession',
        params: Type.Object({
          id: Type.String({ description: 'The `id` of the session in the list.', examples: [example.sessionId] })
        }),
        response: { 204: Type.Null({ description: 'Ended.' }) }
      },
      async handler(request, reply) {
        const id = String(member(request.params, 'id'))
        await endSession(accounts, authenticationOf(request), id, originOf(request))
        return reply.code(204).send()
      }
    }
  })

  resource(scope, '/rest-auth/logout/all/', {
    name: 'Logout Everywhere',
    onRequest: authenticate,
    POST: {
      schema: {
        summary: 'Log out everywhere',
        description:
          "Ends all of the user's sessions, that which asks included, deletes the key and clears the cookies.",
        tags,
        operationId: 'logOutEverywhere',
        response: { 200: detailAnswer('Logged out.', ['loggedOutEverywhere']) }
      },
      async handler(request, reply) {
        const authentication = authenticationOf(request)
        await logOutEverywhere(accounts, authentication, originOf(request))
        clearCookies(answers, request, reply)
        await notify(answers.hooks, 'onUserLoggedOut', authentication.user, request)
        return answerDetail(request, reply, 'loggedOutEverywhere')
      }
    }
  })
}

function sessionFields(session: ShownSession): Static<typeof SessionFields> {
  const { id, method, created, lastUsed, expires, ipAddress, userAgent, isCurrent } = session
  return {
    id,
    method,
    created: timeText(created),
    last_used: timeText(lastUsed),
    expires: timeText(expires),
    ip_address: ipAddress,
    user_agent: userAgent,
    current: isCurrent
  }
}
