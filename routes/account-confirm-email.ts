import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Accounts } from '../accounts/context.ts'
import { readEmailKey, verifyEmail } from '../accounts/verify-email.ts'
import { Refused } from '../core/errors.ts'
import { confirmDonePage, confirmFormPage } from '../core/pages/confirm-email.ts'
import { type AccountHooks, notify } from './account-hooks.ts'
import { originOf } from './origin.ts'
import { page } from './page.ts'

/** Where the links land that verify an e-mail address: the address and a button. */
export function confirmEmailPage(
  scope: FastifyInstance,
  accounts: Accounts,
  hooks: AccountHooks,
  site: (request: FastifyRequest) => Promise<string>
): void {
  page(scope, '/account-confirm-email', site, {
    names: ['key'],
    deadStatus: 404,
    GET: {
      schema: { summary: 'The button that confirms an e-mail address', operationId: 'showEmailConfirmation' },
      async handler({ link, context }) {
        const address = await readEmailKey(accounts, link.key)
        return address && confirmFormPage(context, address)
      }
    },
    POST: {
      schema: {
        summary: 'Confirm the e-mail address',
        operationId: 'confirmEmailOnPage',
        consumes: ['application/x-www-form-urlencoded']
      },
      async handler({ link, context, request }) {
        const verified = await verifyEmail(accounts, link.key, originOf(request)).catch(refusedAsUndefined)
        if (verified === undefined) return undefined
        const { user, email } = verified
        await notify(hooks, 'onEmailConfirmed', user, request, email)
        return confirmDonePage(context, { email })
      }
    }
  })
}

function refusedAsUndefined(error: unknown): undefined {
  if (!(error instanceof Refused && error.statusCode === 404)) throw error
}
