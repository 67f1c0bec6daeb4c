import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import Type, { type Static } from 'typebox'
import { addEmailAddress } from '../../accounts/add-email-address.ts'
import type { AuthenticatedUser } from '../../accounts/authenticate.ts'
import type { Accounts } from '../../accounts/context.ts'
import { listEmailAddresses } from '../../accounts/list-email-addresses.ts'
import { makeEmailPrimary } from '../../accounts/make-email-primary.ts'
import { removeEmailAddress } from '../../accounts/remove-email-address.ts'
import { readFields } from '../../core/fields.ts'
import type { EmailAddress } from '../../db/email-addresses.ts'
import { originOf } from '../origin.ts'
import { pathId } from '../path-id.ts'
import { resource } from '../resource.ts'
import { EmailBody } from './fields.ts'

const EmailFields = Type.Object({
  id: Type.Integer(),
  email: Type.String(),
  verified: Type.Boolean(),
  primary: Type.Boolean()
})
const Params = Type.Object({ id: Type.Integer() })

/**
 * The e-mail addresses of a user: one is primary, a new one counts once it is verified.
 * @param authenticate asks the database who it is
 * @param userOf who made a request that it let through
 */
export function emailsRoutes(
  scope: FastifyInstance,
  accounts: Accounts,
  authenticate: onRequestAsyncHookHandler,
  userOf: (request: FastifyRequest) => AuthenticatedUser
): void {
  resource(scope, '/rest-auth/emails/', {
    name: 'E-mail Addresses',
    onRequest: authenticate,
    GET: {
      schema: { response: { 200: Type.Array(EmailFields) } },
      handler: async request => (await listEmailAddresses(accounts, userOf(request))).map(emailFields)
    },
    POST: {
      schema: { body: EmailBody, response: { 201: EmailFields } },
      async handler(request, reply) {
        const { email } = await readFields(EmailBody, request.body)
        const address = await addEmailAddress(accounts, userOf(request).id, email, originOf(request))
        reply.code(201)
        return emailFields(address)
      }
    }
  })

  resource(scope, '/rest-auth/emails/:id/', {
    name: 'E-mail Address',
    onRequest: authenticate,
    DELETE: {
      schema: { params: Params, response: { 204: Type.Null() } },
      async handler(request, reply) {
        await removeEmailAddress(accounts, userOf(request).id, pathId(request), originOf(request))
        return reply.code(204).send()
      }
    }
  })

  resource(scope, '/rest-auth/emails/:id/primary/', {
    name: 'Primary E-mail Address',
    onRequest: authenticate,
    POST: {
      schema: { params: Params, response: { 200: EmailFields } },
      handler: async request =>
        emailFields(await makeEmailPrimary(accounts, userOf(request).id, pathId(request), originOf(request)))
    }
  })
}

function emailFields({ id, email, verified, primary }: EmailAddress): Static<typeof EmailFields> {
  return { id, email, verified, primary }
}
