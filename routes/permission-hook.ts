import type { onRequestAsyncHookHandler } from 'fastify'

/** A hook that lets through who may, and answers 403 to others; it says so itself, for OpenAPI documents. */
export type PermissionHook = onRequestAsyncHookHandler & {
  /** Whom it lets through, as in `members of the staff`. */
  readonly letsThrough: string
}

export function isPermissionHook(hook: onRequestAsyncHookHandler): hook is PermissionHook {
  return 'letsThrough' in hook
}
