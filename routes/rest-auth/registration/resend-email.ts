import type { FastifyInstance } from 'fastify'
import type { Accounts } from '../../../accounts/context.ts'
import { askForConfirmation } from '../../../accounts/verify-email.ts'
import { readFields } from '../../../core/fields.ts'
import { answerDetail, Detail } from '../../detail.ts'
import { originOf } from '../../origin.ts'
import { resource } from '../../resource.ts'
import { EmailBody } from '../fields.ts'

/** dj-rest-auth's ResendEmailVerificationView: the link that verifies an address, once more. */
export function resendEmailRoutes(scope: FastifyInstance, accounts: Accounts): void {
  resource(scope, '/rest-auth/registration/resend-email/', {
    name: 'Resend Email Verification',
    POST: {
      schema: { body: EmailBody, response: { 200: Detail } },
      async handler(request, reply) {
        const { email } = await readFields(EmailBody, request.body)
        await askForConfirmation(accounts, email, originOf(request))
        return answerDetail(request, reply, 'confirmationSent')
      }
    }
  })
}
