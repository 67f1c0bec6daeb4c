import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { loadFixture } from '../accounts/load-fixture.ts'
import { StartError } from '../core/errors.ts'
import type { Command } from './command.ts'

export const loaddata: Command = {
  usage: 'loaddata FILE',
  doc: "Loads Django's JSON fixture format (dumpdata), all of it or nothing.",
  async run({ openDatabase, output, now, audit }, args) {
    const [file, ...others] = parseArgs({ args, allowPositionals: true }).positionals
    if (file === undefined || others.length > 0) throw new StartError('loaddata takes one file')
    const text = decode(await readFile(file))
    const { loaded, skipped } = await loadFixture({ database: await openDatabase(), now, audit }, text)
    output.write(`${loaded} objects have been loaded.\n`)
    for (const [name, count] of skipped) {
      output.write(`Skipped ${count} of ${name.replace(/\p{Cc}+/gu, ' ')}, which has no table here.\n`)
    }
    return 0
  }
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new StartError('the file is not UTF-8')
  }
}
