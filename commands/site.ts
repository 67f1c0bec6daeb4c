import { parseArgs } from 'node:util'
import { changeSite } from '../accounts/change-site.ts'
import { StartError } from '../core/errors.ts'
import type { Command } from './command.ts'

export const site: Command = {
  usage: 'site [DOMAIN [NAME]]',
  doc: 'Says what the site SITE_ID is called, or changes it: mails and their links name it. NAME is DOMAIN if not given.',
  async run({ openDatabase, settings: { siteId = 1 }, now, audit, output }, args) {
    const [domain, name = domain, ...others] = parseArgs({ args, allowPositionals: true }).positionals
    if (others.length > 0) throw new StartError('site takes a domain, and a name in quotes')
    const database = await openDatabase()
    const site =
      domain === undefined || name === undefined
        ? await database.sites.find(siteId)
        : await changeSite({ database, now, audit }, siteId, { domain, name })
    if (site === undefined) throw new StartError(`SITE_ID is ${siteId}, and there is no such site`)
    output.write(`Site ${site.id} is ${site.domain}, called ${site.name}.\n`)
    return 0
  }
}
