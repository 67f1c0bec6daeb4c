// `npm run timing [COUNT]`: whether the clock tells what the answers do not. Each question is asked for somebody and for
// nobody, interleaved in random order; the ratio of the medians should be 1.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const count = Number(process.argv[2] ?? 40)
const passphrase = 'a lovely passphrase'
let serial = 0

interface Question {
  path: string
  /** Of nobody first; the others are compared with it. */
  asked: Record<string, () => object>
}

const logins = (path: string): Question => ({
  path,
  asked: {
    'unknown name': () => ({ username: `nobody${serial++}`, password: 'wrong' }),
    'wrong password': () => ({ username: 'alice', password: 'wrong' }),
    'disabled, wrong password': () => ({ username: 'carol', password: 'wrong' }),
    'disabled, right password': () => ({ username: 'carol', password: 'correct horse battery' }),
    'without a password': () => ({ username: '지윤', password: 'wrong' })
  }
})
const addresses = (path: string): Question => ({
  path,
  asked: {
    'unknown address': () => ({ email: `nobody${serial++}@example.com` }),
    "somebody's address": () => ({ email: 'alice@example.com' })
  }
})
const registration = (email: () => string) => () => ({
  username: `somebody${serial++}`,
  email: email(),
  password1: passphrase,
  password2: passphrase
})
const questions: Question[] = [
  logins('/api-jwt-auth/'),
  logins('/rest-auth/login/'),
  addresses('/rest-auth/password/reset/'),
  addresses('/rest-auth/registration/resend-email/'),
  {
    path: '/rest-auth/registration/',
    asked: {
      'new address': registration(() => `new${serial}@example.com`),
      "somebody's address": registration(() => 'alice@example.com')
    }
  }
]

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
}

function shuffled<Value>(values: Value[]): Value[] {
  return values
    .map(value => [Math.random(), value] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, value]) => value)
}

async function measure(base: string, { path, asked }: Question): Promise<void> {
  const times = new Map<string, number[]>(Object.keys(asked).map(name => [name, []]))
  for (let round = -3; round < count; round++) {
    for (const [name, payload] of shuffled(Object.entries(asked))) {
      const body = JSON.stringify(payload())
      const start = performance.now()
      const response = await fetch(base + path, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' }
      })
      await response.text()
      if (round >= 0) times.get(name)?.push(performance.now() - start)
      if (response.status >= 500) throw new Error(`${path} answered ${response.status}`)
    }
  }
  const [first = []] = times.values()
  for (const [name, all] of times) {
    const ratio = (median(all) / median(first)).toFixed(3)
    console.log(`${ratio}  ${median(all).toFixed(2).padStart(8)} ms  ${path}  ${name}`)
  }
}

for (const kinds of ['one-kind', 'all-kinds']) {
  const file = fileURLToPath(new URL('timing-server.ts', import.meta.url))
  const server: ChildProcess = spawn(process.execPath, [file, kinds], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = await once(server.stdout ?? server, 'data')
    const words = kinds === 'one-kind' ? 'PBKDF2 alone, as Django writes it' : 'of every kind that Django has'
    console.log(`# hashes ${words}; medians of ${count}`)
    for (const question of questions) await measure(`http://127.0.0.1:${JSON.parse(String(line)).port}`, question)
  } finally {
    server.kill('SIGTERM')
  }
}
