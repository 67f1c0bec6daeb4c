import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Accounts } from '../../../accounts/context.ts'
import { askForConfirmation } from '../../../accounts/verify-email.ts'
import { readFields } from '../../../core/fields.ts'
import { answerDetail } from '../../detail.ts'
import { detailAnswer } from '../../detail-answer.ts'
import { invalidAnswer } from '../../error-answers.ts'
import { originOf } from '../../origin.ts'
import { resource } from '../../resource.ts'
import { emailField } from '../fields.ts'

const EmailBody = Type.Object({ email: emailField('The address that is not verified yet.') })

/** dj-rest-auth's ResendEmailVerificationView: the link that verifies an address, once more. */
export function resendEmailRoutes(scope: FastifyInstance, accounts: Accounts): void {
  resource(scope, '/rest-auth/registration/resend-email/', {
    name: 'Resend Email Verification',
    POST: {
      limits: ['mails'],
      schema: {
        summary: 'Mail the link that verifies an address once more',
        description: 'If the address is waiting for it; the answer is the same for every address.',
        tags: ['Registration'],
        operationId: 'resendVerification',
        body: EmailBody,
        response: {
          200: detailAnswer('The address is noted.', ['confirmationSent']),
          400: invalidAnswer({ email: 'required' }, { email: 'email' })
        }
      },
      async handler(request, reply) {
        const { email } = await readFields(EmailBody, request.body)
        await askForConfirmation(accounts, email, originOf(request))
        return answerDetail(request, reply, 'confirmationSent')
      }
    }
  })
}
