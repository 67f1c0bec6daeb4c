import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { kakaoAppId } from '../kakao-server.ts'
import { kill, type StandaloneServer, startStandalone } from '../standalone-server.ts'

/** Milliseconds in which a server must be up again: what takes longer is a violation. */
export const longestRecovery = 15_000
/** Milliseconds after which nobody waits for one any more: a machine with other things to do takes longer. */
const longestWait = 120_000
const day = 86_400

export interface Place {
  /** For the database and the mails. */
  folder: string
  kakaoUrl: string
  isRotating: boolean
}

export const databaseIn = (folder: string): string => join(folder, 'db.sqlite3')
export const mailsIn = (folder: string): string => join(folder, 'mails')

/** Those that run: none outlives this process, however it ends. */
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

export function begin({ folder, kakaoUrl, isRotating }: Place): StandaloneServer {
  const settings = {
    DATABASE_URL: `file:${databaseIn(folder)}`,
    EMAIL_URL: `file:${mailsIn(folder)}`,
    KAKAO_APP_ID: String(kakaoAppId),
    KAKAO_API_URL: kakaoUrl,
    SOCIALACCOUNT_STORE_TOKENS: 'true',
    JWT_EXPIRATION_DELTA: String(day),
    JWT_REFRESH_EXPIRATION_DELTA: String(7 * day),
    ...(isRotating && { JWT_REFRESH_MODE: 'rotating' }),
    DOCS: 'off'
  }
  const server = startStandalone({ settings })
  running.add(server.process)
  server.process.once('close', () => running.delete(server.process))
  return server
}

export interface Running {
  server: StandaloneServer
  url: string
  /** Milliseconds from the start until it listened. */
  recovery: number
}

/** Starts a server, and waits until it listens, however late. @throws an Error when it ends, or never listens */
export async function beginAndWait(place: Place): Promise<Running> {
  const start = performance.now()
  const server = begin(place)
  const url = server.url()
  url.catch(() => undefined) // Heard of below, unless the time is over first.
  const first = await Promise.race([url, sleep(longestWait, undefined, { ref: false })])
  if (first === undefined) {
    await kill(server)
    throw new Error(`not up after ${longestWait} ms: ${server.output.stderr}`)
  }
  return { server, url: first, recovery: performance.now() - start }
}
