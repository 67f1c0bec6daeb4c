import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Accounts } from '../../../../accounts/context.ts'
import { resetPassword } from '../../../../accounts/reset-password.ts'
import { readFields } from '../../../../core/fields.ts'
import { type AccountHooks, notify } from '../../../account-hooks.ts'
import { answerDetail, Detail } from '../../../detail.ts'
import { originOf } from '../../../origin.ts'
import { resource } from '../../../resource.ts'
import { newPasswordFields } from '../../fields.ts'

const Reset = Type.Object({
  ...newPasswordFields,
  uid: Type.String({ minLength: 1 }),
  token: Type.String({ minLength: 1 })
})

/** django-rest-auth's PasswordResetConfirmView: a new password, by what a reset link carries. */
export function passwordResetConfirmRoutes(scope: FastifyInstance, accounts: Accounts, hooks: AccountHooks): void {
  resource(scope, '/rest-auth/password/reset/confirm/', {
    name: 'Password Reset Confirm',
    POST: {
      schema: { body: Reset, response: { 200: Detail } },
      async handler(request, reply) {
        const user = await resetPassword(accounts, await readFields(Reset, request.body), originOf(request))
        await notify(hooks, 'onPasswordChanged', user, request)
        return answerDetail(request, reply, 'passwordWasReset')
      }
    }
  })
}
