import fp from 'fastify-plugin'
import { StartError } from '../core/errors.ts'
import type { Site } from '../db/sites.ts'
import { type PluginOptions, readOptions } from '../settings.ts'

declare module 'fastify' {
  interface FastifyInstance {
    sites: {
      /** The id of the site that this server is. */
      readonly id: number
      /** Its row, as it is now: Django's Site.objects.get_current. */
      current(): Promise<Site>
    }
  }
}

export type SitesOptions = PluginOptions<'sites'>

/** Decorates the instance with the site that it is. @throws StartError when there is no such site */
export const sites = fp<SitesOptions>(
  async (fastify, options) => {
    const { id } = readOptions('sites', options)
    const { database } = fastify

    async function current(): Promise<Site> {
      const site = await database.sites.find(id)
      if (site !== undefined) return site
      const known = (await database.sites.all()).map(({ id, domain }) => `${id} (${domain})`)
      throw new StartError(`SITE_ID is ${id}, and there is no such site; there are ${known.join(', ') || 'none'}`)
    }

    await current()
    fastify.decorate('sites', { id, current })
  },
  { name: 'rest-auth-sites', dependencies: ['rest-auth-database'], fastify: '5.x' }
)
