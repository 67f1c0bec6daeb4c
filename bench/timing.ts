// `npm run timing [COUNT] [SEED]`: whether the clock tells what the answers do not. Each question is asked about somebody
// and about nobody, interleaved in random order; the ratio of the medians should be 1, and that of the fastest tenths,
// which a busy machine disturbs less. A report, and no test: each ratio comes with its interval.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { SMTPServer } from 'smtp-server'
import { compare, createRandom, median, quietest, shuffled } from './statistics.ts'
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

async function measure(base: string, { path, asked, next }: Question, rounds: number): Promise<void> {
  const times = new Map<string, number[]>(Object.keys(asked).map(name => [name, []]))
  for (let round = -warmUp; round < rounds; round++) {
    for (const [name, payload] of shuffled(Object.entries(asked), random)) {
      const body = payload()
      const start = performance.now()
      await post(base + path, body)
      if (next !== undefined) await post(base + next, {}) // Refused at once: no field is there.
      if (round >= 0) times.get(name)?.push(performance.now() - start)
    }
  }
  const [nobody = []] = times.values()
  console.log(`${path}${next === undefined ? '' : ` and ${next} right after`}`)
  for (const [name, all] of times) {
    const ratios = [median, quietest].map(by => {
      const { ratio, low, high } = compare(all, nobody, { by, random })
      return `${ratio.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`
    })
    console.log(`  ${ratios.join('  ')}  ${median(all).toFixed(2).padStart(8)} ms  ${name}`)
  }
}

async function withServer(settings: string[], ask: (base: string) => Promise<void>): Promise<void> {
  const file = fileURLToPath(new URL('timing-server.ts', import.meta.url))
  const server: ChildProcess = spawn(process.execPath, [file, ...settings], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = await once(server.stdout ?? server, 'data')
    await ask(`http://127.0.0.1:${JSON.parse(String(line)).port}`)
  } finally {
    server.kill('SIGTERM')
    if (server.exitCode === null) await once(server, 'exit')
  }
}

const askAll =
  (title: string, questions: Question[], rounds = count) =>
  async (base: string) => {
    console.log(`\n# ${title}; ratios to nobody of the medians and of the fastest tenths of ${rounds}`)
    for (const question of questions) await measure(base, question, rounds)
  }

await withServer(['two-kinds'], askAll('PBKDF2 as Django writes it, and argon2', [...logins, ...confirmations]))
await withServer(['two-kinds', 'username_email'], async base => {
  for (const [username, email] of Object.entries(registrations)) {
    const registered = { username, email, password1: passphrase, password2: passphrase }
    if ((await post(`${base}/rest-auth/registration/`, registered)) !== 201) throw new Error('nobody was registered')
  }
  await askAll('login by address, ACCOUNT_PREVENT_ENUMERATION', loginsByAddress)(base)
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
