import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Accounts } from '../../accounts/context.ts'
import { type Registration, register, registrationChecks } from '../../accounts/register.ts'
import { readFields } from '../../core/fields.ts'
import { notify, registrationFields, validateFields } from '../account-hooks.ts'
import { answerDetail } from '../detail.ts'
import { detailAnswer } from '../detail-answer.ts'
import { invalidAnswer } from '../error-answers.ts'
import { answerLogin, type LoginAnswers, loginAnswerSchema } from '../login-answers.ts'
import { originOf } from '../origin.ts'
import { resource } from '../resource.ts'
import { emailField, newPasswordRules, passwordField, usernameField } from './fields.ts'

/** What a registration must give: ACCOUNT_USERNAME_REQUIRED, ACCOUNT_EMAIL_REQUIRED. */
export interface RequiredFields {
  username: boolean
  email: boolean
}

/** django-rest-auth's RegisterView. */
export function registrationRoutes(
  scope: FastifyInstance,
  accounts: Accounts,
  answers: LoginAnswers,
  required: RequiredFields
): void {
  const address = () => emailField('Nobody else may have it, in whatever case.')
  const Fields = Type.Object({
    username: required.username ? usernameField() : Type.Optional(usernameField()),
    email: required.email ? address() : Type.Optional(address()),
    password1: passwordField(newPasswordRules),
    password2: passwordField('The same once more.')
  })
  const isMandatory = accounts.policy.emailVerification === 'mandatory'
  const checks = registrationChecks(accounts)

  resource(scope, '/rest-auth/registration/', {
    name: 'Register',
    POST: {
      limits: ['passwords', 'mails'],
      schema: {
        summary: 'Register',
        description:
          'Makes a user, mails the link that verifies the address unless ACCOUNT_EMAIL_VERIFICATION is `none`, and ' +
          'logs in; where it is `mandatory` the login has to wait. ACCOUNT_USERNAME_REQUIRED and ' +
          'ACCOUNT_EMAIL_REQUIRED say what must be given; without a username one is made of the address.',
        tags: ['Registration'],
        operationId: 'register',
        body: Fields,
        response: {
          201: isMandatory
            ? detailAnswer('Registered; the address has to be verified.', ['verificationSent'])
            : loginAnswerSchema(accounts.policy, answers),
          400: invalidAnswer(
            { username: 'usernameTaken', email: 'emailTaken', password1: 'passwordTooCommon' },
            { non_field_errors: 'passwordsDiffer' }
          )
        }
      },
      async handler(request, reply) {
        const registration: Registration = await readFields(Fields, request.body, { checks })
        const fields = registrationFields(request.body)
        await validateFields(answers.hooks, fields, request)
        const registered = await register(accounts, registration, originOf(request))
        const isRepeated = 'isRepeated' in registered && registered.isRepeated
        const tell = () => notify(answers.hooks, 'onUserRegistered', registered.user, request, fields)
        // Nobody waits for a host that is told of new addresses alone.
        if (!accounts.policy.preventEnumeration) await tell()
        else if (!isRepeated) setImmediate(tell)
        reply.code(201)
        if ('token' in registered || 'key' in registered) return answerLogin(answers, request, reply, registered)
        return answerDetail(request, reply, 'verificationSent')
      }
    }
  })
}
