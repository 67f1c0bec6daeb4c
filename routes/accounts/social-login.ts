import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Accounts } from '../../accounts/context.ts'
import { type SocialClient, socialLogin } from '../../accounts/social-login.ts'
import { InvalidInput, Refused } from '../../core/errors.ts'
import { readFields } from '../../core/fields.ts'
import { message } from '../../core/messages.ts'
import { originOf } from '../origin.ts'
import { resource } from '../resource.ts'
import { TokenAndUser, userFields } from '../user-fields.ts'

const SocialLogin = Type.Object({
  access_token: Type.Optional(Type.String({ description: 'What the app got from the provider.' })),
  code: Type.Optional(Type.String())
})

/**
 * django-rest-auth's SocialLoginView, for one provider.
 * @param client how this project is known to it, or the setting whose lack keeps it closed
 */
export function socialLoginRoutes(
  scope: FastifyInstance,
  accounts: Accounts,
  provider: string,
  client: SocialClient | { missing: string }
): void {
  resource(scope, `/accounts/rest-auth/${provider}/`, {
    name: 'Social Login',
    POST: {
      schema: { body: SocialLogin, response: { 200: TokenAndUser } },
      async handler(request) {
        if ('missing' in client) throw new Refused(503, message('providerNotConfigured', { setting: client.missing }))
        const { access_token: accessToken, code } = await readFields(SocialLogin, request.body)
        if (!accessToken) throw InvalidInput.of(message(code ? 'socialRefused' : 'socialInputMissing'))
        const { user, token } = await socialLogin(accounts, client, accessToken, originOf(request))
        return { token, user: userFields(user) }
      }
    }
  })
}
