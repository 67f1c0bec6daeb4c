import { InvalidInput } from '../core/errors.ts'
import { translate } from '../core/messages.ts'

const systemErrors: Record<string, string> = {
  EADDRINUSE: 'the port is in use: stop the other server, or set PORT',
  EADDRNOTAVAIL: 'this machine has no such address: set HOST',
  ENOTFOUND: 'no such host: set HOST',
  EACCES: 'permission denied',
  ENOENT: 'no such file',
  EISDIR: 'this is a directory'
}

/** Codes of errors whose message is for the operator: ours, those of arguments, and a database that is away. */
const expectedCodes = /^(REST_AUTH_|ERR_PARSE_ARGS_|SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN))/

/**
 * One line for an error that an operator can do something about; undefined for one that is a fault of ours, whose stack
 * is wanted.
 */
export function startErrorLine(error: unknown): string | undefined {
  // One line, whatever stands in it: a fixture's names could move the cursor.
  return sentenceFor(error)?.replace(/\p{Cc}+/gu, ' ')
}

function sentenceFor(error: unknown): string | undefined {
  if (error instanceof InvalidInput) {
    const fields = Object.entries(error.fields)
    return fields
      .map(([field, messages]) => `${field}: ${messages.map(text => translate(text, 'en')).join(' ')}`)
      .join(' ')
  }
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined
  if (expectedCodes.test(error.code)) return error.message
  const explanation = systemErrors[error.code]
  if (explanation !== undefined) return `${error.message} (${explanation})`
  return 'syscall' in error ? error.message : undefined
}

/** Ends the process with that line, where there is one; other errors are left to whoever is next. */
export function reportStartError(error: unknown): void {
  const line = startErrorLine(error)
  if (line === undefined) return
  console.error(`fastify-rest-auth: ${line}`)
  process.exit(1)
}
