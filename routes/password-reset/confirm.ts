import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Accounts } from '../../accounts/context.ts'
import { type ResetLink, readResetLink, resetPassword } from '../../accounts/reset-password.ts'
import { InvalidInput } from '../../core/errors.ts'
import { readFields } from '../../core/fields.ts'
import { resetDonePage, resetFormPage } from '../../core/pages/password-reset.ts'
import type { User } from '../../db/users.ts'
import { type AccountHooks, notify } from '../account-hooks.ts'
import { originOf } from '../origin.ts'
import { page } from '../page.ts'
import { newPasswordFields } from '../rest-auth/fields.ts'

const NewPassword = Type.Object(newPasswordFields)

/** Where the links of reset mails land: a form for a new password. */
export function passwordResetPage(
  scope: FastifyInstance,
  accounts: Accounts,
  hooks: AccountHooks,
  site: (request: FastifyRequest) => Promise<string>
): void {
  page(scope, '/password-reset/confirm', site, {
    names: ['uid', 'token'],
    deadStatus: 400,
    GET: {
      schema: { summary: 'The form for a new password', operationId: 'showPasswordReset' },
      async handler({ link, context }) {
        const user = await holderOf(accounts, link)
        return user && resetFormPage(context, user)
      }
    },
    POST: {
      limits: ['passwords'],
      schema: {
        summary: 'Set the new password',
        operationId: 'resetPasswordOnPage',
        consumes: ['application/x-www-form-urlencoded'],
        body: NewPassword
      },
      async handler({ link, context, request, reply }) {
        const holder = await holderOf(accounts, link)
        if (holder === undefined) return undefined
        try {
          const passwords = await readFields(NewPassword, request.body)
          const user = await resetPassword(accounts, { ...link, ...passwords }, originOf(request))
          await notify(hooks, 'onPasswordChanged', user, request)
        } catch (error) {
          if (!(error instanceof InvalidInput)) throw error
          if (isDead(error)) return undefined
          reply.code(400)
          return resetFormPage(context, { username: holder.username, errors: error.fields })
        }
        return resetDonePage(context)
      }
    }
  })
}

/** Whose link it is; undefined when it does not hold. */
async function holderOf(accounts: Accounts, link: ResetLink): Promise<User | undefined> {
  try {
    return await readResetLink(accounts, link)
  } catch (error) {
    if (error instanceof InvalidInput) return undefined
    throw error
  }
}

/** Whether an error is about the link and not about what was filled in. */
function isDead({ fields }: InvalidInput): boolean {
  return 'uid' in fields || 'token' in fields
}
