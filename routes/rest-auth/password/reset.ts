import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Accounts } from '../../../accounts/context.ts'
import { askForReset } from '../../../accounts/reset-password.ts'
import { readFields } from '../../../core/fields.ts'
import { answerDetail } from '../../detail.ts'
import { detailAnswer } from '../../detail-answer.ts'
import { invalidAnswer } from '../../error-answers.ts'
import { originOf } from '../../origin.ts'
import { resource } from '../../resource.ts'
import { emailField } from '../fields.ts'

const EmailBody = Type.Object({ email: emailField('The address that the link is mailed to.') })

/** django-rest-auth's PasswordResetView. */
export function passwordResetRoutes(scope: FastifyInstance, accounts: Accounts): void {
  resource(scope, '/rest-auth/password/reset/', {
    name: 'Password Reset',
    POST: {
      limits: ['mails'],
      schema: {
        summary: 'Ask for a new password',
        description:
          'Mails a link that sets a new password, if the address belongs to an active user who has a password; the ' +
          'answer is the same for every address. The link leads to PASSWORD_RESET_URL, and holds once and for ' +
          'PASSWORD_RESET_TIMEOUT seconds.',
        tags: ['Passwords'],
        operationId: 'askForPasswordReset',
        body: EmailBody,
        response: {
          200: detailAnswer('The address is noted.', ['passwordResetSent']),
          400: invalidAnswer({ email: 'required' }, { email: 'email' })
        }
      },
      async handler(request, reply) {
        const { email } = await readFields(EmailBody, request.body)
        await askForReset(accounts, email, originOf(request))
        return answerDetail(request, reply, 'passwordResetSent')
      }
    }
  })
}
