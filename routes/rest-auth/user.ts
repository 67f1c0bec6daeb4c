import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import Type from 'typebox'
import type { AuthenticatedUser } from '../../accounts/authenticate.ts'
import type { Accounts } from '../../accounts/context.ts'
import { ownFieldChecks, updateUser } from '../../accounts/update-user.ts'
import { readFields } from '../../core/fields.ts'
import { resource } from '../resource.ts'
import { UserFields, userFields } from '../user-fields.ts'

const OwnFields = Type.Object({
  username: UserFields.properties.username,
  first_name: Type.Optional(UserFields.properties.first_name),
  last_name: Type.Optional(UserFields.properties.last_name)
})

/**
 * django-rest-auth's UserDetailsView.
 * @param authenticate asks the database who it is
 * @param userOf who made a request that it let through
 */
export function userRoutes(
  scope: FastifyInstance,
  accounts: Accounts,
  authenticate: onRequestAsyncHookHandler,
  userOf: (request: FastifyRequest) => AuthenticatedUser
): void {
  async function update(request: FastifyRequest, partial: boolean) {
    const fields = await readFields(OwnFields, request.body, { checks: ownFieldChecks, partial })
    return userFields(await updateUser(accounts, userOf(request).id, fields))
  }

  resource(scope, '/rest-auth/user/', {
    name: 'User Details',
    onRequest: authenticate,
    GET: {
      schema: { response: { 200: UserFields } },
      handler: async request => userFields(userOf(request))
    },
    PUT: {
      schema: { body: OwnFields, response: { 200: UserFields } },
      handler: request => update(request, false)
    },
    PATCH: {
      schema: { body: Type.Partial(OwnFields), response: { 200: UserFields } },
      handler: request => update(request, true)
    }
  })
}
