import type { Readable, Writable } from 'node:stream'
import type { Audit } from '../accounts/context.ts'
import type { Passwords } from '../core/passwords.ts'
import type { Database } from '../db/open.ts'
import type { Settings } from '../settings.ts'

/** What a command works with. */
export interface CommandContext {
  settings: Settings
  /** Whether they are for production. */
  isProduction: boolean
  /** Sentences about settings that are wrong; commands other than `check` do not run with any. */
  problems: string[]
  /** Opens the database of the settings, brought up to date; it is closed after the command. */
  openDatabase: () => Promise<Database>
  passwords: Passwords
  /** Where the private key of tokens is, if it is in a file. */
  keyFile: string | undefined
  /** Reads the keys of tokens, as a start does. @throws StartError */
  readKeys: () => unknown
  now: () => number
  audit: Audit
  input: Readable & { isTTY?: boolean }
  output: Writable
  /** A password from the environment, where nobody can be asked. */
  superuserPassword: string | undefined
}

/** A command of the command line: it prints, and returns its exit code or throws what one line can say. */
export interface Command {
  /** Its arguments, for the list of commands. */
  usage: string
  doc: string
  run: (context: CommandContext, args: string[]) => Promise<number>
}
