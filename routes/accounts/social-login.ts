import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Accounts } from '../../accounts/context.ts'
import type { SocialClient } from '../../accounts/identify-social-account.ts'
import { socialLogin } from '../../accounts/social-login.ts'
import type { LoggedIn } from '../../accounts/start-login.ts'
import { InvalidInput, Refused } from '../../core/errors.ts'
import { readFields } from '../../core/fields.ts'
import { message } from '../../core/messages.ts'
import { notify } from '../account-hooks.ts'
import { answerLogin, type LoginAnswers, loginAnswerSchema } from '../login-answers.ts'
import { originOf } from '../origin.ts'
import { type Endpoint, resource } from '../resource.ts'

/** A provider that people can come by. */
export interface SocialEntrance {
  /** Its name in URLs. */
  provider: string
  /** How this project is known to it, or the setting whose lack keeps it closed. */
  client: SocialClient | { missing: string }
  /** How who came by it is answered. */
  answers: LoginAnswers
}

const SocialLogin = Type.Object({
  access_token: Type.Optional(Type.String({ description: 'What the app got from the provider.' })),
  code: Type.Optional(Type.String())
})

/** django-rest-auth's SocialLoginView, for one provider. */
export function socialLoginRoutes(scope: FastifyInstance, accounts: Accounts, entrance: SocialEntrance): void {
  resource(scope, `/accounts/rest-auth/${entrance.provider}/`, {
    name: 'Social Login',
    POST: accessTokenEndpoint(accounts, entrance, (client, accessToken, request) =>
      socialLogin(accounts, client, accessToken, originOf(request))
    )
  })
}

/** Hands the provider's access token in a body to an act, and answers as a login does. */
export function accessTokenEndpoint(
  { policy }: Accounts,
  { client, answers }: SocialEntrance,
  act: (client: SocialClient, accessToken: string, request: FastifyRequest) => Promise<LoggedIn & { isNew?: boolean }>
): Endpoint {
  return {
    schema: { body: SocialLogin, response: { 200: loginAnswerSchema(policy) } },
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
