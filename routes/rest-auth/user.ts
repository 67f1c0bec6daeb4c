import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import Type from 'typebox'
import type { Authentication } from '../../accounts/authenticate.ts'
import type { Accounts } from '../../accounts/context.ts'
import { deleteAccount } from '../../accounts/delete-account.ts'
import { ownFieldChecks, updateUser } from '../../accounts/update-user.ts'
import { readFields } from '../../core/fields.ts'
import { maxCredentialLength } from '../../core/password-validators.ts'
import { showUser } from '../account-hooks.ts'
import type { LoginAnswers } from '../login-answers.ts'
import { originOf } from '../origin.ts'
import { type Endpoint, resource } from '../resource.ts'
import { UserFields } from '../user-fields.ts'

const OwnFields = Type.Object({
  username: UserFields.properties.username,
  first_name: Type.Optional(UserFields.properties.first_name),
  last_name: Type.Optional(UserFields.properties.last_name)
})
const Password = Type.Object({
  password: Type.Optional(Type.String({ minLength: 1, maxLength: maxCredentialLength, format: 'password' }))
})

export interface UserRoutesOptions {
  answers: LoginAnswers
  /** Asks the database who it is. */
  authenticate: onRequestAsyncHookHandler
  /** Who made a request that it let through, and by what. */
  authenticationOf: (request: FastifyRequest) => Authentication
  /** Whether people may delete their own account. */
  mayDelete: boolean
}

/** django-rest-auth's UserDetailsView, and the end of an account. */
export function userRoutes(
  scope: FastifyInstance,
  accounts: Accounts,
  { answers: { hooks, cookie }, authenticate, authenticationOf, mayDelete }: UserRoutesOptions
): void {
  async function update(request: FastifyRequest, partial: boolean): Promise<object> {
    const fields = await readFields(OwnFields, request.body, { checks: ownFieldChecks, partial })
    return showUser(hooks, await updateUser(accounts, authenticationOf(request).user.id, fields), request)
  }

  const deletion: Endpoint = {
    schema: { body: Password, response: { 204: Type.Null() } },
    async handler(request, reply) {
      const { password } = await readFields(Password, request.body)
      await deleteAccount(accounts, authenticationOf(request), password, originOf(request))
      cookie.clear(request, reply)
      return reply.code(204).send()
    }
  }

  resource(scope, '/rest-auth/user/', {
    name: 'User Details',
    onRequest: authenticate,
    GET: {
      schema: { response: { 200: UserFields } },
      handler: request => showUser(hooks, authenticationOf(request).user, request)
    },
    PUT: {
      schema: { body: OwnFields, response: { 200: UserFields } },
      handler: request => update(request, false)
    },
    PATCH: {
      schema: { body: Type.Partial(OwnFields), response: { 200: UserFields } },
      handler: request => update(request, true)
    },
    ...(mayDelete && { DELETE: deletion })
  })
}
