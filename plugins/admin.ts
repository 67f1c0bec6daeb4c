import cookies from '@fastify/cookie'
import csrf from '@fastify/csrf-protection'
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import fp from 'fastify-plugin'
import { continueAdminLogin } from '../accounts/admin/log-in-to-admin.ts'
import { createAdminCookie } from '../routes/admin/admin-cookie.ts'
import { type AdminScope, adminOf } from '../routes/admin/admin-scope.ts'
import { adminDashboardRoute } from '../routes/admin/dashboard.ts'
import { adminEmailAddressRoutes } from '../routes/admin/email-addresses.ts'
import { adminEventRoutes } from '../routes/admin/events.ts'
import { adminGroupRoutes } from '../routes/admin/groups.ts'
import { adminProviderRoute } from '../routes/admin/providers.ts'
import { adminSessionRoutes } from '../routes/admin/session.ts'
import { adminLoginRoutes } from '../routes/admin/sessions.ts'
import { adminSiteRoutes } from '../routes/admin/sites.ts'
import { adminSocialAccountRoutes } from '../routes/admin/social-accounts.ts'
import { adminSocialAppRoutes } from '../routes/admin/social-apps.ts'
import { adminSocialTokenRoutes } from '../routes/admin/social-tokens.ts'
import { adminTokenRoutes } from '../routes/admin/tokens.ts'
import { adminUserRoutes } from '../routes/admin/users.ts'
import { isHttps, requireSameOrigin } from '../routes/jwt-cookie.ts'
import type { SecuritySchemes } from '../routes/security-schemes.ts'
import { type PluginOptions, readOptions } from '../settings.ts'
import { accountRoutes } from './account-routes.ts'
import { type AdminPages, adminPages } from './admin-pages.ts'
import { sites } from './sites.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** The pages of the admin; not there with ADMIN=off. */
    adminPages: AdminPages
  }
}

export type AdminOptions = PluginOptions<'admin'> & {
  prefix?: string
  /** Where the built pages are, if not where `npm run build` puts them. */
  pagesFolder?: string | undefined
}

/** The cookie that @fastify/csrf-protection keeps its secret in. */
const csrfCookie = 'rest_auth_admin_csrf'
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * The admin, as Django's: its pages at `path`, and what they work with at `path/api/`, for staff, in a session of its
 * own. `app.register(admin, { path: '/admin' })`.
 */
export const admin = fp<AdminOptions>(
  async (fastify, options) => {
    const { isOn, path } = readOptions('admin', options, ['pagesFolder'])
    if (!isOn) return
    if (!fastify.hasDecorator('sites')) await fastify.register(sites)
    const { prefix = '' } = options
    fastify.decorate('adminPages', await adminPages(fastify, { path: `${prefix}${path}`, folder: options.pagesFolder }))
    await accountRoutes(fastify, { prefix: `${prefix}${path}/api` }, async scope => {
      await adminRoutes(scope, `${fastify.prefix}${prefix}${path}`)
    })
  },
  { name: 'rest-auth-admin', dependencies: ['rest-auth-jwt'], fastify: '5.x' }
)

async function adminRoutes(scope: FastifyInstance, path: string): Promise<void> {
  const { accounts, sites } = scope
  // A host may have brought @fastify/cookie along, which cannot be there twice.
  if (!scope.hasRequestDecorator('cookies')) await scope.register(cookies)
  await scope.register(csrf, {
    cookieKey: csrfCookie,
    cookieOpts: { path, httpOnly: true, sameSite: 'strict' },
    csrfOpts: { hmacKey: accounts.keyFor('admin csrf') },
    getToken: ({ headers }) => String(headers['x-csrf-token'] ?? ''),
    getUserInfo: ({ adminLogin }) => userInfoOf(adminLogin?.sessionId),
    logLevel: 'debug'
  })
  scope.decorateRequest('adminLogin', null)
  scope.decorate('ownSecuritySchemes', {
    adminCookie: {
      type: 'apiKey',
      in: 'cookie',
      name: 'rest_auth_admin',
      description:
        'The session of the admin, which a login sets (`__Host-rest_auth_admin` over HTTPS). What changes something ' +
        'sends the `csrf_token` of the session along as `x-csrf-token`.'
    }
  } satisfies SecuritySchemes)
  const cookie = createAdminCookie(path)

  async function identify(request: FastifyRequest): Promise<void> {
    const value = cookie.read(request)
    request.adminLogin = (value && (await continueAdminLogin(accounts, value))) || null
  }

  /** Of what changes something, lets through what comes from our own pages alone. */
  async function requireOwnPage(request: FastifyRequest): Promise<void> {
    if (safeMethods.has(request.method)) return
    requireSameOrigin(request)
    await new Promise<void>((resolve, reject) => {
      const answer: Pick<FastifyReply, 'send'> = { send: reject as FastifyReply['send'] }
      scope.csrfProtection(request, answer as FastifyReply, resolve)
    })
  }

  const lookAtLogin: onRequestAsyncHookHandler = async request => {
    await identify(request)
    await requireOwnPage(request)
  }
  const authenticate: onRequestAsyncHookHandler = async request => {
    await identify(request)
    adminOf(request)
    await requireOwnPage(request)
  }

  const admin: AdminScope = { accounts, authenticate, sites }
  adminSessionRoutes(scope, admin, {
    cookie,
    lookAtLogin,
    csrfTokenOf(request, reply, sessionId) {
      // A session that has just begun gets a secret of its own: what was known before it is worth nothing.
      if (sessionId !== request.adminLogin?.sessionId) delete request.cookies[csrfCookie]
      return reply.generateCsrf({ userInfo: userInfoOf(sessionId), secure: isHttps(request) })
    }
  })
  adminUserRoutes(scope, admin)
  adminEmailAddressRoutes(scope, admin)
  adminTokenRoutes(scope, admin)
  adminLoginRoutes(scope, admin)
  adminGroupRoutes(scope, admin)
  adminEventRoutes(scope, admin)
  adminSiteRoutes(scope, admin)
  adminSocialAppRoutes(scope, admin)
  adminProviderRoute(scope, admin)
  adminSocialAccountRoutes(scope, admin)
  adminSocialTokenRoutes(scope, admin)
  adminDashboardRoute(scope, admin)
}

/** What a token against cross-site requests is bound to. */
function userInfoOf(sessionId: string | undefined): string {
  return sessionId ?? 'nobody'
}
