import { once } from 'node:events'
import { PassThrough, Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import t from 'tap'
import { createPrompt } from '../../commands/prompt.ts'
import { StartError } from '../../core/errors.ts'

/** A terminal with a person in front of it. */
function createTerminal() {
  const rawModes: boolean[] = []
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (raw: boolean) => rawModes.push(raw) })
  const output = new PassThrough().setEncoding('utf8')
  let written = ''
  output.on('data', chunk => {
    written += chunk
  })
  /** What was put on the screen, without the movements of the cursor. */
  const shown = () => stripVTControlCharacters(written)
  /** Waits until the screen ends with a text. */
  async function until(text: string): Promise<void> {
    while (!shown().endsWith(text)) await once(output, 'data')
  }
  /** Presses one key after the other, each when the one before is to be seen. */
  async function type(text: string): Promise<void> {
    for (const key of text) {
      input.write(key)
      await until(key)
    }
    input.write('\r')
  }
  return { input, output, rawModes, until, type, shown, written: () => written }
}

t.test('ask shows the question and gives the line', async t => {
  const input = new PassThrough()
  const output = new PassThrough()
  const prompt = createPrompt({ input, output })
  input.end('one\ntwo\r\nthree')
  t.strictSame([await prompt.ask('1? '), await prompt.ask('2? '), await prompt.ask('3? ')], ['one', 'two', 'three'])
  t.equal(String(output.read()), '1? 2? 3? ')
  prompt.close()
})

t.test('ask gives up when there is no line left', async t => {
  const input = new PassThrough()
  const prompt = createPrompt({ input, output: new PassThrough() })
  input.end('one\n')
  await prompt.ask('1? ')
  await t.rejects(prompt.ask('2? '), new StartError('cancelled: nothing was done'))
})

t.test('at a terminal an answer is shown while it is typed', async t => {
  const { input, output, type, until, shown } = createTerminal()
  const prompt = createPrompt({ input, output })
  const answer = prompt.ask('Username: ')
  await until('Username: ')
  await type('alice')
  t.equal(await answer, 'alice')
  t.match(shown(), /^Username: alice/)
  prompt.close()
})

t.test('at a terminal a password is not shown, neither time', async t => {
  const { input, output, until, shown } = createTerminal()
  const prompt = createPrompt({ input, output })
  const answer = prompt.askPassword()
  await until('Password: ')
  input.write('horse battery\r')
  await until('Password (again): ')
  input.write('horse battery\r')
  t.equal(await answer, 'horse battery')
  t.equal(shown(), 'Password: \nPassword (again): \n')
  prompt.close()
})

t.test('at a terminal a password can be corrected without being shown', async t => {
  const { input, output, until, shown } = createTerminal()
  const prompt = createPrompt({ input, output })
  const answer = prompt.askPassword()
  await until('Password: ')
  input.write('horsf\x7fe\r')
  await until('Password (again): ')
  input.write('horse\r')
  t.equal(await answer, 'horse')
  t.equal(shown(), 'Password: \nPassword (again): \n')
  prompt.close()
})

t.test('at a terminal answers are shown again after a password', async t => {
  const { input, output, type, until, shown } = createTerminal()
  const prompt = createPrompt({ input, output })
  const password = prompt.askPassword()
  await until('Password: ')
  input.write('horse\r')
  await until('Password (again): ')
  input.write('cow\r')
  await t.rejects(password, new StartError('the passwords differ: nothing was done'))
  const answer = prompt.ask('Username: ')
  await until('Username: ')
  await type('alice')
  t.equal(await answer, 'alice')
  t.match(shown(), /Username: alice/)
  prompt.close()
})

t.test('a terminal is taken key by key while there are questions, and no longer', async t => {
  const { input, output, rawModes } = createTerminal()
  const prompt = createPrompt({ input, output })
  t.strictSame(rawModes, [true])
  prompt.close()
  t.strictSame(rawModes, [true, false])
})

t.test('Ctrl-C at a terminal cancels', async t => {
  const { input, output, until, rawModes } = createTerminal()
  const prompt = createPrompt({ input, output })
  const answer = prompt.ask('Username: ')
  await until('Username: ')
  input.write('ali\x03')
  await t.rejects(answer, new StartError('cancelled: nothing was done'))
  t.strictSame(rawModes, [true, false])
})

t.test('an answer that arrives at once is shown whole before the next question', async t => {
  const { input, output, until, shown } = createTerminal()
  const prompt = createPrompt({ input, output })
  const answer = prompt.ask('Username: ')
  await until('Username: ')
  input.write('alice\r')
  t.equal(await answer, 'alice')
  const next = prompt.ask('Email address: ')
  await until('Email address: ')
  t.match(shown(), /^Username: alice[\r\n]+Email address: $/)
  prompt.close()
  await t.rejects(next)
})

t.test('a password is not shown by a screen that lags', async t => {
  const { input } = createTerminal()
  const waiting: (() => void)[] = []
  let shown = ''
  const output = new Writable({
    write(chunk, _encoding, done) {
      shown += chunk
      if (shown.endsWith('Username: a')) waiting.push(done)
      else done()
    }
  })
  const prompt = createPrompt({ input, output })
  const username = prompt.ask('Username: ')
  input.write('a\r')
  await username
  const password = prompt.askPassword()
  input.write('horse\r')
  input.write('horse\r')
  t.equal(await password, 'horse')
  for (const done of waiting) done()
  await setImmediate()
  t.notMatch(shown, 'horse')
  prompt.close()
})

t.test('an answer that is corrected keeps its question', async t => {
  const { input, output, until, written } = createTerminal()
  const prompt = createPrompt({ input, output })
  const answer = prompt.ask('Username: ')
  await until('Username: ')
  input.write('x')
  await until('x')
  input.write('\x7f') // Backspace
  await setImmediate()
  input.write('a\r')
  t.equal(await answer, 'a')
  const [, ...begunAnew] = written().split('\x1b[0J') // Erase in display
  t.ok(begunAnew.length > 0)
  for (const line of begunAnew) t.match(line, /^Username: /)
  prompt.close()
})

t.test('Ctrl-D that is typed ahead of a question cancels', async t => {
  const { input, output, until } = createTerminal()
  const prompt = createPrompt({ input, output })
  const answer = prompt.ask('Username: ')
  await until('Username: ')
  input.write('alice\r\x04')
  t.equal(await answer, 'alice')
  await t.rejects(prompt.ask('Email address: '), new StartError('cancelled: nothing was done'))
})
