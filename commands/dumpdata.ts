import { open } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { dumpFixture } from '../accounts/dump-fixture.ts'
import type { Command } from './command.ts'

export const dumpdata: Command = {
  usage: 'dumpdata [--output FILE]',
  doc: "Writes what the database holds in Django's JSON fixture format; with a file, for its owner's eyes alone.",
  async run({ openDatabase, output }, args) {
    const { values } = parseArgs({ args, options: { output: { type: 'string', short: 'o' } } })
    // In a transaction, so that what refers to each other fits while a server goes on writing.
    const objects = await (await openDatabase()).transaction(dumpFixture)
    const text = `${JSON.stringify(objects, null, 1)}\n`
    if (values.output === undefined) output.write(text)
    else await writePrivately(values.output, text)
    return 0
  }
}

/** Password hashes are for the owner alone, also in a file that was there before. */
async function writePrivately(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    if ((await file.stat()).isFile()) await file.chmod(0o600)
    await file.writeFile(text)
  } finally {
    await file.close()
  }
}
