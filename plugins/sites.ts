import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { createKnownSites } from '../accounts/known-sites.ts'
import { Refused, StartError, Unavailable } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { Site } from '../db/sites.ts'
import { type PluginOptions, readOptions } from '../settings.ts'

declare module 'fastify' {
  interface FastifyInstance {
    sites: {
      /**
       * The id of the site that this server is. With SITE_ID=auto it is several: then the one of DEFAULT_SITE_ID, or 1,
       * which stands for what no request asked for.
       */
      readonly id: number
      /** The row of that id, as it is now: Django's `Site.objects.get_current()`. */
      current(): Promise<Site>
      /**
       * The site of a request: Django's `Site.objects.get_current(request)`.
       * @throws Refused with 400 when its Host is no site's
       */
      of(request: FastifyRequest): Promise<Readonly<Site>>
      /** The same by its id alone, without waiting. */
      idOf(request: FastifyRequest): number
      /** Every site, by number, as they are now. */
      all(): Promise<Site[]>
      /**
       * Has the next request look at the table again. Call it after whatever changes a site in this process was
       * committed; what others change is seen within 10 seconds.
       */
      forget(): void
    }
  }
  interface FastifyRequest {
    /**
     * The site that the request came to, as it was 10 seconds ago or later. Left alone where the host has a `request.site`
     * of its own.
     * @throws Refused with 400 when its Host is no site's (SITE_ID=auto, without DEFAULT_SITE_ID); Unavailable when the one
     *   of SITE_ID is gone
     */
    readonly site: Readonly<Site>
  }
}

export type SitesOptions = PluginOptions<'sites'> & {
  /** Milliseconds since 1970. */
  now?: () => number
}

/**
 * django.contrib.sites: decorates the instance with the sites, and requests with theirs. Which one that is, the setting
 * says, or with SITE_ID=auto the Host of the request.
 * @throws StartError when there is no such site
 */
export const sites = fp<SitesOptions>(
  async (fastify, options) => {
    const { id: given, defaultId } = readOptions('sites', options, ['now'])
    const { database, log } = fastify
    const isAuto = given === 'auto'
    const id = isAuto ? (defaultId ?? 1) : given
    const setting = isAuto ? 'DEFAULT_SITE_ID' : 'SITE_ID'

    async function current(): Promise<Site> {
      const site = await database.sites.find(id)
      if (site !== undefined) return site
      const known = (await database.sites.all()).map(({ id, domain }) => `${id} (${domain})`)
      throw new StartError(`${setting} is ${id}, and there is no such site; there are ${known.join(', ') || 'none'}`)
    }

    if (!isAuto || defaultId !== undefined) await current()
    const known = await createKnownSites({
      database,
      now: options.now ?? Date.now,
      warn: err => log.warn({ err }, 'the sites cannot be read; they count as they were')
    })

    function siteOf({ host }: FastifyRequest): Readonly<Site> {
      const site = isAuto ? (known.findByHost(host) ?? known.find(defaultId)) : known.find(id)
      if (site !== undefined) return site
      throw isAuto ? new Refused(400, message('siteUnknownHost')) : new Unavailable()
    }

    fastify.decorate('sites', {
      id,
      current,
      async of(request) {
        if (!isAuto) return current()
        await known.refresh()
        return siteOf(request)
      },
      idOf: request => (isAuto ? siteOf(request).id : id),
      all: () => database.sites.all(),
      forget: known.forget
    })
    if (!fastify.hasRequestDecorator('site')) {
      fastify.decorateRequest('site', {
        getter() {
          return siteOf(this)
        }
      })
    }
    // At the root of where the sites are, so that request.site is there at once wherever a host looks at it.
    fastify.addHook('onRequest', (_request, _reply, done) => {
      const reading = known.refresh()
      if (reading === undefined) done()
      else reading.then(() => done())
    })
  },
  { name: 'rest-auth-sites', dependencies: ['rest-auth-database'], fastify: '5.x' }
)
