import { parseArgs } from 'node:util'
import { encryptSecrets } from '../accounts/encrypt-secrets.ts'
import { providerSealer } from '../accounts/social-client.ts'
import { StartError, Unavailable } from '../core/errors.ts'
import type { Command } from './command.ts'

export const encryptsecrets: Command = {
  usage: 'encryptsecrets',
  doc: 'Encrypts the client secrets and tokens of providers with SOCIAL_SECRET_KEY; Django cannot use them afterwards.',
  async run({ openDatabase, settings: { socialSecretKey }, now, audit, output }, args) {
    parseArgs({ args })
    const sealer = providerSealer(socialSecretKey)
    if (sealer === undefined) throw new StartError('SOCIAL_SECRET_KEY is missing')
    const database = await openDatabase()
    try {
      const { applications, tokens } = await encryptSecrets({ database, now, audit }, sealer)
      output.write(`The secrets of ${applications} social applications and ${tokens} tokens are encrypted.\n`)
      return 0
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
      throw new StartError('some are encrypted with another SOCIAL_SECRET_KEY: list it too, after the new one')
    }
  }
}
