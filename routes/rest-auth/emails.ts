import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import Type, { type Static } from 'typebox'
import { addEmailAddress, maxEmailAddresses } from '../../accounts/add-email-address.ts'
import type { Authentication } from '../../accounts/authenticate.ts'
import type { Accounts } from '../../accounts/context.ts'
import { listEmailAddresses } from '../../accounts/list-email-addresses.ts'
import { makeEmailPrimary } from '../../accounts/make-email-primary.ts'
import { removeEmailAddress } from '../../accounts/remove-email-address.ts'
import { readFields } from '../../core/fields.ts'
import { message } from '../../core/messages.ts'
import type { EmailAddress } from '../../db/email-addresses.ts'
import { invalidAnswer, recentLoginAnswer } from '../error-answers.ts'
import { example } from '../example.ts'
import { originOf } from '../origin.ts'
import { pathId } from '../path-id.ts'
import { resource } from '../resource.ts'
import { emailField } from './fields.ts'

const EmailBody = Type.Object({ email: emailField('An address that nobody has yet.', example.newEmail) })

/** An address as its user sees it. */
const emailSchema = (email: string, isOwn: boolean, description: string) =>
  Type.Object(
    {
      id: Type.Integer({ description: 'The number of the address.', examples: [isOwn ? 12 : 15] }),
      email: Type.String({ description: 'The address.', examples: [email] }),
      verified: Type.Boolean({ description: 'Whether its link was followed.', examples: [isOwn] }),
      primary: Type.Boolean({ description: "Whether it is the user's `email`.", examples: [isOwn] })
    },
    { description }
  )
const Params = Type.Object({
  id: Type.Integer({ minimum: 1, description: 'The `id` of the address in the list.', examples: [15] })
})
const tags = ['E-mail addresses']
const { email, newEmail } = example

/**
 * The e-mail addresses of a user: one is primary, a new one counts once it is verified.
 * @param authenticate asks the database who it is
 * @param authenticationOf who made a request that it let through, and by what
 */
export function emailsRoutes(
  scope: FastifyInstance,
  accounts: Accounts,
  authenticate: onRequestAsyncHookHandler,
  authenticationOf: (request: FastifyRequest) => Authentication
): void {
  resource(scope, '/rest-auth/emails/', {
    name: 'E-mail Addresses',
    onRequest: authenticate,
    GET: {
      schema: {
        summary: 'List the own e-mail addresses',
        tags,
        operationId: 'listEmails',
        response: {
          200: Type.Array(emailSchema(email, true, 'An address.'), { description: 'The addresses.' })
        }
      },
      handler: async request => (await listEmailAddresses(accounts, authenticationOf(request).user)).map(emailFields)
    },
    POST: {
      limits: ['mails'],
      schema: {
        summary: 'Add an e-mail address',
        description: 'Mails the link that verifies it to it, and a notice to the primary one. Ten at most.',
        tags,
        operationId: 'addEmail',
        body: EmailBody,
        response: {
          ...recentLoginAnswer(accounts.policy),
          201: emailSchema(newEmail, false, 'The new address.'),
          400: invalidAnswer(
            { email: 'required' },
            { email: 'emailTaken' },
            { email: message('tooManyEmails', { max: maxEmailAddresses }) }
          )
        }
      },
      async handler(request, reply) {
        const { email } = await readFields(EmailBody, request.body)
        const address = await addEmailAddress(accounts, authenticationOf(request), email, originOf(request))
        reply.code(201)
        return emailFields(address)
      }
    }
  })

  resource(scope, '/rest-auth/emails/:id/', {
    name: 'E-mail Address',
    onRequest: authenticate,
    DELETE: {
      limits: ['mails'],
      schema: {
        summary: 'Remove an e-mail address',
        description: 'Neither the primary nor the last verified one. The primary address is told.',
        tags,
        operationId: 'removeEmail',
        params: Params,
        response: {
          ...recentLoginAnswer(accounts.policy),
          204: Type.Null({ description: 'Removed.' }),
          400: invalidAnswer(
            { non_field_errors: message('primaryCannotBeRemoved', { email }) },
            { non_field_errors: message('lastVerifiedEmail', { email }) }
          )
        }
      },
      async handler(request, reply) {
        await removeEmailAddress(accounts, authenticationOf(request), pathId(request), originOf(request))
        return reply.code(204).send()
      }
    }
  })

  resource(scope, '/rest-auth/emails/:id/primary/', {
    name: 'Primary E-mail Address',
    onRequest: authenticate,
    POST: {
      limits: ['mails'],
      schema: {
        summary: 'Make an e-mail address the primary one',
        description: "A verified one: it becomes the user's `email`. The one before is told.",
        tags,
        operationId: 'makeEmailPrimary',
        params: Params,
        response: {
          ...recentLoginAnswer(accounts.policy),
          200: emailSchema(newEmail, true, 'The primary address.'),
          400: invalidAnswer({ non_field_errors: 'primaryMustBeVerified' })
        }
      },
      handler: async request =>
        emailFields(await makeEmailPrimary(accounts, authenticationOf(request), pathId(request), originOf(request)))
    }
  })
}

function emailFields({ id, email, verified, primary }: EmailAddress): Static<ReturnType<typeof emailSchema>> {
  return { id, email, verified, primary }
}
