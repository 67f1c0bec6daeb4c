// The server that `npm start` runs, in a process of its own: for what happens to a process and not to an app.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { secretKey } from './helper.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const fastify = join(root, 'node_modules/.bin/fastify')

export interface StandaloneServer {
  process: ChildProcess
  /** What it has written so far. */
  output: { stdout: string; stderr: string }
  /** Where it listens, as soon as it does. @throws an Error with what it wrote when it ends before */
  url(): Promise<string>
  /** How it ended, as soon as it has. */
  ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

export interface Start {
  /** Settings beside the ones that every server here needs. */
  settings?: Record<string, string>
  /** A program and its arguments that start it, such as `prlimit --nofile=64`. */
  through?: string[]
  /** Who runs it. */
  uid?: number
  /** Where to look for a .env file, and where `data/` is; the checkout when not given. */
  cwd?: string
}

/** Starts it on a free port of loopback, without limits on requests. Whoever starts it ends it. */
export function startStandalone({ settings = {}, through = [], uid, cwd = root }: Start = {}): StandaloneServer {
  const own = {
    HOST: '127.0.0.1',
    PORT: '0',
    SECRET_KEY: secretKey,
    RATE_LIMIT: 'off',
    JWT_ALLOW_REFRESH: 'true',
    ADMIN: 'off'
  }
  // Without what tap adds to every process: it writes files of its own, which a limit or another user forbids.
  const serve = [
    'env',
    '-u',
    'NODE_OPTIONS',
    process.execPath,
    fastify,
    'start',
    '--config',
    join(root, 'fastify.config.ts'),
    join(root, 'app.ts')
  ]
  const [program = '', ...args] = [...through, ...serve]
  const env = { PATH: process.env.PATH, ...own, ...settings }
  const child = spawn(program, args, { cwd, env, ...(uid !== undefined && { uid, gid: uid }) })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
    })
  }
  const exit = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  return {
    process: child,
    output,
    async url() {
      for (;;) {
        const [, url] = /fastify-rest-auth listens at (http:[^" ,]+)/.exec(output.stdout) ?? []
        if (url !== undefined) return url
        const ended = await Promise.race([once(child.stdout, 'data').then(() => undefined), exit])
        if (ended !== undefined) throw new Error(`it ended with ${ended.join('')}: ${output.stderr}`)
      }
    },
    async ended() {
      const [code, signal] = await exit
      return { code, signal }
    }
  }
}

/** Kills a server that may have ended already, and waits for that. */
export async function kill(server: StandaloneServer): Promise<void> {
  server.process.kill('SIGKILL')
  await server.ended()
}

/** Posts JSON to a server in another process. */
export async function send(url: string, payload?: object, headers: Record<string, string> = {}) {
  const sent =
    payload === undefined
      ? { headers }
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(payload)
        }
  const response = await fetch(url, sent)
  const text = await response.text()
  const body: unknown = text === '' ? undefined : JSON.parse(text)
  return { status: response.status, body, headers: response.headers }
}
