import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Accounts } from '../../../accounts/context.ts'
import { verifyEmail } from '../../../accounts/verify-email.ts'
import { readFields } from '../../../core/fields.ts'
import { type AccountHooks, notify } from '../../account-hooks.ts'
import { answerDetail } from '../../detail.ts'
import { detailAnswer } from '../../detail-answer.ts'
import { invalidAnswer } from '../../error-answers.ts'
import { exampleLink } from '../../example.ts'
import { originOf } from '../../origin.ts'
import { resource } from '../../resource.ts'

const Key = Type.Object({
  key: Type.String({
    minLength: 1,
    description: 'The key of the link.',
    examples: [exampleLink.key]
  })
})

/** django-rest-auth's VerifyEmailView. */
export function verifyEmailRoutes(scope: FastifyInstance, accounts: Accounts, hooks: AccountHooks): void {
  resource(scope, '/rest-auth/registration/verify-email/', {
    name: 'Verify Email',
    alsoAllow: ['HEAD'],
    POST: {
      schema: {
        summary: 'Verify an e-mail address',
        description:
          'By the key that was mailed to it, once and for ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS days. The link of the ' +
          'mail leads to EMAIL_CONFIRM_URL.',
        tags: ['Registration'],
        operationId: 'verifyEmail',
        body: Key,
        response: {
          200: detailAnswer('The address is verified.', ['emailVerified']),
          400: invalidAnswer({ key: 'required' }),
          404: detailAnswer('The key is unknown, too old, or was used.', ['notFound'])
        }
      },
      async handler(request, reply) {
        const { key } = await readFields(Key, request.body)
        const { user, email } = await verifyEmail(accounts, key, originOf(request))
        await notify(hooks, 'onEmailConfirmed', user, request, email)
        return answerDetail(request, reply, 'emailVerified')
      }
    }
  })
}
