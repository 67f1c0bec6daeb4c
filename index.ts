export type { AuthenticatedUser, Authentication } from './accounts/authenticate.ts'
export type { SessionTokens } from './accounts/start-session.ts'
export { type SuiteOptions, suite as default, suite } from './app.ts'
export { AuthenticationFailed, InvalidInput, Refused, StartError, Throttled, Unavailable } from './core/errors.ts'
export type { AuditEvent, EventName } from './core/events.ts'
export { type AnswersOptions, answers } from './plugins/answers.ts'
export { type DatabaseOptions, database } from './plugins/database.ts'
export {
  type Authenticator,
  type JwtAuth,
  type JwtAuthOptions,
  jwtAuth,
  type SecurityHooks
} from './plugins/jwt-auth.ts'
export { type MailerOptions, mailer } from './plugins/mailer.ts'
export { type PasswordsOptions, passwords } from './plugins/passwords.ts'
export { type RateLimitOptions, rateLimit } from './plugins/rate-limit.ts'
export { type AccountHooks, type RestAuthOptions, restAuth } from './plugins/rest-auth.ts'
export { type SitesOptions, sites } from './plugins/sites.ts'
export { type SocialAccountsOptions, socialAccounts } from './plugins/social-accounts.ts'
export { type SocialKakaoOptions, socialKakao } from './plugins/social-kakao.ts'
export { tokenAuth } from './plugins/token-auth.ts'
export type { RegistrationFields } from './routes/account-hooks.ts'
export { type Endpoint, type Resource, resource } from './routes/resource.ts'
export { type Settings, settingsFromEnvironment, withSecretKey } from './settings.ts'
