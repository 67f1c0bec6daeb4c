import { StartError } from '../core/errors.ts'
import type { Site } from '../db/sites.ts'
import type { Settings } from '../settings.ts'

/** The id of the site that a command is about: `SITE_ID=2 npm run manage -- …` says another one of several. */
export function siteIdIn({ siteId = 1, defaultSiteId = 1 }: Settings): number {
  return siteId === 'auto' ? defaultSiteId : siteId
}

/** A site that was looked for. @throws StartError naming the setting when there is none */
export function requireSite(site: Site | undefined, settings: Settings): Site {
  if (site !== undefined) return site
  const setting = settings.siteId === 'auto' ? 'DEFAULT_SITE_ID' : 'SITE_ID'
  throw new StartError(`${setting} is ${siteIdIn(settings)}, and there is no such site`)
}
