import { parseArgs } from 'node:util'
import type { Command } from './command.ts'

export const migrate: Command = {
  usage: 'migrate',
  doc: 'Brings the database up to date; one that Django wrote keeps its tables as they are.',
  async run({ openDatabase, output }, args) {
    parseArgs({ args })
    const { path } = await openDatabase()
    output.write(`The database is up to date: ${path}\n`)
    return 0
  }
}
