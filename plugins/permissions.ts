import type { onRequestAsyncHookHandler } from 'fastify'
import fp from 'fastify-plugin'
import { hasVerifiedEmail } from '../accounts/log-in.ts'
import { isInGroup, isStaff, isSuperuser, type Permission, requirePermission } from '../accounts/require-permission.ts'
import { StartError } from '../core/errors.ts'
import type { PermissionHook } from '../routes/permission-hook.ts'
import { answerError } from './answers.ts'
import { authenticationOf } from './jwt-auth.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** A hook after `authenticate`: for staff, by Django's is_staff alone; a superuser without it is no staff. */
    requireStaff: PermissionHook
    /** A hook after `authenticate`: for superusers. */
    requireSuperuser: PermissionHook
    /**
     * Makes a hook to stand after `authenticate`: for the members of one of Django's groups. Superusers pass as members
     * alone: they may do everything in Django, but are in no group by that.
     * @param name of `auth_group`, to the letter
     * @throws StartError when it is no name
     */
    requireGroup(name: string): PermissionHook
    /** A hook after `authenticate`: for users whose own e-mail address is verified. */
    requireVerifiedEmail: PermissionHook
  }
}

/**
 * Hooks for routes that are not for every user: `{ onRequest: [app.authenticate, app.requireStaff] }`, or as preHandler.
 * Each looks at the user as they are in the database, also where tokens are believed by their claims, and answers by
 * itself whatever error handler the host has: 401 without a login that holds, 403 to who may not.
 */
export const permissions = fp(
  async fastify => {
    const { accounts, jwtAuth } = fastify

    function createHook(letsThrough: string, permission: Permission): PermissionHook {
      const hook: onRequestAsyncHookHandler = async (request, reply) => {
        try {
          await requirePermission(accounts, authenticationOf(request), permission)
        } catch (error) {
          const answered = answerError(error, request, reply, jwtAuth.challenge)
          if (answered === undefined) throw error
          return answered
        }
      }
      return Object.assign(hook, { letsThrough })
    }

    fastify.decorate('requireStaff', createHook('members of the staff', isStaff))
    fastify.decorate('requireSuperuser', createHook('superusers', isSuperuser))
    fastify.decorate('requireVerifiedEmail', createHook('users with a verified e-mail address', hasVerifiedEmail))
    fastify.decorate('requireGroup', name => {
      if (typeof name !== 'string' || name.trim() === '') {
        throw new StartError(`requireGroup takes the name of a group, as in requireGroup('editors'), not ${show(name)}`)
      }
      return createHook(`members of the group ${name}`, isInGroup(name))
    })
  },
  { name: 'rest-auth-permissions', dependencies: ['rest-auth-jwt'], fastify: '5.x' }
)

/** A wrong argument in an error; of an object, such as the request where the hook was not made, its kind alone. */
function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : typeof value
}
