#!/usr/bin/env node
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { changepassword } from './commands/changepassword.ts'
import { check } from './commands/check.ts'
import type { Command, CommandContext } from './commands/command.ts'
import { createsuperuser } from './commands/createsuperuser.ts'
import { doctor } from './commands/doctor.ts'
import { dumpdata } from './commands/dumpdata.ts'
import { encryptsecrets } from './commands/encryptsecrets.ts'
import { loaddata } from './commands/loaddata.ts'
import { migrate } from './commands/migrate.ts'
import { reportStartError, startErrorLine } from './commands/report.ts'
import { rotatekey } from './commands/rotatekey.ts'
import { site } from './commands/site.ts'
import { StartError } from './core/errors.ts'
import { createPasswords } from './core/passwords.ts'
import { type Database, openDatabase } from './db/open.ts'
import { readTokenKeys } from './plugins/token-keys.ts'
import {
  isProduction,
  keyFileOf,
  loadEnvironmentFile,
  optionsOf,
  readEnvironment,
  superuserPassword
} from './settings.ts'

const commands: Record<string, Command> = {
  migrate,
  createsuperuser,
  changepassword,
  site,
  rotatekey,
  loaddata,
  dumpdata,
  encryptsecrets,
  check,
  doctor
}

/** Where a command line is run: the process, or a test. */
export type Terminal = Pick<CommandContext, 'input' | 'output'> & {
  errors: CommandContext['output']
  environment: NodeJS.ProcessEnv
  now?: () => number
}

/** Runs one command line and returns its exit code; whatever went wrong is told in one line. */
export async function manage([name = '', ...args]: string[], terminal: Terminal): Promise<number> {
  const { environment, input, output, errors, now = Date.now } = terminal
  const opened: Database[] = []
  try {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (command === undefined) {
      errors.write(`${usage()}\n`)
      return 1
    }
    const { settings, problems } = readEnvironment(environment)
    const [problem] = problems
    if (problem !== undefined && command !== check) throw new StartError(problem)
    const [algorithm] = problem === undefined ? optionsOf('passwords', settings).hashers : []
    return await command.run(
      {
        settings,
        isProduction: isProduction(settings),
        problems,
        passwords: createPasswords({ algorithm }),
        keyFile: keyFileOf(settings),
        readKeys: () => readTokenKeys(optionsOf('jwtAuth', settings)),
        now,
        audit: { retentionDays: settings.auditRetentionDays ?? 90 },
        input,
        output,
        superuserPassword: superuserPassword(environment),
        async openDatabase() {
          const database = await openDatabase(optionsOf('database', settings))
          opened.push(database)
          return database
        }
      },
      args
    )
  } catch (error) {
    const line = startErrorLine(error)
    if (line === undefined) throw error
    errors.write(`${name}: ${line}\n`)
  } finally {
    for (const database of opened) await database.close()
  }
  return 1
}

function usage(): string {
  const lines = Object.values(commands).map(({ usage, doc }) => `  ${usage}\n      ${doc}`)
  return `usage: fastify-rest-auth COMMAND\n${lines.join('\n')}`
}

// Run as a program, also through the link that npm makes to it, and not only imported.
if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    loadEnvironmentFile()
    process.stdout.on('error', reportStartError) // `dumpdata | head` goes away in peace
    const { stdin: input, stdout: output, stderr: errors, env: environment } = process
    process.exitCode = await manage(process.argv.slice(2), { input, output, errors, environment })
  } catch (error) {
    reportStartError(error)
    throw error
  }
}
