import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { AccountPolicy } from '../accounts/context.ts'
import { StartError } from '../core/errors.ts'
import { createLinkAddresses } from '../core/link-addresses.ts'
import { createLinks } from '../core/links.ts'
import { confirmEmailPage } from '../routes/account-confirm-email.ts'
import { type AccountHooks, accountHookNames } from '../routes/account-hooks.ts'
import { passwordResetPage } from '../routes/password-reset/confirm.ts'
import { emailsRoutes } from '../routes/rest-auth/emails.ts'
import { loginRoutes } from '../routes/rest-auth/login.ts'
import { logoutRoutes } from '../routes/rest-auth/logout.ts'
import { passwordChangeRoutes } from '../routes/rest-auth/password/change.ts'
import { passwordResetConfirmRoutes } from '../routes/rest-auth/password/reset/confirm.ts'
import { passwordResetRoutes } from '../routes/rest-auth/password/reset.ts'
import { resendEmailRoutes } from '../routes/rest-auth/registration/resend-email.ts'
import { verifyEmailRoutes } from '../routes/rest-auth/registration/verify-email.ts'
import { registrationRoutes } from '../routes/rest-auth/registration.ts'
import { sessionsRoutes } from '../routes/rest-auth/sessions.ts'
import { userRoutes } from '../routes/rest-auth/user.ts'
import { type CheckedOptions, type PluginOptions, readOptions } from '../settings.ts'
import { accountRoutes } from './account-routes.ts'
import { authenticationOf } from './jwt-auth.ts'
import { mailer } from './mailer.ts'
import { pageRoutes } from './page-routes.ts'
import { tokenAuth, tokenAuthName } from './token-auth.ts'

export type { AccountHooks } from '../routes/account-hooks.ts'

export type RestAuthOptions = PluginOptions<'restAuth'> &
  AccountHooks & {
    prefix?: string
    /** Django's SECRET_KEY, for the links in mails; the secret of the tokens when not given. */
    secretKey?: string | undefined
  }

/**
 * django-rest-auth: registration, login and logout, the user's own data, passwords and e-mail addresses, and the pages
 * where the links of its mails land.
 * @throws StartError naming the setting that is wrong
 */
export const restAuth = fp<RestAuthOptions>(
  async (fastify, options) => {
    const settings = readOptions('restAuth', options, ['secretKey', ...accountHookNames])
    if (!fastify.hasDecorator('mailer')) await fastify.register(mailer)
    if (!settings.useJwt && !fastify.hasPlugin(tokenAuthName)) await fastify.register(tokenAuth) // or keys open nothing
    for (const name of accountHookNames) {
      const hook: unknown = options[name]
      if (hook !== undefined && typeof hook !== 'function') throw new StartError(`${name} takes a function`)
    }
    const { accounts, jwtAuth, loginAnswers } = fastify
    const { hooks } = loginAnswers
    Object.assign(hooks, hooksOf(options))

    const { secretKey, prefix } = options
    Object.assign(accounts.policy, policyOf(settings, prefix, fastify.sites.id))
    if (secretKey !== undefined) accounts.links = createLinks({ secret: secretKey, now: accounts.now })

    const { authenticationMethod, emailVerification, usernameRequired, emailRequired, accountDeletion } = settings
    const required = {
      username: usernameRequired,
      // As allauth demands it: an address that is logged in with, or has to be verified, has to be there.
      email: emailRequired || authenticationMethod === 'email' || emailVerification === 'mandatory'
    }
    const { authenticateUser: authenticate, authenticateIfShown } = jwtAuth
    await accountRoutes(fastify, options, scope => {
      registrationRoutes(scope, accounts, loginAnswers, required)
      verifyEmailRoutes(scope, accounts, hooks)
      resendEmailRoutes(scope, accounts)
      loginRoutes(scope, accounts, loginAnswers)
      logoutRoutes(scope, accounts, loginAnswers, authenticateIfShown)
      sessionsRoutes(scope, accounts, loginAnswers, authenticate, authenticationOf)
      userRoutes(scope, accounts, { answers: loginAnswers, authenticate, authenticationOf, mayDelete: accountDeletion })
      passwordChangeRoutes(scope, accounts, hooks, authenticate, authenticationOf)
      passwordResetRoutes(scope, accounts)
      passwordResetConfirmRoutes(scope, accounts, hooks)
      emailsRoutes(scope, accounts, authenticate, authenticationOf)
    })
    const siteName = async (request: FastifyRequest) => (await fastify.sites.of(request)).name
    await pageRoutes(fastify, options, scope => {
      // An app that has a page of its own may have it at the same path.
      if (settings.passwordResetUrl === undefined) passwordResetPage(scope, accounts, hooks, siteName)
      if (settings.emailConfirmUrl === undefined) confirmEmailPage(scope, accounts, hooks, siteName)
    })
  },
  { name: 'rest-auth', dependencies: ['rest-auth-jwt'], fastify: '5.x' }
)

/** The hooks among other options. */
export function hooksOf(options: AccountHooks): AccountHooks {
  return Object.fromEntries(accountHookNames.map(name => [name, options[name]]))
}

/** Options without the hooks among them. */
export function withoutHooks<Options extends AccountHooks>(options: Options): Omit<Options, keyof AccountHooks> {
  const isHook = (name: string) => accountHookNames.some(hook => hook === name)
  return Object.fromEntries(Object.entries(options).filter(([name]) => !isHook(name))) as Omit<
    Options,
    keyof AccountHooks
  >
}

function policyOf(
  settings: CheckedOptions<'restAuth'>,
  prefix: string | undefined,
  siteId: number
): Omit<AccountPolicy, 'providers'> {
  const { useJwt, authenticationMethod, emailVerification, passwordResetUrl, emailConfirmUrl } = settings
  return {
    useJwt,
    authenticationMethod,
    emailVerification,
    oldPasswordNeeded: settings.oldPasswordFieldEnabled,
    logoutOnPasswordChange: settings.logoutOnPasswordChange,
    preventEnumeration: settings.preventEnumeration && emailVerification === 'mandatory',
    reauthenticationTimeout: settings.reauthenticationRequired ? settings.reauthenticationTimeout : undefined,
    resetTimeout: settings.passwordResetTimeout,
    confirmTimeout: 86_400 * settings.emailConfirmationExpireDays,
    addresses: createLinkAddresses({
      prefix: prefix ?? '',
      protocol: settings.defaultHttpProtocol,
      passwordResetUrl,
      emailConfirmUrl
    }),
    siteId
  }
}
