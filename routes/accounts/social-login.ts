import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Accounts } from '../../accounts/context.ts'
import type { SocialClient } from '../../accounts/identify-social-account.ts'
import { socialLogin } from '../../accounts/social-login.ts'
import type { LoggedIn } from '../../accounts/start-login.ts'
import { InvalidInput, Refused } from '../../core/errors.ts'
import { readFields } from '../../core/fields.ts'
import { type MessageName, message } from '../../core/messages.ts'
import { notify } from '../account-hooks.ts'
import { invalidAnswer, unavailableAnswer } from '../error-answers.ts'
import { answerLogin, type LoginAnswers, loginAnswerSchema } from '../login-answers.ts'
import { originOf } from '../origin.ts'
import { type Endpoint, resource } from '../resource.ts'

/** A provider that people can come by. */
export interface SocialEntrance {
  /** Its name in URLs. */
  provider: string
  /** Its name for people. */
  name: string
  /** How this project is known to it, or the setting whose lack keeps it closed. */
  client: SocialClient | { missing: string }
  /** How who came by it is answered. */
  answers: LoginAnswers
}

const exampleToken = 'x7Jm2Qq9w1kAAAGRx0sWpg'

const SocialLogin = Type.Object(
  {
    access_token: Type.Optional(
      Type.String({
        description: "The access token that the app got from the provider's SDK.",
        examples: [exampleToken]
      })
    ),
    code: Type.Optional(
      Type.String({ deprecated: true, description: 'An authorization code: not taken.', examples: ['4Dk1'] })
    )
  },
  { examples: [{ access_token: exampleToken }] }
)

/** django-rest-auth's SocialLoginView, for one provider. */
export function socialLoginRoutes(scope: FastifyInstance, accounts: Accounts, entrance: SocialEntrance): void {
  resource(scope, `/accounts/rest-auth/${entrance.provider}/`, {
    name: 'Social Login',
    POST: accessTokenEndpoint(
      accounts,
      entrance,
      {
        summary: `Log in by ${entrance.name}`,
        description:
          'The access token must have been made for this app. Somebody who comes for the first time is registered; an ' +
          'e-mail address that somebody has here already is refused.',
        operationId: `${entrance.provider}Login`,
        refusal: 'socialEmailTaken'
      },
      (client, accessToken, request) => socialLogin(accounts, client, accessToken, originOf(request))
    )
  })
}

/** What an endpoint that takes an access token says of itself. */
export interface AccessTokenWords {
  summary: string
  description: string
  operationId: string
  /** Why it may refuse a good token. */
  refusal: MessageName
  /** Answers that it has besides, as an OpenAPI document says them. */
  more?: Record<number, object>
}

/** Hands the provider's access token in a body to an act, and answers as a login does. */
export function accessTokenEndpoint(
  { policy }: Accounts,
  { name, client, answers }: SocialEntrance,
  { refusal, more = {}, ...words }: AccessTokenWords,
  act: (client: SocialClient, accessToken: string, request: FastifyRequest) => Promise<LoggedIn & { isNew?: boolean }>
): Endpoint {
  return {
    schema: {
      ...words,
      tags: ['Social accounts'],
      body: SocialLogin,
      response: {
        ...more,
        200: loginAnswerSchema(policy, answers),
        400: invalidAnswer(
          { non_field_errors: 'socialInputMissing' },
          { non_field_errors: 'socialRefused' },
          { non_field_errors: refusal }
        ),
        503: unavailableAnswer(
          message('providerUnavailable', { provider: name }),
          message('providerNotConfigured', { setting: `${name.toUpperCase()}_APP_ID` })
        )
      }
    },
    async handler(request, reply) {
      if ('missing' in client) throw new Refused(503, message('providerNotConfigured', { setting: client.missing }))
      const { access_token: accessToken, code } = await readFields(SocialLogin, request.body)
      if (!accessToken) throw InvalidInput.of(message(code ? 'socialRefused' : 'socialInputMissing'))
      const loggedIn = await act(client, accessToken, request)
      if (loggedIn.isNew) await notify(answers.hooks, 'onUserRegistered', loggedIn.user, request, {})
      return answerLogin(answers, request, reply, loggedIn)
    }
  }
}
