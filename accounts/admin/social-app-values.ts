import { InvalidInput } from '../../core/errors.ts'
import type { EventValue } from '../../core/events.ts'
import { message } from '../../core/messages.ts'
import type { Sealer } from '../../core/sealer.ts'
import type { Queries } from '../../db/open.ts'
import type { AppOfSites } from '../../db/social-apps.ts'
import type { Accounts } from '../context.ts'
import { sealSecret, secretPurpose } from '../social-client.ts'

/** What the admin may set of a Social application; a secret that is not given stays. */
export interface SocialAppFields {
  provider?: string
  name?: string
  client_id?: string
  secret?: string
  key?: string
  app_id?: string
  /** The numbers of the sites that it serves. */
  sites?: number[]
}

/** The columns hold so many characters. */
export const appLimits = { provider: 30, name: 40, key: 191, appId: 20 } as const

/** Providers whose access tokens name the number of the app. */
const numbering = new Set(['kakao'])

/** An application as the audit trail tells of it: of its secret, whether there is one. */
export function appValues({ provider, name, clientId, key, secret, appId, siteIds }: Omit<AppOfSites, 'id'>) {
  const values = { provider, name, client_id: clientId, key, secret: secret === '' ? 'none' : 'set' }
  return { ...values, app_id: appId, sites: siteIds } satisfies Record<string, EventValue>
}

/** The number of an app as it is kept: none where its provider has none. @throws InvalidInput when it will not do */
export function readAppId(provider: string, given: string | undefined, kept: string): string {
  if (!numbering.has(provider)) {
    if (given !== undefined && given !== '') throw new InvalidInput({ app_id: [message('appIdNeedless')] })
    return ''
  }
  const appId = given ?? kept
  if (!/^([1-9]\d{0,19})?$/.test(appId)) throw new InvalidInput({ app_id: [message('appIdInvalid')] })
  return appId
}

/**
 * A secret as it is kept: sealed for its provider, where the server has what seals.
 * @throws InvalidInput when the column would not hold it: sealed, it is longer than it was
 */
export function keptSecret(sealer: Sealer | undefined, provider: string, secret: string): string {
  const kept = sealSecret(sealer, secret, secretPurpose(provider))
  if (kept.length <= appLimits.key) return kept
  throw new InvalidInput({ secret: [message('secretTooLong', { max: maxSealedBytes })] })
}

/** What is sealed has 28 bytes more, as base64url, and a mark of 8 characters in front. */
const maxSealedBytes = Math.floor(((appLimits.key - 8) * 3) / 4) - 28

/** @throws InvalidInput naming the first number that no site has, or the first site that has such an application already */
export async function requireFreeSites(
  { social: { clients } }: Pick<Accounts, 'social'>,
  { sites, social }: Pick<Queries, 'sites' | 'social'>,
  provider: string,
  siteIds: readonly number[],
  except = 0
): Promise<void> {
  const all = await sites.all()
  const unknown = siteIds.find(id => !all.some(site => site.id === id))
  if (unknown !== undefined) throw new InvalidInput({ sites: [message('rowUnknown', { id: unknown })] })
  const [served] = await social.sitesServedBy(provider, siteIds, except)
  const site = all.find(({ id }) => id === served)
  if (site === undefined) return
  const name = clients.get(provider)?.name ?? provider
  throw new InvalidInput({ sites: [message('siteHasApp', { domain: site.domain, provider: name })] })
}
