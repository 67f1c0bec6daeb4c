import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

/** Asks until the server listens, for ten seconds at most. */
async function ask(url: string, init: RequestInit, server: ChildProcess): Promise<Response> {
  for (let tries = 0; tries < 200 && server.exitCode === null; tries++) {
    try {
      return await fetch(url, init)
    } catch {
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }
  throw new Error('the server of the README does not answer')
}

t.test("the README's app runs as it stands there", async t => {
  const [, snippet = ''] = /```ts\n(import Fastify.*?)```/s.exec(readme) ?? []
  t.match(snippet, 'socialKakao')
  const index = JSON.stringify(new URL('../index.ts', import.meta.url))
  const folder = t.testdir()
  writeFileSync(join(folder, 'app.ts'), snippet.replace("'fastify-rest-auth'", index))
  const port = await freePort()
  const env = { ...process.env, PORT: String(port), SECRET_KEY: 'a secret of the tests, 32 bytes or more' }
  const server = spawn(process.execPath, ['app.ts'], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] })
  t.teardown(async () => {
    server.kill()
    if (server.exitCode === null) await once(server, 'exit')
  })

  const base = `http://localhost:${port}`
  const body = new URLSearchParams({
    username: 'minsu',
    password1: 'a lovely passphrase',
    password2: 'a lovely passphrase'
  })
  const registered = await ask(`${base}/rest-auth/registration/`, { method: 'POST', body }, server)
  t.equal(registered.status, 201)
  const { token } = (await registered.json()) as { token: string }
  const posts = await fetch(`${base}/app/post/`, { headers: { authorization: `JWT ${token}` } })
  t.same(await posts.json(), [{ id: 1, author: 'minsu' }])
  const stranger = await fetch(`${base}/app/post/`)
  t.equal(stranger.status, 401)
  t.equal(stranger.headers.get('www-authenticate'), 'JWT realm="api"')
})

t.test('every file that the README names is there', async t => {
  const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link)
  t.ok(links.length > 5)
  for (const link of links) t.ok(readFileSync(new URL(`../${link}`, import.meta.url)).length > 0, link)
})
