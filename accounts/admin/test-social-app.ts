import type { AppOfSites } from '../../db/social-apps.ts'
import { checkProvider } from '../check-provider/check-provider.ts'
import { checkedKeys } from '../check-provider/checked-keys.ts'
import { type Finding, say } from '../check-provider/finding.ts'
import type { Accounts, Origin } from '../context.ts'
import { type AdminLogin, requireAdmin } from './admin-login.ts'
import { recordAdminEvent } from './record-admin-event.ts'
import { requireSocialApp } from './social-apps.ts'

/**
 * Looks at the keys of a Social application, and asks its provider, as a superuser; for the first of its sites.
 * @throws Refused with 403, or 404
 */
export async function testSocialApp(
  accounts: Accounts,
  by: AdminLogin,
  id: number,
  origin: Origin
): Promise<{ isFine: boolean; findings: Finding[] }> {
  const { database } = accounts
  await requireAdmin(accounts, database, by, { superuser: true })
  const app = await requireSocialApp(database, id)
  const { provider } = app
  const findings = await findingsOf(accounts, app) // who is asked may take its time: nothing is held meanwhile
  const isFine = findings.every(({ verdict }) => verdict !== 'wrong')
  await database.transaction(async queries => {
    await requireAdmin(accounts, queries, by, { superuser: true })
    const details = { social_app: id, provider, ok: isFine }
    await recordAdminEvent(accounts, queries, 'social_app_tested_by_admin', { by, origin, details })
  })
  return { isFine, findings }
}

async function findingsOf({ database, social, now }: Accounts, app: AppOfSites): Promise<Finding[]> {
  const { provider, siteIds } = app
  const client = social.clients.get(provider)
  if (client === undefined) {
    return [{ verdict: 'wrong', subject: 'Provider', texts: say('checkProviderUnknown', { provider }) }]
  }
  const all = await database.sites.all()
  const [first, ...others] = all.flatMap(site => (siteIds.includes(site.id) ? [site.domain] : []))
  if (first === undefined) return [{ verdict: 'wrong', subject: 'Sites', texts: say('checkWithoutSite') }]
  const keys = checkedKeys(social.sealer, app, client)
  return checkProvider(client, { keys, domains: [first, ...others], now })
}
