import { execFile } from 'node:child_process'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { manage } from '../../manage.ts'
import { settingsTable } from '../../settings.ts'

export interface Answer {
  code: number
  output: string
  errors: string
}

interface Given {
  environment?: NodeJS.ProcessEnv
  /** Lines that are piped in; then the input ends. */
  lines?: string[]
  now?: () => number
}

/** Runs a command line in this process, with nobody at the terminal. */
export async function run(args: string[], { environment = {}, lines = [], now }: Given = {}): Promise<Answer> {
  const input = new PassThrough()
  input.end(lines.map(line => `${line}\n`).join(''))
  const [output, errors] = [collect(), collect()]
  const streams = { input, output: output.stream, errors: errors.stream }
  const code = await manage(args, { ...streams, environment, ...(now !== undefined && { now }) })
  return { code, output: output.text(), errors: errors.text() }
}

/** Runs a command line with a person at the terminal, who answers each question when it is asked. */
export async function runAtTerminal(
  args: string[],
  { environment, answers }: { environment: NodeJS.ProcessEnv; answers: string[] }
): Promise<Answer & { rawModes: boolean[] }> {
  const rawModes: boolean[] = []
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (raw: boolean) => rawModes.push(raw) })
  const [output, errors] = [collect(), collect()]
  const typed = [...answers]
  output.stream.on('data', () => {
    const answer = output.text().endsWith(': ') ? typed.shift() : undefined
    if (answer !== undefined) setImmediate(() => input.write(`${answer}\r`)) // after whoever asked has begun to wait
  })
  const code = await manage(args, { input, output: output.stream, errors: errors.stream, environment })
  return { code, output: output.text(), errors: errors.text(), rawModes }
}

/** A screen, and what was put on it without the movements of the cursor. */
function collect() {
  const stream = new PassThrough()
  let text = ''
  stream.setEncoding('utf8').on('data', chunk => {
    text += chunk
  })
  return { stream, text: () => stripVTControlCharacters(text) }
}

export const manageFile = fileURLToPath(new URL('../../manage.ts', import.meta.url))

/** Runs Node in a process of its own, in a folder and with no settings but the given ones. */
export function runNode(args: string[], cwd: string, environment: NodeJS.ProcessEnv = {}): Promise<Answer> {
  const inherited = Object.entries(process.env).filter(([name]) => !Object.hasOwn(settingsTable, name))
  const env = { ...Object.fromEntries(inherited), ...environment }
  return new Promise(resolve => {
    const child = execFile(process.execPath, args, { cwd, env }, (_error, output, errors) => {
      resolve({ code: child.exitCode ?? -1, output, errors })
    })
  })
}
