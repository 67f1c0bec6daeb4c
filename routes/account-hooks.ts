import { inspect } from 'node:util'
import type { FastifyRequest } from 'fastify'
import { type AuthenticatedUser, withoutPassword } from '../accounts/authenticate.ts'
import { InvalidInput } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { User } from '../db/users.ts'
import { userFields } from './user-fields.ts'

type Awaitable<Value> = Value | Promise<Value>
/** The fields of a registration as they were sent, without the passwords. */
export type RegistrationFields = Readonly<Record<string, unknown>>

/**
 * What a host does when something happens to an account: Django's signals and serializers. Each is awaited before the
 * answer, but `onUserRegistered` where ACCOUNT_PREVENT_ENUMERATION hides whether it is told. An error in one of the
 * `on…` is logged, and undoes nothing of what has happened.
 */
export interface AccountHooks {
  /**
   * The user as login and the user endpoint show them, in place of `{pk, username, email, first_name, last_name}`.
   * It must be an object that JSON can hold.
   */
  userDetails?: (user: AuthenticatedUser, request: FastifyRequest) => Awaitable<object>
  /**
   * Looks at a registration whose own fields are in order, extra fields with it. What it returns are messages by field,
   * and what it throws is a message for the whole: both are answered 400, and nobody is registered.
   */
  validateRegistration?: (
    fields: RegistrationFields,
    request: FastifyRequest
  ) => Awaitable<Record<string, string | string[]> | undefined> | Awaitable<void>
  /** Somebody has registered, or came by an identity provider for the first time. */
  onUserRegistered?: (user: AuthenticatedUser, request: FastifyRequest, fields: RegistrationFields) => Awaitable<void>
  /** Somebody has logged in: by password, by registering, by an identity provider. */
  onUserLoggedIn?: (user: AuthenticatedUser, request: FastifyRequest) => Awaitable<void>
  /** Somebody has logged out. */
  onUserLoggedOut?: (user: AuthenticatedUser, request: FastifyRequest) => Awaitable<void>
  /** A password was changed, or set by a reset link. */
  onPasswordChanged?: (user: AuthenticatedUser, request: FastifyRequest) => Awaitable<void>
  /** An e-mail address was verified by its key. */
  onEmailConfirmed?: (user: AuthenticatedUser, request: FastifyRequest, email: string) => Awaitable<void>
}

/** What a host does about tokens; options of `jwtAuth`. */
export interface TokenHooks {
  /**
   * A refresh token was used a second time: somebody has a copy of it. The session has been ended, and the request is
   * refused. An error is logged.
   */
  onRefreshTokenReused?: ((user: AuthenticatedUser, request: FastifyRequest) => Awaitable<void>) | undefined
}

export const accountHookNames = [
  'userDetails',
  'validateRegistration',
  'onUserRegistered',
  'onUserLoggedIn',
  'onUserLoggedOut',
  'onPasswordChanged',
  'onEmailConfirmed'
] as const satisfies (keyof AccountHooks)[]

type Events = Omit<AccountHooks, 'userDetails' | 'validateRegistration'> & TokenHooks
type Rest<Name extends keyof Events> =
  Parameters<NonNullable<Events[Name]>> extends [unknown, unknown, ...infer More] ? More : never

/** Tells the host what has happened to a user, if it wants to know. */
export async function notify<Name extends keyof Events>(
  hooks: AccountHooks & TokenHooks,
  name: Name,
  user: AuthenticatedUser | User,
  request: FastifyRequest,
  ...more: Rest<Name>
): Promise<void> {
  const hook = hooks[name] as ((...values: unknown[]) => Awaitable<void>) | undefined
  try {
    await hook?.('password' in user ? withoutPassword(user) : user, request, ...more)
  } catch (error) {
    request.log.error({ err: error }, `${name} failed`)
  }
}

/** The user as the host shows them. */
export async function showUser(
  { userDetails }: AccountHooks,
  user: AuthenticatedUser | User,
  request: FastifyRequest
): Promise<object> {
  const shown = 'password' in user ? withoutPassword(user) : user
  return userDetails === undefined ? userFields(shown) : userDetails(shown, request)
}

/** Asks the host whether a registration will do. @throws InvalidInput */
export async function validateFields(
  { validateRegistration }: AccountHooks,
  fields: RegistrationFields,
  request: FastifyRequest
): Promise<void> {
  if (validateRegistration === undefined) return
  let errors: Record<string, string[]>
  try {
    errors = messagesByField(await validateRegistration(fields, request))
  } catch (error) {
    if (error instanceof InvalidInput) throw error
    request.log.warn({ err: error }, 'validateRegistration refused a registration by an error')
    errors = messagesByField(error)
    // Whatever was thrown, it was thrown: one that says nothing lets nobody in.
    if (Object.keys(errors).length === 0) throw InvalidInput.of(message('badRequest'))
  }
  if (Object.keys(errors).length > 0) throw new InvalidInput(errors)
}

/** What a host returned or threw, whatever it is: types do not hold for those who write JavaScript. */
function messagesByField(errors: unknown): Record<string, string[]> {
  if (errors === undefined || errors === null) return {}
  const text = (value: unknown) => (typeof value === 'object' && !Array.isArray(value) ? inspect(value) : String(value))
  if (errors instanceof Error) return { non_field_errors: [errors.message] }
  const byField = typeof errors !== 'object' || Array.isArray(errors) ? { non_field_errors: errors } : errors
  const messages = Object.entries(byField).map(([name, texts]) => [name, [texts].flat().map(text)] as const)
  return Object.fromEntries(messages.filter(([, texts]) => texts.length > 0))
}

const secrets = new Set(['password', 'password1', 'password2'])

/** The fields of a registration for the eyes of a host. */
export function registrationFields(body: unknown): RegistrationFields {
  const entries = body instanceof URLSearchParams ? [...body] : Object.entries(Object(body))
  return Object.fromEntries(entries.filter(([name]) => !secrets.has(name)))
}
