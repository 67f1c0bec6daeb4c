import type { FastifyInstance } from 'fastify'
import type { Accounts } from '../../../accounts/context.ts'
import { askForReset } from '../../../accounts/reset-password.ts'
import { readFields } from '../../../core/fields.ts'
import { answerDetail, Detail } from '../../detail.ts'
import { originOf } from '../../origin.ts'
import { resource } from '../../resource.ts'
import { EmailBody } from '../fields.ts'

/** django-rest-auth's PasswordResetView. */
export function passwordResetRoutes(scope: FastifyInstance, accounts: Accounts): void {
  resource(scope, '/rest-auth/password/reset/', {
    name: 'Password Reset',
    POST: {
      schema: { body: EmailBody, response: { 200: Detail } },
      async handler(request, reply) {
        const { email } = await readFields(EmailBody, request.body)
        await askForReset(accounts, email, originOf(request))
        return answerDetail(request, reply, 'passwordResetSent')
      }
    }
  })
}
