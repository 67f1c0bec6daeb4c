import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import Type from 'typebox'
import type { Authentication } from '../../../accounts/authenticate.ts'
import { changePassword, oldPasswordChecks, type PasswordChange } from '../../../accounts/change-password.ts'
import type { Accounts } from '../../../accounts/context.ts'
import { readFields } from '../../../core/fields.ts'
import { type AccountHooks, notify } from '../../account-hooks.ts'
import { answerDetail } from '../../detail.ts'
import { detailAnswer } from '../../detail-answer.ts'
import { invalidAnswer } from '../../error-answers.ts'
import { originOf } from '../../origin.ts'
import { resource } from '../../resource.ts'
import { newPasswordFields, passwordField } from '../fields.ts'

const WithOldPassword = Type.Object({ old_password: passwordField('The password so far.'), ...newPasswordFields })
const WithoutOldPassword = Type.Object(newPasswordFields)
/** For the staff, who need not have a password. */
const WithMaybeOldPassword = Type.Object({
  old_password: Type.Optional(WithOldPassword.properties.old_password),
  ...newPasswordFields
})

/**
 * django-rest-auth's PasswordChangeView.
 * @param authenticate asks the database who it is
 * @param authenticationOf who made a request that it let through, and by what
 */
export function passwordChangeRoutes(
  scope: FastifyInstance,
  accounts: Accounts,
  hooks: AccountHooks,
  authenticate: onRequestAsyncHookHandler,
  authenticationOf: (request: FastifyRequest) => Authentication
): void {
  const isOldNeeded = accounts.policy.oldPasswordNeeded

  function read(request: FastifyRequest, { user }: Authentication): Promise<PasswordChange> {
    const isStaff = user.isStaff === true || user.isSuperuser === true
    if (!isOldNeeded && !isStaff) return readFields(WithoutOldPassword, request.body)
    const checks = oldPasswordChecks(accounts, user.id, originOf(request))
    return readFields(isOldNeeded ? WithOldPassword : WithMaybeOldPassword, request.body, { checks })
  }

  resource(scope, '/rest-auth/password/change/', {
    name: 'Password Change',
    onRequest: authenticate,
    POST: {
      limits: ['passwords'],
      schema: {
        summary: 'Change the password',
        description:
          'Ends all other logins; with LOGOUT_ON_PASSWORD_CHANGE=true its own, too. OLD_PASSWORD_FIELD_ENABLED=true ' +
          'asks for the old password (`old_password`), and the staff are asked for it in any case. The user is told by mail.',
        tags: ['Passwords'],
        operationId: 'changePassword',
        body: isOldNeeded ? WithOldPassword : WithoutOldPassword,
        response: {
          200: detailAnswer('The password is changed.', ['passwordSaved']),
          400: invalidAnswer(
            { new_password1: 'required' },
            { new_password2: 'newPasswordsDiffer' },
            { new_password2: 'passwordTooCommon' },
            ...(isOldNeeded ? [{ old_password: 'invalidPassword' as const }] : [])
          )
        }
      },
      async handler(request, reply) {
        const authentication = authenticationOf(request)
        const change = await read(request, authentication)
        const user = await changePassword(accounts, authentication, change, originOf(request))
        await notify(hooks, 'onPasswordChanged', user, request)
        return answerDetail(request, reply, 'passwordSaved')
      }
    }
  })
}
