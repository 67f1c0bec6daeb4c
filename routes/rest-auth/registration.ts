import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Accounts } from '../../accounts/context.ts'
import { type Registration, register, registrationChecks } from '../../accounts/register.ts'
import { readFields } from '../../core/fields.ts'
import { notify, registrationFields, validateFields } from '../account-hooks.ts'
import { answerDetail, Detail } from '../detail.ts'
import { answerLogin, type LoginAnswers, loginAnswerSchema } from '../login-answers.ts'
import { originOf } from '../origin.ts'
import { resource } from '../resource.ts'
import { emailField, passwordField, usernameField } from './fields.ts'

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
  const Fields = Type.Object({
    username: required.username ? usernameField() : Type.Optional(usernameField()),
    email: required.email ? emailField() : Type.Optional(emailField()),
    password1: passwordField(),
    password2: passwordField()
  })
  const isMandatory = accounts.policy.emailVerification === 'mandatory'
  const checks = registrationChecks(accounts)

  resource(scope, '/rest-auth/registration/', {
    name: 'Register',
    POST: {
      schema: { body: Fields, response: { 201: isMandatory ? Detail : loginAnswerSchema(accounts.policy) } },
      async handler(request, reply) {
        const registration: Registration = await readFields(Fields, request.body, { checks })
        const fields = registrationFields(request.body)
        await validateFields(answers.hooks, fields, request)
        const registered = await register(accounts, registration, originOf(request))
        await notify(answers.hooks, 'onUserRegistered', registered.user, request, fields)
        reply.code(201)
        if ('token' in registered || 'key' in registered) return answerLogin(answers, request, reply, registered)
        return answerDetail(request, reply, 'verificationSent')
      }
    }
  })
}
