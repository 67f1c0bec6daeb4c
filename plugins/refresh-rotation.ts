import { hkdfSync } from 'node:crypto'
import type { RefreshRotation } from '../accounts/context.ts'
import type { CheckedOptions } from '../settings.ts'

/**
 * How refresh tokens rotate. What keys them is derived from the secret for this purpose alone (RFC 5869).
 * @param secret the one that signs, 32 bytes or more
 */
export function createRotation(
  { refreshExpirationDelta, refreshGrace }: Pick<CheckedOptions<'jwtAuth'>, 'refreshExpirationDelta' | 'refreshGrace'>,
  secret: string
): RefreshRotation {
  const derived = hkdfSync('sha256', secret, '', 'fastify-rest-auth refresh token', 32)
  return { refreshDelta: refreshExpirationDelta, grace: refreshGrace, secret: new Uint8Array(derived) }
}
