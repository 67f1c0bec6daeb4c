import { type FieldMessages, InvalidInput } from '../core/errors.ts'
import { isLongerThan } from '../core/fields.ts'
import { message } from '../core/messages.ts'
import type { Queries } from '../db/open.ts'
import type { Site } from '../db/sites.ts'
import type { Accounts } from './context.ts'
import { recordEvent } from './record-event.ts'

/** What a site is called: by whom looks for it, and by whom reads its mails. */
export type SiteNames = Pick<Site, 'domain' | 'name'>

/** Django's columns hold so many characters. */
export const maxDomainLength = 100
export const maxSiteNameLength = 50

/** A host, and a port if need be: what stands after `https://` in a link. */
function isHost(domain: string): boolean {
  return /^[^\s/?#@\\<>"']+$/.test(domain) && URL.canParse(`https://${domain}/`)
}

/**
 * Requires that a site can be called so.
 * @param except the number of the site that is called so from now on, where it is there already
 * @throws InvalidInput with messages for domain and name; also when another site has the domain, in any case
 */
export async function requireSiteNames(
  { sites }: Pick<Queries, 'sites'>,
  { domain, name }: SiteNames,
  except?: number
): Promise<void> {
  const errors: FieldMessages = {}
  if (isLongerThan(domain, maxDomainLength)) errors.domain = [message('tooLong', { max: maxDomainLength })]
  else if (!isHost(domain)) errors.domain = [message('domainInvalid')]
  if (isLongerThan(name, maxSiteNameLength)) errors.name = [message('tooLong', { max: maxSiteNameLength })]
  if (Object.keys(errors).length > 0) throw new InvalidInput(errors)
  const small = domain.toLowerCase()
  const isTaken = (await sites.all()).some(site => site.id !== except && site.domain.toLowerCase() === small)
  if (isTaken) throw new InvalidInput({ domain: [message('domainTaken')] })
}

/**
 * Gives a site another domain and name: what mails and links call it.
 * @throws InvalidInput with messages for domain and name; also when another site has the domain
 */
export async function changeSite(
  accounts: Pick<Accounts, 'database' | 'now' | 'audit'>,
  id: number,
  { domain, name }: SiteNames
): Promise<Site> {
  return accounts.database.transaction(async queries => {
    await requireSiteNames(queries, { domain, name }, id)
    const site = await queries.sites.update(id, { domain, name })
    if (site === undefined) throw new InvalidInput({ id: [message('siteUnknown', { id })] })
    await recordEvent(accounts, queries, 'site_changed_by_operator', { details: { id, domain, name } })
    return site
  })
}
