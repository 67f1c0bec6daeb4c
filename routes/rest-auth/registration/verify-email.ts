import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Accounts } from '../../../accounts/context.ts'
import { verifyEmail } from '../../../accounts/verify-email.ts'
import { readFields } from '../../../core/fields.ts'
import { type AccountHooks, notify } from '../../account-hooks.ts'
import { answerDetail, Detail } from '../../detail.ts'
import { resource } from '../../resource.ts'

const Key = Type.Object({ key: Type.String({ minLength: 1 }) })

/** django-rest-auth's VerifyEmailView. */
export function verifyEmailRoutes(scope: FastifyInstance, accounts: Accounts, hooks: AccountHooks): void {
  resource(scope, '/rest-auth/registration/verify-email/', {
    name: 'Verify Email',
    alsoAllow: ['HEAD'],
    POST: {
      schema: { body: Key, response: { 200: Detail } },
      async handler(request, reply) {
        const { key } = await readFields(Key, request.body)
        const { user, email } = await verifyEmail(accounts, key)
        await notify(hooks, 'onEmailConfirmed', user, request, email)
        return answerDetail(request, reply, 'emailVerified')
      }
    }
  })
}
