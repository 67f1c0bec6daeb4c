import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { type AdminLogin, confirmedUntil } from '../../accounts/admin/admin-login.ts'
import { confirmAdminLogin, logInToAdmin, logOutOfAdmin } from '../../accounts/admin/log-in-to-admin.ts'
import { readFields } from '../../core/fields.ts'
import { message } from '../../core/messages.ts'
import { maxCredentialLength } from '../../core/password-validators.ts'
import { invalidAnswer } from '../error-answers.ts'
import { example } from '../example.ts'
import { originOf } from '../origin.ts'
import { resource } from '../resource.ts'
import { timeText } from '../time-text.ts'
import type { AdminCookie } from './admin-cookie.ts'
import { refused } from './admin-resource.ts'
import { type AdminScope, adminOf } from './admin-scope.ts'
import { maybeTime, siteField } from './fields.ts'

const passwordField = Type.String({
  minLength: 1,
  maxLength: maxCredentialLength,
  format: 'password',
  description: 'The password.',
  examples: [example.password]
})
const LoginBody = Type.Object({
  username: Type.String({
    minLength: 1,
    maxLength: maxCredentialLength,
    description: 'The name.',
    examples: ['admin']
  }),
  password: passwordField
})
const ConfirmBody = Type.Object({ password: passwordField })

const SessionAnswer = Type.Object(
  {
    user: Type.Union(
      [
        Type.Null(),
        Type.Object({
          id: Type.Integer({ description: 'The number.' }),
          username: Type.String({ description: 'The name.' }),
          first_name: Type.String({ description: 'The given name.' }),
          last_name: Type.String({ description: 'The family name.' }),
          is_superuser: Type.Boolean({ description: 'Whether they may do everything.' })
        })
      ],
      { description: 'Who is logged in.', examples: [null] }
    ),
    csrf_token: Type.String({ description: 'What acts send along as `x-csrf-token`.', examples: ['nJ8kPq1x-…'] }),
    needs_superuser: Type.Boolean({ description: 'Whether there is no superuser yet.', examples: [false] }),
    site: siteField,
    confirmed_until: maybeTime('Until when the password counts as just shown.')
  },
  { description: 'The session.' }
)

/** What the session needs of the plugin. */
export interface SessionParts {
  cookie: AdminCookie
  /** A token against cross-site requests, which holds for one session. */
  csrfTokenOf(request: FastifyRequest, reply: FastifyReply, sessionId: string | undefined): string
  /** Lets through everybody, and of what changes something only what comes from our own pages. */
  lookAtLogin: AdminScope['authenticate']
}

/** The admin's own session: seen, begun, confirmed, ended. */
export function adminSessionRoutes(
  scope: FastifyInstance,
  { accounts, authenticate, sites }: AdminScope,
  { cookie, csrfTokenOf, lookAtLogin }: SessionParts
): void {
  const tags = ['Admin']

  async function answerOf(
    request: FastifyRequest,
    reply: FastifyReply,
    login: AdminLogin | undefined
  ): Promise<Static<typeof SessionAnswer>> {
    const { id, domain, name } = await sites.of(request)
    const until = login && confirmedUntil(accounts, login)
    return {
      user: login ? userFields(login) : null,
      csrf_token: csrfTokenOf(request, reply, login?.sessionId),
      needs_superuser: !(await accounts.database.users.hasSuperuser()),
      site: { id, domain, name },
      confirmed_until: until ? timeText(until) : null
    }
  }

  resource(scope, '/session/', {
    name: 'Session of the admin',
    onRequest: lookAtLogin,
    GET: {
      schema: {
        tags,
        security: [],
        summary: 'Show the session of the admin',
        description: 'Whoever asks: `user` is null where nobody is logged in.',
        operationId: 'adminGetOwnSession',
        response: { 200: SessionAnswer }
      },
      handler: async (request, reply) => answerOf(request, reply, request.adminLogin ?? undefined)
    },
    POST: {
      limits: ['passwords'],
      schema: {
        tags,
        security: [],
        summary: 'Log in to the admin',
        description: 'For staff. The session is a cookie; the answer has a new `csrf_token`.',
        operationId: 'adminLogin',
        body: LoginBody,
        response: {
          200: SessionAnswer,
          400: invalidAnswer({ username: 'required' }, { non_field_errors: 'badCredentials' }),
          403: refused
        }
      },
      async handler(request, reply) {
        const fields = await readFields(LoginBody, request.body)
        const { cookie: value, login } = await logInToAdmin(accounts, fields, originOf(request))
        // Whoever had the browser before had a session of their own, which nobody holds any more.
        if (request.adminLogin !== null) await logOutOfAdmin(accounts, request.adminLogin, originOf(request))
        cookie.set(request, reply, value)
        return answerOf(request, reply, login)
      }
    },
    DELETE: {
      schema: {
        tags,
        security: [],
        summary: 'Log out of the admin',
        description: 'Whoever asks, with the token of their page.',
        operationId: 'adminLogout',
        response: { 204: Type.Null({ description: 'Logged out.' }), 403: refused }
      },
      async handler(request, reply) {
        if (request.adminLogin !== null) await logOutOfAdmin(accounts, request.adminLogin, originOf(request))
        cookie.set(request, reply, '')
        return reply.code(204).send()
      }
    }
  })

  resource(scope, '/session/confirm/', {
    name: 'Confirmation of the session of the admin',
    onRequest: authenticate,
    POST: {
      limits: ['passwords'],
      schema: {
        tags,
        security: [{ adminCookie: [] }],
        summary: 'Show the password once more',
        description: 'What is dangerous asks for it when the password was last shown more than 15 minutes ago.',
        operationId: 'adminConfirm',
        body: ConfirmBody,
        response: {
          200: SessionAnswer,
          400: invalidAnswer({ password: message('invalidPassword') }),
          403: refused
        }
      },
      async handler(request, reply) {
        const { password } = await readFields(ConfirmBody, request.body)
        const login = await confirmAdminLogin(accounts, adminOf(request), password, originOf(request))
        return answerOf(request, reply, login)
      }
    }
  })
}

function userFields({ user: { id, username, firstName, lastName, isSuperuser } }: AdminLogin) {
  return { id, username, first_name: firstName, last_name: lastName, is_superuser: isSuperuser }
}
