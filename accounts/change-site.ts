import { InvalidInput } from '../core/errors.ts'
import { isLongerThan } from '../core/fields.ts'
import { message } from '../core/messages.ts'
import type { Site } from '../db/sites.ts'
import type { Accounts } from './context.ts'
import { recordEvent } from './record-event.ts'

/** A host, and a port if need be: what stands after `https://` in a link. */
function isHost(domain: string): boolean {
  return /^[^\s/?#@\\<>"']+$/.test(domain) && URL.canParse(`https://${domain}/`)
}
const maxDomainLength = 100
const maxNameLength = 50

/**
 * Gives a site another domain and name: what mails and links call it.
 * @throws InvalidInput with messages for domain and name; also when another site has the domain
 */
export async function changeSite(
  accounts: Pick<Accounts, 'database' | 'now' | 'audit'>,
  id: number,
  { domain, name }: { domain: string; name: string }
): Promise<Site> {
  if (isLongerThan(domain, maxDomainLength)) {
    throw new InvalidInput({ domain: [message('tooLong', { max: maxDomainLength })] })
  }
  if (!isHost(domain)) throw new InvalidInput({ domain: [message('domainInvalid')] })
  if (isLongerThan(name, maxNameLength)) throw new InvalidInput({ name: [message('tooLong', { max: maxNameLength })] })
  return accounts.database.transaction(async queries => {
    const { sites } = queries
    if ((await sites.all()).some(site => site.id !== id && site.domain === domain)) {
      throw new InvalidInput({ domain: [message('domainTaken')] })
    }
    const site = await sites.update(id, { domain, name })
    if (site === undefined) throw new InvalidInput({ id: [message('siteUnknown', { id })] })
    await recordEvent(accounts, queries, 'site_changed_by_operator', { details: { id, domain, name } })
    return site
  })
}
