// `npm run bench`: what authenticating a request costs, as requests a second beside a route without authentication.
// The contenders take turns, so that a noisy machine disturbs them alike; think in ratios.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'

const contenders = {
  bare: 'no authentication',
  claims: 'fastify.authenticate, JWT_AUTH_CHECK=claims',
  user: 'fastify.authenticate, JWT_AUTH_CHECK=user (the default)',
  fastifyJwt: '@fastify/jwt',
  fastifyJwtCached: '@fastify/jwt with its cache'
}
const rounds = 5
const seconds = 3

interface Server {
  name: string
  process: ChildProcess
  url: string
  token: string
  rates: number[]
}

async function start(name: string): Promise<Server> {
  const file = fileURLToPath(new URL('server.ts', import.meta.url))
  const process_ = spawn(process.execPath, [file, name], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(process_.stdout, 'data')
  const { port, token } = JSON.parse(String(line))
  return { name, process: process_, url: `http://127.0.0.1:${port}/post`, token, rates: [] }
}

async function drive({ url, token }: Server): Promise<number> {
  const headers = token === '' ? {} : { authorization: `Bearer ${token}` }
  const { requests, non2xx, errors } = await autocannon({ url, headers, connections: 50, duration: seconds })
  if (non2xx + errors > 0) throw new Error(`${url} answered ${non2xx + errors} requests with an error`)
  return requests.average
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
}

const servers: Server[] = []
try {
  for (const name of Object.keys(contenders)) servers.push(await start(name))
  for (let round = 0; round < rounds; round++) {
    for (const server of servers) server.rates.push(await drive(server))
  }
  const bare = median(servers[0]?.rates ?? [])
  for (const { name, rates } of servers) {
    const rate = median(rates)
    const words = contenders[name as keyof typeof contenders]
    console.log(`${(rate / bare).toFixed(2)} of bare  ${Math.round(rate).toString().padStart(7)} requests/s  ${words}`)
  }
} finally {
  for (const server of servers) server.process.kill('SIGTERM')
}
