import { InvalidInput, Refused } from '../../core/errors.ts'
import { message } from '../../core/messages.ts'
import { isForeignKeyViolation } from '../../db/errors.ts'
import type { Queries } from '../../db/open.ts'
import type { AppOfSites } from '../../db/social-apps.ts'
import type { Accounts, Origin } from '../context.ts'
import { type AdminLogin, requireAdmin } from './admin-login.ts'
import { recordAdminEvent } from './record-admin-event.ts'
import { appValues, keptSecret, readAppId, requireFreeSites, type SocialAppFields } from './social-app-values.ts'

/** Who has the keys says who logs in: they are for superusers, after showing their password. */
const needs = { superuser: true, confirmed: true }

/**
 * Makes a Social application.
 * @returns its number
 * @throws InvalidInput with messages by field; Refused with 403
 */
export async function createSocialApp(
  accounts: Accounts,
  by: AdminLogin,
  fields: SocialAppFields,
  origin: Origin
): Promise<number> {
  const { provider = '', name = '', client_id: clientId = '', secret = '', key = '', sites: siteIds = [] } = fields
  return accounts.database.transaction(async queries => {
    await requireAdmin(accounts, queries, by, needs)
    requireProvider(accounts, provider)
    const appId = readAppId(provider, fields.app_id, '')
    await requireFreeSites(accounts, queries, provider, siteIds)
    const kept = keptSecret(accounts.social.sealer, provider, secret)
    const app = { provider, name, clientId, key, secret: kept, appId, siteIds }
    const id = await queries.social.createApp(app)
    const event = { by, origin, details: { social_app: id }, after: appValues(app) }
    await recordAdminEvent(accounts, queries, 'social_app_created_by_admin', event)
    return id
  })
}

/**
 * Changes a Social application; its name, which only the admin shows, without showing the password. A kept secret is
 * no other provider's: with another one it has to be given anew.
 * @throws InvalidInput with messages by field; Refused with 403, or 404
 */
export async function changeSocialApp(
  accounts: Accounts,
  by: AdminLogin,
  id: number,
  { name: givenName, ...keys }: SocialAppFields,
  origin: Origin
): Promise<void> {
  await accounts.database.transaction(async queries => {
    await requireAdmin(accounts, queries, by, { superuser: true })
    const app = await requireSocialApp(queries, id)
    const changed = await changedApp(accounts, queries, app, keys)
    const before = appValues(app)
    const values = appValues(changed)
    const isNewSecret = changed.secret !== app.secret && changed.secret !== ''
    const after = { ...values, ...(isNewSecret && { secret: before.secret === 'set' ? 'changed' : 'set' }) }
    if (JSON.stringify(before) !== JSON.stringify(after)) await requireAdmin(accounts, queries, by, needs)
    const name = givenName ?? app.name
    await queries.social.changeApp({ ...changed, name })
    const event = { by, origin, details: { social_app: id }, before, after: { ...after, name } }
    await recordAdminEvent(accounts, queries, 'social_app_changed_by_admin', event)
  })
}

async function changedApp(
  accounts: Accounts,
  queries: Pick<Queries, 'sites' | 'social'>,
  app: AppOfSites,
  fields: Omit<SocialAppFields, 'name'>
): Promise<AppOfSites> {
  const { provider = app.provider, client_id: clientId = app.clientId, key = app.key, sites = app.siteIds } = fields
  const isMoved = provider !== app.provider
  if (isMoved) {
    requireProvider(accounts, provider)
    if (await queries.social.hasTokens(app.id)) throw new InvalidInput({ provider: [message('appHasTokens')] })
  }
  const appId = readAppId(provider, fields.app_id, app.appId)
  const siteIds = [...sites].sort((a, b) => a - b)
  const isServedAnew = isMoved || siteIds.join() !== app.siteIds.join()
  if (isServedAnew) await requireFreeSites(accounts, queries, provider, siteIds, app.id)
  if (fields.secret === undefined && isMoved && app.secret !== '') {
    throw new InvalidInput({ secret: [message('required')] })
  }
  const { sealer } = accounts.social
  const secret = fields.secret === undefined ? app.secret : keptSecret(sealer, provider, fields.secret)
  return { ...app, provider, clientId, key, secret, appId, siteIds }
}

/**
 * Deletes a Social application, with the tokens that were kept under it.
 * @throws Refused with 403, 404, or 409 when tables of the host point at it
 */
export async function deleteSocialApp(accounts: Accounts, by: AdminLogin, id: number, origin: Origin): Promise<void> {
  try {
    await accounts.database.transaction(async queries => {
      await requireAdmin(accounts, queries, by, needs)
      const before = appValues(await requireSocialApp(queries, id))
      const tokens = await queries.social.removeApp(id)
      const event = { by, origin, details: { social_app: id, tokens }, before }
      await recordAdminEvent(accounts, queries, 'social_app_deleted_by_admin', event)
    })
  } catch (error) {
    if (isForeignKeyViolation(error)) throw new Refused(409, message('rowIsReferred'))
    throw error
  }
}

/** @throws Refused with 404 */
export async function requireSocialApp({ social }: Pick<Queries, 'social'>, id: number): Promise<AppOfSites> {
  const app = await social.appWithId(id)
  if (app === undefined) throw new Refused(404, message('notFound'))
  return app
}

/** @throws InvalidInput when people cannot come by it here */
function requireProvider({ social }: Pick<Accounts, 'social'>, provider: string): void {
  if (!social.clients.has(provider)) throw new InvalidInput({ provider: [message('notAChoice', { value: provider })] })
}
