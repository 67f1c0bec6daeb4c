import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Accounts, RefreshRotation } from '../../accounts/context.ts'
import { refreshSession } from '../../accounts/refresh-session.ts'
import { rotateRefreshToken } from '../../accounts/rotate-refresh-token.ts'
import type { SessionTokens } from '../../accounts/start-session.ts'
import { InvalidInput } from '../../core/errors.ts'
import { readFields } from '../../core/fields.ts'
import { message } from '../../core/messages.ts'
import { notify } from '../account-hooks.ts'
import { crossSite, invalidAnswer } from '../error-answers.ts'
import { example } from '../example.ts'
import { requireSameOrigin } from '../jwt-cookie.ts'
import { answerTokens, type LoginAnswers, refreshTokenField, tokenFields } from '../login-answers.ts'
import { originOf } from '../origin.ts'
import { type Endpoint, resource } from '../resource.ts'

/** Where refresh tokens go, and their cookie with them. */
export const refreshPath = '/api-jwt-auth/refresh/'

const tokenField = (description: string) => Type.String({ minLength: 1, description, examples: [example.token] })
const Sliding = Type.Object({ token: tokenField('A JSON Web Token.') })
const Rotating = Type.Object(
  {
    refresh_token: Type.Optional(refreshTokenField()),
    token: Type.Optional(tokenField('A token from before refresh tokens rotated: exchanged once.'))
  },
  { examples: [{ refresh_token: example.refreshToken }] }
)
const tags = ['Tokens']

/**
 * djangorestframework-jwt's RefreshJSONWebToken; with JWT_REFRESH_MODE=rotating it takes refresh tokens in its place.
 * @param refreshDelta seconds after the login in which a token can be refreshed
 */
export function refreshRoutes(
  scope: FastifyInstance,
  accounts: Accounts,
  { refreshDelta, answers }: { refreshDelta: number; answers: LoginAnswers }
): void {
  const { rotation } = accounts
  const POST = rotation === undefined ? sliding(accounts, refreshDelta, answers) : rotating(accounts, rotation, answers)
  resource(scope, refreshPath, { name: 'Refresh JSON Web Token', POST })
}

function sliding(accounts: Accounts, refreshDelta: number, answers: LoginAnswers): Endpoint {
  return {
    schema: {
      summary: 'Refresh a token',
      description:
        'The next token of the same login, for one that still holds. It takes JWT_ALLOW_REFRESH=true at the login, ' +
        'and goes on for JWT_REFRESH_EXPIRATION_DELTA seconds after it.',
      tags,
      operationId: 'refreshToken',
      body: Sliding,
      response: {
        200: Type.Object(tokenFields(answers), { description: 'A new token.' }),
        400: invalidAnswer(
          { token: 'required' },
          { non_field_errors: 'tokenExpired' },
          { non_field_errors: 'refreshNotAllowed' },
          { non_field_errors: 'refreshExpired' },
          { non_field_errors: 'sessionEnded' }
        )
      }
    },
    async handler(request, reply) {
      const { token } = await readFields(Sliding, request.body)
      const tokens = await refreshSession(accounts, token, refreshDelta, originOf(request))
      return answerTokens(answers, request, reply, tokens)
    }
  }
}

function rotating(accounts: Accounts, rotation: RefreshRotation, answers: LoginAnswers): Endpoint {
  const { hooks, refreshCookie } = answers

  async function rotate(request: FastifyRequest, refreshToken: string): Promise<SessionTokens> {
    const rotated = await rotateRefreshToken(accounts, rotation, refreshToken, originOf(request))
    if (!rotated.isReused) return rotated.tokens
    await notify(hooks, 'onRefreshTokenReused', rotated.user, request)
    throw InvalidInput.of(message('refreshTokenUsed'))
  }

  /** By the cookie alone: what came where no script can see it goes back there alone. */
  async function byCookie(request: FastifyRequest, reply: FastifyReply): Promise<object> {
    const refreshToken = refreshCookie.read(request)
    if (refreshToken === undefined) throw new InvalidInput({ refresh_token: [message('required')] })
    requireSameOrigin(request)
    try {
      const { token } = answerTokens(answers, request, reply, await rotate(request, refreshToken))
      return { token }
    } catch (error) {
      if (error instanceof InvalidInput) refreshCookie.clear(request, reply) // It will never be good again.
      throw error
    }
  }

  return {
    schema: {
      summary: 'Refresh a token',
      description:
        'The next pair of tokens of the same login, for a refresh token, which is good once: a second use ends the ' +
        'session, unless the first was just now and its answer may be lost. It goes on for ' +
        'JWT_REFRESH_EXPIRATION_DELTA seconds after the login. With JWT_REFRESH_COOKIE the refresh token may come by ' +
        'the cookie, and the next one then goes there alone.',
      tags,
      operationId: 'refreshToken',
      body: Rotating,
      response: {
        200: Type.Object(tokenFields(answers), { description: 'The next pair.' }),
        400: invalidAnswer(
          { refresh_token: 'required' },
          { non_field_errors: 'refreshTokenInvalid' },
          { non_field_errors: 'refreshTokenUsed' },
          { non_field_errors: 'refreshExpired' },
          { non_field_errors: 'sessionEnded' }
        ),
        ...(refreshCookie.isUsed && { 403: crossSite })
      }
    },
    async handler(request, reply) {
      const { refresh_token: refreshToken, token } = await readFields(Rotating, request.body)
      if (refreshToken === undefined && token === undefined) return byCookie(request, reply)
      const tokens =
        refreshToken === undefined
          ? await refreshSession(accounts, String(token), rotation.refreshDelta, originOf(request))
          : await rotate(request, refreshToken)
      return answerTokens(answers, request, reply, tokens)
    }
  }
}
