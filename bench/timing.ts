// `npm run timing [COUNT] [SEED]`: whether the clock tells what the answers do not. Each question is asked about somebody
// and about nobody, interleaved in random order; the ratio of the medians should be 1, by the clock and by the processor
// time of the server, which a busy machine disturbs less. A report, and no test: each ratio comes with its interval.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { SMTPServer } from 'smtp-server'
import { compare, createRandom, median, shuffled } from './statistics.ts'
import {
  confirmations,
  logins,
  loginsByAddress,
  mailing,
  mailingAndNext,
  passphrase,
  type Question,
  registrations
} from './timing-questions.ts'

const count = Number(process.argv[2] ?? 100)
const random = createRandom(Number(process.argv[3] ?? 1))
const warmUp = 3

async function post(url: string, payload: object): Promise<number> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(payload), headers })
  await response.arrayBuffer()
  if (response.status >= 500) throw new Error(`${url} answered ${response.status}`)
  return response.status
}

interface Server {
  base: string
  /** Milliseconds of processor time so far. */
  work(): Promise<number>
}

async function measure({ base, work }: Server, { path, asked, next }: Question, rounds: number): Promise<void> {
  const samples = new Map(Object.keys(asked).map(name => [name, { clock: [] as number[], work: [] as number[] }]))
  for (let round = -warmUp; round < rounds; round++) {
    for (const [name, payload] of shuffled(Object.entries(asked), random)) {
      const body = payload()
      const before = await work()
      const start = performance.now()
      await post(base + path, body)
      if (next !== undefined) await post(base + next, {}) // Refused at once: no field is there.
      const clock = performance.now() - start
      const after = await work()
      if (round < 0) continue
      samples.get(name)?.clock.push(clock)
      samples.get(name)?.work.push(after - before)
    }
  }
  const [nobody = { clock: [], work: [] }] = samples.values()
  console.log(`${path}${next === undefined ? '' : ` and ${next} right after`}`)
  for (const [name, sample] of samples) {
    const columns = (['clock', 'work'] as const).map(kind => {
      const { ratio, low, high } = compare(sample[kind], nobody[kind], random)
      const time = median(sample[kind]).toFixed(2).padStart(7)
      return `${time} ms ${ratio.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`
    })
    console.log(`  ${columns.join('  ')}  ${name}`)
  }
}

async function withServer(settings: string[], ask: (server: Server) => Promise<void>): Promise<void> {
  const server = fork(fileURLToPath(new URL('timing-server.ts', import.meta.url)), settings)
  const ended = once(server, 'exit')
  const told = async () => {
    const [message] = await Promise.race([once(server, 'message'), ended])
    if (typeof message !== 'object') throw new Error('the server has ended')
    return message as { port?: number; work: number } // As timing-server.ts sends it.
  }
  try {
    const { port } = await told()
    await ask({
      base: `http://127.0.0.1:${port}`,
      async work() {
        server.send('work')
        return (await told()).work / 1000
      }
    })
  } finally {
    if (server.connected) server.disconnect()
    await ended
  }
}

const askAll =
  (title: string, questions: Question[], rounds = count) =>
  async (server: Server) => {
    console.log(`\n# ${title}; medians of ${rounds} by the clock and of processor time, and their ratios to nobody's`)
    for (const question of questions) await measure(server, question, rounds)
  }

await withServer(['two-kinds'], askAll('PBKDF2 as Django writes it, and argon2', [...logins, ...confirmations]))
await withServer(['two-kinds', 'username_email'], async server => {
  for (const [username, email] of Object.entries(registrations)) {
    const registered = { username, email, password1: passphrase, password2: passphrase }
    if ((await post(`${server.base}/rest-auth/registration/`, registered)) !== 201)
      throw new Error('nobody was registered')
  }
  await askAll('login by address, ACCOUNT_PREVENT_ENUMERATION', loginsByAddress)(server)
})
await withServer(['two-kinds'], askAll('mails into files, before the answer', mailing))
const mailServer = new SMTPServer({
  disabledCommands: ['STARTTLS', 'AUTH'],
  disableReverseLookup: true,
  onData: (stream, _session, done) => void stream.resume().on('end', () => done())
})
mailServer.listen(0, '127.0.0.1')
await once(mailServer.server, 'listening')
const { port } = mailServer.server.address() as AddressInfo
await withServer(
  ['two-kinds', 'username', `smtp://127.0.0.1:${port}`],
  askAll('mails to a server, after the answer', [...mailing, ...mailingAndNext])
)
mailServer.close()
const few = Math.ceil(count / 5)
await withServer(['all-kinds'], askAll('hashes of every kind that Django has', logins.slice(0, 1), few))
