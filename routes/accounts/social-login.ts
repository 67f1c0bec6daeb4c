import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Accounts } from '../../accounts/context.ts'
import type { SocialCredentials } from '../../accounts/identify-social-account.ts'
import { pickUpWebLogin } from '../../accounts/pick-up-web-login.ts'
import { socialLogin } from '../../accounts/social-login.ts'
import type { LoggedIn } from '../../accounts/start-login.ts'
import { type MessageName, message } from '../../core/messages.ts'
import { withParameter } from '../../core/next-address.ts'
import { notify } from '../account-hooks.ts'
import { invalidAnswer, unavailableAnswer } from '../error-answers.ts'
import { answerLogin, loginAnswerSchema } from '../login-answers.ts'
import { originOf } from '../origin.ts'
import { type Endpoint, resource } from '../resource.ts'
import { credentialsIn, credentialsSchema, readShown } from './social-credentials.ts'
import { clientAt, type SocialEntrance } from './social-entrance.ts'

/** django-rest-auth's SocialLoginView, for one provider. */
export function socialLoginRoutes(scope: FastifyInstance, accounts: Accounts, entrance: SocialEntrance): void {
  const { client, answers } = entrance
  resource(scope, `/accounts/rest-auth/${client.id}/`, {
    name: 'Social Login',
    POST: credentialsEndpoint(
      accounts,
      entrance,
      {
        summary: `Log in by ${client.name}`,
        description:
          'What is sent must have been made for this app. Somebody who comes for the first time is registered; an ' +
          'e-mail address that somebody has here already is refused.',
        operationId: `${operationName(client.id)}Login`,
        refusal: 'socialEmailTaken'
      },
      async (credentials, request) => {
        const loggedIn = await socialLogin(accounts, clientAt(client, request), credentials, originOf(request))
        if (loggedIn.isNew) await notify(answers.hooks, 'onUserRegistered', loggedIn.user, request, {})
        return loggedIn
      },
      (loginCode, codeVerifier, request) =>
        pickUpWebLogin(accounts, clientAt(client, request), { loginCode, codeVerifier }, originOf(request))
    )
  })
}

/** What an endpoint that takes credentials of a provider says of itself. */
export interface CredentialsWords {
  summary: string
  description: string
  operationId: string
  /** Why it may refuse good ones. */
  refusal: MessageName
  /** Answers that it has besides, as an OpenAPI document says them. */
  more?: Record<number, object>
}

type Admitted = LoggedIn & { missingScopes?: readonly string[] }

/**
 * Hands what a body shows up with to an act, and answers as a login does, with what the person has not consented to.
 * @param pickUp what is done with the code of a login by a browser, where one is taken
 */
export function credentialsEndpoint(
  { policy, social }: Accounts,
  entrance: SocialEntrance,
  { refusal, more = {}, ...words }: CredentialsWords,
  act: (credentials: SocialCredentials, request: FastifyRequest) => Promise<Admitted>,
  pickUp?: (loginCode: string, codeVerifier: string | undefined, request: FastifyRequest) => Promise<Admitted>
): Endpoint {
  const { client, ways, answers } = entrance
  const body = credentialsSchema(ways, pickUp !== undefined)
  return {
    schema: {
      ...words,
      tags: ['Social accounts'],
      body,
      response: {
        ...more,
        200: loginAnswerSchema(policy, answers),
        400: invalidAnswer(
          { non_field_errors: 'socialInputMissing' },
          { non_field_errors: 'socialRefused' },
          { non_field_errors: refusal }
        ),
        503: unavailableAnswer(
          message('providerUnavailable', { provider: client.name }),
          message('providerNotConfigured', { setting: client.settings.proof })
        )
      }
    },
    async handler(request: FastifyRequest, reply: FastifyReply) {
      const shown = await readShown(body, request.body)
      const loggedIn =
        pickUp !== undefined && shown.login_code !== undefined
          ? await pickUp(shown.login_code, shown.code_verifier, request)
          : await act(await credentialsIn(shown, entrance, social, request), request)
      const answer = await answerLogin(answers, request, reply, loggedIn)
      const { missingScopes = [] } = loggedIn
      return missingScopes.length === 0 ? answer : { ...answer, ...(await consentOf(entrance, missingScopes, request)) }
    }
  }
}

/** What the person has not consented to, and where they are asked. */
async function consentOf(
  { callbackUri, ways }: SocialEntrance,
  missingScopes: readonly string[],
  request: FastifyRequest
) {
  const login = (await callbackUri(request)).replace(/callback\/$/, '')
  const url = ways.browser && { consent_url: withParameter(login, 'scope', missingScopes.join(',')) }
  return { needs_consent: missingScopes, ...url }
}

/** A provider's name as part of an operationId. */
export function operationName(provider: string): string {
  return provider.replace(/\W+(\w)/g, (_match, letter: string) => letter.toUpperCase())
}
