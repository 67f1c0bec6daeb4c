import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Accounts } from '../../../../accounts/context.ts'
import { resetPassword } from '../../../../accounts/reset-password.ts'
import { readFields } from '../../../../core/fields.ts'
import { type AccountHooks, notify } from '../../../account-hooks.ts'
import { answerDetail } from '../../../detail.ts'
import { detailAnswer } from '../../../detail-answer.ts'
import { invalidAnswer } from '../../../error-answers.ts'
import { exampleLink } from '../../../example.ts'
import { originOf } from '../../../origin.ts'
import { resource } from '../../../resource.ts'
import { newPasswordFields } from '../../fields.ts'

const Reset = Type.Object({
  ...newPasswordFields,
  uid: Type.String({ minLength: 1, description: 'The `uid` of the link.', examples: [exampleLink.uid] }),
  token: Type.String({
    minLength: 1,
    description: 'The `token` of the link.',
    examples: [exampleLink.token]
  })
})

/** django-rest-auth's PasswordResetConfirmView: a new password, by what a reset link carries. */
export function passwordResetConfirmRoutes(scope: FastifyInstance, accounts: Accounts, hooks: AccountHooks): void {
  resource(scope, '/rest-auth/password/reset/confirm/', {
    name: 'Password Reset Confirm',
    POST: {
      limits: ['passwords'],
      schema: {
        summary: 'Set a new password',
        description: 'By what a link of a reset carries, once. It ends all logins of the user, and begins none.',
        tags: ['Passwords'],
        operationId: 'resetPassword',
        body: Reset,
        response: {
          200: detailAnswer('The password is set.', ['passwordWasReset']),
          400: invalidAnswer(
            { new_password1: 'required' },
            { token: 'invalidValue' },
            { new_password2: 'newPasswordsDiffer' },
            { new_password2: 'passwordTooCommon' }
          )
        }
      },
      async handler(request, reply) {
        const user = await resetPassword(accounts, await readFields(Reset, request.body), originOf(request))
        await notify(hooks, 'onPasswordChanged', user, request)
        return answerDetail(request, reply, 'passwordWasReset')
      }
    }
  })
}
