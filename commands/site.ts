import { parseArgs } from 'node:util'
import { changeSite } from '../accounts/change-site.ts'
import { StartError } from '../core/errors.ts'
import type { Command } from './command.ts'
import { requireSite, siteIdIn } from './own-site.ts'

export const site: Command = {
  usage: 'site [DOMAIN [NAME]]',
  doc: 'Says what the site SITE_ID is called, or changes it: mails and their links name it. NAME is DOMAIN if not given.',
  async run({ openDatabase, settings, now, audit, output }, args) {
    const [domain, name = domain, ...others] = parseArgs({ args, allowPositionals: true }).positionals
    if (others.length > 0) throw new StartError('site takes a domain, and a name in quotes')
    const database = await openDatabase()
    const site =
      domain === undefined || name === undefined
        ? requireSite(await database.sites.find(siteIdIn(settings)), settings)
        : await changeSite({ database, now, audit }, siteIdIn(settings), { domain, name })
    output.write(`Site ${site.id} is ${site.domain}, called ${site.name}.\n`)
    return 0
  }
}
