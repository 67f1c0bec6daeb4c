import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { StartError } from '../core/errors.ts'
import type { CommandContext } from './command.ts'

export type Prompt = ReturnType<typeof createPrompt>

/** Asks the person at the terminal, or reads the lines that are piped in. */
export function createPrompt({ input, output }: Pick<CommandContext, 'input' | 'output'>) {
  let isHidden = false
  const echo = new Writable({
    write(chunk, _encoding, done) {
      if (!isHidden) output.write(chunk) // decided as the key is typed, whenever the screen takes it
      done()
    }
  })
  const terminal = input.isTTY === true
  const reader = createInterface({ input, output: echo, terminal })
  const lines = reader[Symbol.asyncIterator]()
  let isClosed = false
  reader.once('close', () => {
    isClosed = true
  })

  async function ask(question: string): Promise<string> {
    if (terminal && !isHidden && !isClosed) {
      reader.setPrompt(question) // so that a line that is corrected keeps it
      reader.prompt()
    } else {
      output.write(question)
    }
    const { value, done } = await lines.next()
    if (done) throw new StartError('cancelled: nothing was done')
    return value
  }

  return {
    ask,

    /** A password, asked twice and not shown. */
    async askPassword(): Promise<string> {
      isHidden = true
      try {
        const password = await ask('Password: ')
        const again = await ask('\nPassword (again): ')
        output.write('\n')
        if (password !== again) throw new StartError('the passwords differ: nothing was done')
        return password
      } finally {
        isHidden = false
      }
    },

    close: () => reader.close()
  }
}
