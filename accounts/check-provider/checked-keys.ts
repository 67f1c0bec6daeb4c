import type { Sealer } from '../../core/sealer.ts'
import type { SocialKeys } from '../../core/social-provider.ts'
import type { KnownApp } from '../../db/social.ts'
import { completed, readSecret, type SocialClient, secretPurpose } from '../social-client.ts'

/** The keys by which the server is known to a provider, as it would use them. */
export interface CheckedKeys extends SocialKeys {
  /** Whether there is a secret that cannot be opened; it is empty then. */
  isSealed: boolean
}

/** A Social application, if there is one, and the settings, as the server puts them together. */
export function checkedKeys(
  sealer: Sealer | undefined,
  app: KnownApp | undefined,
  { id, keys }: Pick<SocialClient, 'id' | 'keys'>
): CheckedKeys {
  if (app === undefined) return { ...keys, isSealed: false }
  const secret = readSecret(sealer, app.secret, secretPurpose(id))
  const own = completed(app, secret ?? '', keys)
  return secret === undefined ? { ...own, secret: '', isSealed: true } : { ...own, isSealed: false }
}
