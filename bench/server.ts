// One contender of `npm run bench`, in a process of its own: prints its port and a token as JSON once it listens.
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastifyJwt from '@fastify/jwt'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { suite } from '../app.ts'

const secret = 'a secret of the benchmark, 32 bytes or more'
const post = async () => [{ id: 1, author: 'minsu' }]

/** Adds GET /post to an app in one way or another, and returns a token for it. */
type Contender = (app: FastifyInstance, folder: string) => Promise<string>

const withSuite =
  (jwtAuthCheck: 'user' | 'claims'): Contender =>
  async (app, folder) => {
    await app.register(suite, {
      secretKey: secret,
      databaseUrl: `file:${join(folder, 'db')}`,
      jwtAuthCheck,
      jwtExpirationDelta: 600
    })
    app.get('/post', { onRequest: app.authenticate }, post)
    const payload = { username: 'minsu', password1: 'a lovely passphrase', password2: 'a lovely passphrase' }
    const registered = await app.inject({ method: 'POST', url: '/rest-auth/registration/', payload })
    return registered.json().token
  }

const withFastifyJwt =
  (cache: boolean): Contender =>
  async app => {
    await app.register(fastifyJwt, { secret, verify: { cache } })
    app.get('/post', { onRequest: (request: FastifyRequest) => request.jwtVerify() }, post)
    return app.jwt.sign({ user_id: 1, username: 'minsu' }, { expiresIn: '10m' })
  }

const contenders: Record<string, Contender> = {
  bare: async app => {
    app.get('/post', post)
    return ''
  },
  claims: withSuite('claims'),
  user: withSuite('user'),
  fastifyJwt: withFastifyJwt(false),
  fastifyJwtCached: withFastifyJwt(true)
}

const folder = mkdtempSync(join(tmpdir(), 'bench-'))
const app = Fastify()
const token = await contenders[process.argv[2] ?? 'bare']?.(app, folder)
await app.listen({ port: 0, host: '127.0.0.1' })
const { port } = app.server.address() as AddressInfo
console.log(JSON.stringify({ port, token }))
process.once('SIGTERM', async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})
