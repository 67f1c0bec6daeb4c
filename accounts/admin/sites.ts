import { InvalidInput, Refused } from '../../core/errors.ts'
import { message } from '../../core/messages.ts'
import { isForeignKeyViolation } from '../../db/errors.ts'
import type { Queries } from '../../db/open.ts'
import type { Site } from '../../db/sites.ts'
import { requireSiteNames, type SiteNames } from '../change-site.ts'
import type { Accounts, Origin } from '../context.ts'
import { type AdminLogin, requireAdmin } from './admin-login.ts'
import { recordAdminEvent } from './record-admin-event.ts'

/**
 * Makes a site, as a superuser who has just shown the password: with several sites, links in mails may lead to it.
 * @returns its number
 * @throws InvalidInput with messages by field; Refused with 403
 */
export async function createSite(
  accounts: Accounts,
  by: AdminLogin,
  { domain = '', name = '' }: Partial<SiteNames>,
  origin: Origin
): Promise<number> {
  return accounts.database.transaction(async queries => {
    await requireAdmin(accounts, queries, by, { superuser: true, confirmed: true })
    await requireSiteNames(queries, { domain, name })
    const { id } = await queries.sites.insert({ domain, name })
    const details = { site: id }
    await recordAdminEvent(accounts, queries, 'site_created_by_admin', { by, origin, details, after: { domain, name } })
    return id
  })
}

/**
 * Changes what a site is called, as a superuser who has just shown the password: the links in mails lead to its domain.
 * @throws InvalidInput with messages by field; Refused with 403, or 404
 */
export async function renameSite(
  accounts: Accounts,
  by: AdminLogin,
  id: number,
  fields: Partial<SiteNames>,
  origin: Origin
): Promise<void> {
  await accounts.database.transaction(async queries => {
    await requireAdmin(accounts, queries, by, { superuser: true, confirmed: true })
    const before = namesOf(await requireSite(queries, id))
    const after = { ...before, ...fields }
    await requireSiteNames(queries, after, id)
    await queries.sites.update(id, after)
    const details = { site: id }
    await recordAdminEvent(accounts, queries, 'site_changed_by_admin', { by, origin, details, before, after })
  })
}

/**
 * Deletes a site, as a superuser; the Social applications that it has had stay.
 * @param own the number of the site that this server is, which stays
 * @throws InvalidInput for that one; Refused with 403, 404, or 409 when tables of the host point at it
 */
export async function deleteSite(
  accounts: Accounts,
  by: AdminLogin,
  id: number,
  own: number,
  origin: Origin
): Promise<void> {
  try {
    await accounts.database.transaction(async queries => {
      await requireAdmin(accounts, queries, by, { superuser: true, confirmed: true })
      const before = namesOf(await requireSite(queries, id))
      if (id === own) throw InvalidInput.of(message('siteIsOwn'))
      await queries.sites.remove(id)
      await recordAdminEvent(accounts, queries, 'site_deleted_by_admin', { by, origin, details: { site: id }, before })
    })
  } catch (error) {
    if (isForeignKeyViolation(error)) throw new Refused(409, message('rowIsReferred'))
    throw error
  }
}

async function requireSite({ sites }: Pick<Queries, 'sites'>, id: number): Promise<Site> {
  const site = await sites.find(id)
  if (site === undefined) throw new Refused(404, message('notFound'))
  return site
}

function namesOf({ domain, name }: Site): SiteNames {
  return { domain, name }
}
