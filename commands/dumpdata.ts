import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { dumpFixture } from '../accounts/dump-fixture.ts'
import type { Command } from './command.ts'

export const dumpdata: Command = {
  usage: 'dumpdata [--output FILE]',
  doc: "Writes what the database holds in Django's JSON fixture format; with a file, for its owner's eyes alone.",
  async run({ openDatabase, output }, args) {
    const { values } = parseArgs({ args, options: { output: { type: 'string', short: 'o' } } })
    const objects = await dumpFixture(await openDatabase())
    const text = `${JSON.stringify(objects, null, 1)}\n`
    if (values.output === undefined) output.write(text)
    else await writeFile(values.output, text, { mode: 0o600 })
    return 0
  }
}
