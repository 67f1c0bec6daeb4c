import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t, { type Test } from 'tap'
import { Agent } from 'undici'
import app, { options } from '../app.ts'
import { createKakaoApp, djangoDatabase, newDatabase, oneHasherDatabase, password, post, secretKey } from './helper.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const fastify = join(root, 'node_modules/.bin/fastify')

interface Server {
  process: ChildProcess
  /** What it has written so far. */
  output: { stdout: string; stderr: string }
}

/** Runs what `npm start` runs. */
function start(t: Test, settings: Record<string, string>): Server {
  const env = { ...process.env, HOST: '127.0.0.1', PORT: '0', ADMIN: 'off', ...settings }
  const child = spawn(process.execPath, [fastify, 'start', '--config', 'fastify.config.ts', 'app.ts'], {
    cwd: root,
    env
  })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', text => {
      output[name] += text
    })
  }
  t.teardown(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  return { process: child, output }
}

/** The line of its log that says where it listens. */
async function listening({ process, output }: Server): Promise<string> {
  while (process.exitCode === null) {
    const line = output.stdout.split('\n').find(line => line.includes('fastify-rest-auth listens'))
    if (line !== undefined) return JSON.parse(line).msg
    await Promise.race([once(process.stdout ?? process, 'data'), once(process, 'exit')])
  }
  throw new Error(`it ended: ${output.stderr}`)
}

/** How it ends by itself. */
async function ended({ process, output }: Server) {
  const [code] = process.exitCode === null ? await once(process, 'close') : [process.exitCode]
  return { code, stderr: output.stderr }
}

t.test('npm start', async t => {
  t.test('says in one line where it listens, where its database is and how the first superuser is made', async t => {
    const url = newDatabase(t)
    const server = start(t, { SECRET_KEY: secretKey, DATABASE_URL: url })
    const line = await listening(server)
    const [, address, path] =
      /^fastify-rest-auth listens at (http:\/\/127\.0\.0\.1:\d+), with the database (\S+); the first superuser is made with: npm run manage -- createsuperuser$/.exec(
        line
      ) ?? []
    t.equal(`file:${path}`, url)
    t.ok(existsSync(path ?? ''))
    t.equal(server.output.stdout.split('listens at').length, 2)

    const response = await fetch(`${address}/rest-auth/registration/`, {
      method: 'POST',
      body: new URLSearchParams({
        username: 'minsu',
        password1: 'a lovely passphrase',
        password2: 'a lovely passphrase'
      })
    })
    t.equal(response.status, 201)

    server.process.kill('SIGTERM')
    t.same(await ended(server), { code: 0, stderr: '' }, 'and ends in peace when it is told to')
    t.notMatch(server.output.stdout, 'a lovely passphrase')
  })

  t.test("opens Django's database, and takes its settings from the environment", async t => {
    const server = start(t, { SECRET_KEY: secretKey, DATABASE_URL: djangoDatabase(t), JWT_AUTH_HEADER_PREFIX: 'Shop' })
    const [address] = /http:\S+\d/.exec(await listening(server)) ?? []
    const body = new URLSearchParams({ username: 'alice', password })
    t.equal((await fetch(`${address}/api-jwt-auth/`, { method: 'POST', body })).status, 200)
    const user = await fetch(`${address}/rest-auth/user/`)
    t.equal(user.status, 401)
    t.equal(user.headers.get('www-authenticate'), 'Shop realm="api"')
    const nowhere = await fetch(`${address}/nowhere/`, { headers: { 'accept-language': 'ko' } })
    t.equal(nowhere.status, 404)
    t.same(await nowhere.json(), { detail: '찾을 수 없습니다.' })
    server.process.kill('SIGTERM')
    t.same(await ended(server), { code: 0, stderr: '' })
  })

  t.test('cannot start', async t => {
    const folder = t.testdir()
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    t.teardown(() => taken.close())
    const { port } = taken.address() as AddressInfo
    const corrupt = join(folder, 'corrupt.sqlite3')
    writeFileSync(corrupt, 'this is not a database, and long enough to see it'.repeat(100))
    const good = { SECRET_KEY: secretKey, DATABASE_URL: `file:${join(folder, 'db.sqlite3')}` }
    const cases: [what: string, settings: Record<string, string>, line: string][] = [
      [
        'with a wrong setting',
        { ...good, JWT_LEEWAY: '5m' },
        'JWT_LEEWAY takes a whole number of seconds from 0 to 60, not "5m"'
      ],
      [
        'without a secret in production',
        { ...good, SECRET_KEY: '', NODE_ENV: 'production' },
        'SECRET_KEY is missing: in production it must be given'
      ],
      [
        'as a site that there is not',
        { ...good, SITE_ID: '7' },
        'SITE_ID is 7, and there is no such site; there are 1 (example.com)'
      ],
      [
        'when its port is in use',
        { ...good, PORT: String(port) },
        `listen EADDRINUSE: address already in use 127.0.0.1:${port} (the port is in use: stop the other server, or set PORT)`
      ],
      [
        'when its database is corrupt',
        { ...good, DATABASE_URL: `file:${corrupt}` },
        `DATABASE_URL file:${corrupt} cannot be opened: file is not a database`
      ]
    ]
    for (const [what, settings, line] of cases) {
      t.test(what, async t => {
        t.same(await ended(start(t, settings)), { code: 1, stderr: `fastify-rest-auth: ${line}\n` })
      })
    }
  })
})

t.test('the line of its log names every address', async t => {
  process.env.SECRET_KEY = secretKey
  process.env.ADMIN = 'off'
  /** A server in this process, and what it logs. */
  async function createServer(t: Test, options: FastifyServerOptions = {}, url = newDatabase(t)) {
    process.env.DATABASE_URL = url
    const log: string[] = []
    const server: FastifyInstance = Fastify({
      ...options,
      logger: { level: 'info', stream: { write: line => log.push(JSON.parse(line).msg) } }
    })
    t.teardown(() => server.close())
    await app(server, {})
    return { server, log, lines: () => log.filter(line => line.startsWith('fastify-rest-auth')) }
  }
  const rest = (server: FastifyInstance) =>
    `, with the database ${server.database.path}; the first superuser is made with: npm run manage -- createsuperuser`

  t.test('of IPv4', async t => {
    const { server, lines } = await createServer(t)
    await server.listen({ host: '127.0.0.1', port: 0 })
    const { port } = server.server.address() as AddressInfo
    t.same(lines(), [`fastify-rest-auth listens at http://127.0.0.1:${port}${rest(server)}`])
  })

  t.test('of IPv6, in brackets', async t => {
    // A machine may have no IPv6: this server listens where it can, and says that it has.
    const serverFactory = (handler: RequestListener) =>
      Object.assign(createHttpServer(handler), { address: () => ({ family: 'IPv6', address: '::1', port: 8000 }) })
    const { server, lines } = await createServer(t, { serverFactory })
    await server.listen({ host: '127.0.0.1', port: 0 })
    t.same(lines(), [`fastify-rest-auth listens at http://[::1]:8000${rest(server)}`])
  })

  t.test('and a socket', async t => {
    const { server, lines } = await createServer(t)
    const folder = mkdtempSync(join(tmpdir(), 'rest-auth-')) // the path of a socket has 107 bytes at most
    t.teardown(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'socket')
    await server.listen({ path })
    t.same(lines(), [`fastify-rest-auth listens at ${path}${rest(server)}`])
  })

  t.test('where there is a superuser, nothing more is said of making one', async t => {
    const { server, lines } = await createServer(t, {}, oneHasherDatabase(t))
    await server.listen({ host: '127.0.0.1', port: 0 })
    const { port } = server.server.address() as AddressInfo
    const { path } = server.database
    t.same(lines(), [`fastify-rest-auth listens at http://127.0.0.1:${port}, with the database ${path}`])
  })

  t.test('and where the admin is', async t => {
    process.env.ADMIN = 'on'
    const { server, log } = await createServer(t)
    process.env.ADMIN = 'off'
    await server.listen({ host: '127.0.0.1', port: 0 })
    const { port } = server.server.address() as AddressInfo
    t.ok(log.includes(`the admin is at http://127.0.0.1:${port}/admin/`))
  })

  t.test('and what it serves is the suite', async t => {
    const { server } = await createServer(t)
    t.match(await post(server, '/api-jwt-auth/', {}), { status: 400 })
  })
})

t.test('the suite reaches Kakao through the dispatcher that it is given', async t => {
  const asked: string[] = []
  const agent = new Agent()
  t.teardown(() => agent.destroy())
  const dispatcher = agent.compose(dispatch => (request, handler) => {
    asked.push(request.path)
    return dispatch(request, handler)
  })
  const { app } = await createKakaoApp(t, { dispatcher })
  t.match(await post(app, '/accounts/rest-auth/kakao/', { access_token: 'tok-jiyun' }), { status: 200 })
  t.same(asked, ['/v1/user/access_token_info', '/v2/user/me?secure_resource=true'])
})

t.test('slow connections and requests end', async t => {
  const http = { headersTimeout: 10_000, requestTimeout: 12_000, connectionsCheckingInterval: 2000 }
  t.same(options, { connectionTimeout: 30_000, requestTimeout: 12_000, http, bodyLimit: 102_400 })
})
