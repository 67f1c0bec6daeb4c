// A Redis for the tests that need one: that of TEST_REDIS_URL, or the one on this machine; undefined where there is none.
import { randomBytes } from 'node:crypto'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { Redis } from 'ioredis'
import type { Test } from 'tap'

const url = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379'

/** What is asked of a Redis and how it says hello, apart from everything else. */
const greetings: Record<string, string> = {
  hello: '%1\r\n+proto\r\n:3\r\n',
  info: '+redis_version:7.0.0\r\n',
  client: '+OK\r\n'
}

async function answers(): Promise<boolean> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 })
  redis.on('error', () => undefined)
  try {
    await redis.connect()
    return (await redis.ping()) === 'PONG'
  } catch {
    return false
  } finally {
    redis.disconnect()
  }
}

/** Its URL; undefined where none answers. */
export const redisUrl: string | undefined = (await answers()) ? url : undefined
export const skipWithoutRedis = redisUrl === undefined && 'there is no Redis'

/** A name or network that no other test and no earlier run has counted under. */
export const unique = (): string => randomBytes(8).toString('hex')

/** All keys of ours and what they hold, as text. */
export async function dumpRedis(): Promise<string> {
  const redis = new Redis(url)
  try {
    const keys = await redis.keys('rest-auth:*')
    return JSON.stringify(keys)
  } finally {
    redis.disconnect()
  }
}

/** Stands between a server and Redis, until the test ends: it can be cut off, made to hang, and mended. */
export async function createRedisCable(t: Test, target = url) {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let mode: 'whole' | 'cut' | 'hanging' = 'whole'
  const lost: string[] = []
  const server: Server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    if (mode === 'cut') return void socket.destroy()
    const redis = connect(Number(port || 6379), hostname)
    sockets.add(redis)
    redis.on('error', () => undefined).on('close', () => sockets.delete(redis))
    socket.on('data', chunk => (mode === 'whole' ? redis.write(chunk) : lost.push(String(chunk))))
    redis.on('data', chunk => socket.write(chunk))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => server.close(resolve))
  })
  const address = server.address()
  const own = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `redis://127.0.0.1:${own}`,
    /** What has been asked while it hung, as it was sent. */
    lost,
    set(next: typeof mode): void {
      mode = next
      if (next === 'cut') for (const socket of sockets) socket.destroy()
    }
  }
}

/**
 * Speaks Redis's protocol (RESP) and gives the same answer to each command of a name, until the test ends: for what a
 * server makes of answers, where there is no Redis. It counts nothing.
 */
export async function createRedisStandIn(t: Test, given: Record<string, string>) {
  const asked: string[][] = []
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', chunk => {
      // `*2 $3 get $1 a`, a line each: the lengths are not needed, since nothing that is asked here has such a line in it.
      for (const command of String(chunk)
        .split(/^\*\d+\r\n/m)
        .slice(1)) {
        const words = command
          .split(/\$\d+\r\n/)
          .slice(1)
          .map(word => word.slice(0, -2))
        const name = String(words[0]).toLowerCase()
        const greeting = greetings[name]
        if (greeting === undefined) asked.push(words)
        socket.write(greeting ?? given[name] ?? '-ERR unknown command\r\n')
      }
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => server.close(resolve))
  })
  const address = server.address()
  return { url: `redis://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, asked }
}
