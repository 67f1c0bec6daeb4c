import { hkdfSync } from 'node:crypto'
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import fp from 'fastify-plugin'
import { type AuthenticatedUser, type Authentication, withoutPassword } from '../accounts/authenticate.ts'
import type { UserClaims } from '../accounts/check-token.ts'
import { type Accounts, defaultPolicy, defaultSocialPolicy, type Origin } from '../accounts/context.ts'
import { issueTokens } from '../accounts/issue-tokens.ts'
import { refreshSession } from '../accounts/refresh-session.ts'
import type { SessionTokens } from '../accounts/start-session.ts'
import { verifyToken } from '../accounts/verify-token.ts'
import { AuthenticationFailed, StartError } from '../core/errors.ts'
import { createLinks } from '../core/links.ts'
import { languages, message } from '../core/messages.ts'
import { createSealer } from '../core/sealer.ts'
import { createTokens } from '../core/tokens.ts'
import { refreshPath, refreshRoutes } from '../routes/api-jwt-auth/refresh.ts'
import { apiJwtAuthRoutes } from '../routes/api-jwt-auth.ts'
import { createJwtCookie } from '../routes/jwt-cookie.ts'
import type { LoginAnswers } from '../routes/login-answers.ts'
import { type SecuritySchemes, tokenSchemes } from '../routes/security-schemes.ts'
import { wellKnownRoutes } from '../routes/well-known.ts'
import { type PluginOptions, readOptions } from '../settings.ts'
import { accountRoutes } from './account-routes.ts'
import { createAudit } from './audit.ts'
import { type Authenticator, authenticateBy, tokenAuthenticator } from './authenticate.ts'
import { passwords } from './passwords.ts'
import { rateLimit, rateLimitName } from './rate-limit.ts'
import { createRotation } from './refresh-rotation.ts'
import { requireHooks, type SecurityHooks, securityHookNames } from './security-hooks.ts'
import { followKeyFile, readTokenKeys, secretsOf } from './token-keys.ts'

/** Tokens for the code of the host; the session's origin is for its user to recognise it. */
export interface JwtAuth {
  /** A token of a new session for a user. @throws AuthenticationFailed when the user is gone or disabled */
  issue(user: { id: number }, origin?: Partial<Origin>): Promise<string>
  /** The same, with the first refresh token where they rotate (JWT_REFRESH_MODE). */
  issueTokens(user: { id: number }, origin?: Partial<Origin>): Promise<SessionTokens>
  /** Whose a token is. @throws InvalidInput when it does not hold */
  verify(token: string): Promise<{ claims: UserClaims; user: AuthenticatedUser }>
  /** The next token of a session. @throws InvalidInput when it cannot be refreshed */
  refresh(token: string, origin?: Partial<Origin>): Promise<string>
  /** The WWW-Authenticate header of a 401. */
  readonly challenge: string
  /** How requests authenticate, as an OpenAPI document says it; one that shows our routes gets them by itself. */
  readonly securitySchemes: SecuritySchemes
  /** Like `fastify.authenticate`, but always asks the database. */
  readonly authenticateUser: onRequestAsyncHookHandler
  /** The same, and lets through who shows no credentials, or a cookie that no longer holds. */
  readonly authenticateIfShown: onRequestAsyncHookHandler
}

declare module 'fastify' {
  interface FastifyInstance {
    /** An onRequest hook: lets through who shows a token, with `request.user` set, and answers 401 to the rest. */
    authenticate: onRequestAsyncHookHandler
    /** How requests can be authenticated, by the scheme in lower case. */
    authenticators: Map<string, Authenticator>
    jwtAuth: JwtAuth
    /** What the acts on accounts work with. */
    accounts: Accounts
    /** How logins are answered. */
    loginAnswers: LoginAnswers
  }
  interface FastifyRequest {
    /** Who makes the request, behind `fastify.authenticate`; left alone where another plugin declared it. */
    user: AuthenticatedUser
    /** The same with the token's claims, whoever owns `request.user`; null where nobody was asked. */
    restAuth: Authentication | null
  }
}

export type JwtAuthOptions = PluginOptions<'jwtAuth'> &
  SecurityHooks & {
    prefix?: string
    /** Milliseconds since 1970. */
    now?: () => number
  }

/** Users at each end of the table whose hashes are looked at when the server starts. */
const passwordSample = 500

/**
 * djangorestframework-jwt: decorates the instance with `authenticate` and `jwtAuth`, and adds the views that obtain,
 * verify and refresh tokens.
 * @throws StartError naming the setting that is missing or wrong
 */
export const jwtAuth = fp<JwtAuthOptions>(
  async (fastify, options) => {
    const settings = readOptions('jwtAuth', options, ['now', ...securityHookNames])
    const { authHeaderPrefix, authCheck, authCookie, refreshExpirationDelta, expirationDelta } = settings
    const [secret] = secretsOf(settings.secret)
    const { now = Date.now } = options
    requireHooks(options)
    const isRotating = settings.refreshMode === 'rotating'
    const { refreshCookie } = settings
    if (refreshCookie !== undefined && !isRotating) {
      throw new StartError(
        'JWT_REFRESH_COOKIE takes JWT_REFRESH_MODE=rotating: other tokens are not for one path alone'
      )
    }
    if (!fastify.hasDecorator('passwords')) await fastify.register(passwords)
    if (!fastify.hasPlugin(rateLimitName)) await fastify.register(rateLimit, { now })

    const keys = readTokenKeys(settings)
    const tokens = createTokens({ ...settings, keys, now })
    followKeyFile(fastify, { settings, keys, tokens, now })
    const accounts: Accounts = {
      database: fastify.database,
      passwords: fastify.passwords,
      tokens,
      links: createLinks({ secret, now }),
      now,
      leeway: settings.leeway,
      expirationDelta,
      refreshDelta: settings.allowRefresh ? refreshExpirationDelta : undefined,
      ...(isRotating && { rotation: createRotation(settings, secret) }),
      policy: { ...defaultPolicy },
      social: defaultSocialPolicy(createSealer([secret], 'browser login')),
      attempts: fastify.limits?.counts,
      keyFor: purpose =>
        Buffer.from(hkdfSync('sha256', secret, '', `fastify-rest-auth ${purpose}`, 32)).toString('hex'),
      audit: createAudit(fastify, settings.auditRetentionDays, options.onAuditEvent),
      outbox: { isDirty: false }
    }
    const { onRefreshTokenReused } = options
    const loginAnswers: LoginAnswers = {
      hooks: onRefreshTokenReused === undefined ? {} : { onRefreshTokenReused },
      isRotating,
      cookie: createJwtCookie(authCookie, expirationDelta),
      refreshCookie: createJwtCookie(refreshCookie, refreshExpirationDelta, {
        path: `${fastify.prefix}${options.prefix ?? ''}${refreshPath}`,
        sameSite: 'strict'
      })
    }
    const challenge = `${authHeaderPrefix} realm="api"`
    const authenticators = new Map<string, Authenticator>()
    const jwt = tokenAuthenticator(accounts)
    authenticators.set(authHeaderPrefix.toLowerCase(), jwt).set('bearer', jwt)
    const createAuthenticate = authenticateBy({ authenticators, cookie: loginAnswers.cookie, jwt, challenge })

    const originOf = (origin: Partial<Origin> = {}): Origin => ({
      ipAddress: '',
      userAgent: '',
      language: languages[0],
      ...origin
    })
    fastify.addHook('onReady', async () => {
      accounts.passwords.learn(await accounts.database.users.samplePasswords(passwordSample))
    })
    fastify.decorateRequest('restAuth', null)
    fastify.decorate('accounts', accounts)
    fastify.decorate('loginAnswers', loginAnswers)
    fastify.decorate('authenticators', authenticators)
    fastify.decorate('authenticate', createAuthenticate(authCheck))
    fastify.decorate('jwtAuth', {
      issue: async ({ id }, origin) => (await issueTokens(accounts, id, originOf(origin))).token,
      issueTokens: ({ id }, origin) => issueTokens(accounts, id, originOf(origin)),
      async verify(token) {
        const { claims, user } = await verifyToken(accounts, token)
        return { claims, user: withoutPassword(user) }
      },
      async refresh(token, origin) {
        return (await refreshSession(accounts, token, refreshExpirationDelta, originOf(origin))).token
      },
      challenge,
      securitySchemes: tokenSchemes(authHeaderPrefix, authCookie),
      authenticateUser: createAuthenticate('user'),
      authenticateIfShown: createAuthenticate('user', true)
    })
    await accountRoutes(fastify, options, scope => {
      wellKnownRoutes(scope, accounts)
      apiJwtAuthRoutes(scope, accounts, loginAnswers)
      refreshRoutes(scope, accounts, { refreshDelta: refreshExpirationDelta, answers: loginAnswers })
    })
  },
  { name: 'rest-auth-jwt', dependencies: ['rest-auth-database'], fastify: '5.x' }
)

/** Who made a request that `authenticate` let through, and by what. */
export function authenticationOf({ restAuth }: FastifyRequest): Authentication {
  if (restAuth === null) throw new AuthenticationFailed(message('notAuthenticated'))
  return restAuth
}
