import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import Type from 'typebox'
import type { Authentication } from '../../accounts/authenticate.ts'
import type { Accounts } from '../../accounts/context.ts'
import { deleteAccount } from '../../accounts/delete-account.ts'
import { ownFieldChecks, updateUser } from '../../accounts/update-user.ts'
import { readFields } from '../../core/fields.ts'
import { message } from '../../core/messages.ts'
import { maxCredentialLength } from '../../core/password-validators.ts'
import { showUser } from '../account-hooks.ts'
import { detailAnswer } from '../detail-answer.ts'
import { invalidAnswer } from '../error-answers.ts'
import { example } from '../example.ts'
import { clearCookies, type LoginAnswers } from '../login-answers.ts'
import { originOf } from '../origin.ts'
import { type Endpoint, resource } from '../resource.ts'
import { UserFields, userSchema } from '../user-fields.ts'

const OwnFields = Type.Object({
  username: UserFields.properties.username,
  first_name: Type.Optional(UserFields.properties.first_name),
  last_name: Type.Optional(UserFields.properties.last_name)
})
const Password = Type.Object({
  password: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: maxCredentialLength,
      format: 'password',
      description: 'The password, of whoever has one.',
      examples: [example.password]
    })
  )
})
const tags = ['User']
const wrong = invalidAnswer({ username: 'usernameTaken' }, { username: 'usernameInvalid' })

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
  { answers, authenticate, authenticationOf, mayDelete }: UserRoutesOptions
): void {
  const { hooks } = answers

  async function update(request: FastifyRequest, partial: boolean): Promise<object> {
    const fields = await readFields(OwnFields, request.body, { checks: ownFieldChecks, partial })
    const user = await updateUser(accounts, authenticationOf(request), fields, originOf(request))
    return showUser(hooks, user, request)
  }

  const deletion: Endpoint = {
    limits: ['passwords'],
    schema: {
      summary: 'Delete the own account',
      description:
        'With all that belongs to it; served with ACCOUNT_DELETION=true. Whoever has no password must have logged in at ' +
        'their provider in the last five minutes, with the token that asks. The body of a DELETE is read as any other.',
      tags,
      operationId: 'deleteUser',
      body: Password,
      response: {
        204: Type.Null({ description: 'Deleted.' }),
        400: invalidAnswer(
          { password: 'required' },
          { password: 'invalidPassword' },
          { non_field_errors: message('freshLoginNeeded', { minutes: 5 }) }
        ),
        409: detailAnswer('Data of this app belong to the user.', ['userIsReferred'])
      }
    },
    async handler(request, reply) {
      const { password } = await readFields(Password, request.body)
      await deleteAccount(accounts, authenticationOf(request), password, originOf(request))
      clearCookies(answers, request, reply)
      return reply.code(204).send()
    }
  }

  resource(scope, '/rest-auth/user/', {
    name: 'User Details',
    onRequest: authenticate,
    GET: {
      schema: {
        summary: 'Read the own data',
        tags,
        operationId: 'readUser',
        response: { 200: userSchema(hooks) }
      },
      handler: request => showUser(hooks, authenticationOf(request).user, request)
    },
    PUT: {
      schema: {
        summary: 'Replace the own data',
        description: 'A name that is not given stays as it is. E-mail addresses have endpoints of their own.',
        tags,
        operationId: 'replaceUser',
        body: OwnFields,
        response: { 200: userSchema(hooks), 400: wrong }
      },
      handler: request => update(request, false)
    },
    PATCH: {
      schema: {
        summary: 'Change some of the own data',
        tags,
        operationId: 'updateUser',
        body: Type.Partial(OwnFields, { examples: [{ first_name: example.firstName }] }),
        response: { 200: userSchema(hooks), 400: wrong }
      },
      handler: request => update(request, true)
    },
    ...(mayDelete && { DELETE: deletion })
  })
}
