// A route or a hook of the host that throws costs the one request, and never the process.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { send } from '../standalone-server.ts'
import { passphrase, readFile, registration, registrationUrl } from './standalone.ts'

/** Runs the program with failing routes and hooks, and returns where it listens and how to end it. */
async function runHost(t: Test) {
  const path = join(t.testdir(), 'db.sqlite3')
  const program = fileURLToPath(new URL('poisoned-host.ts', import.meta.url))
  const child = spawn(process.execPath, [program, `file:${path}`], { stdio: ['pipe', 'pipe', 'inherit'] })
  t.teardown(() => child.kill('SIGKILL'))
  const closed = once(child, 'close')
  let output = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    output += text
  })
  while (!/^http.*\n/m.test(output)) {
    if (child.exitCode !== null) throw new Error(`it ended: ${output}`)
    await Promise.race([once(child.stdout, 'data'), closed])
  }
  const [url = ''] = /^http\S+/m.exec(output) ?? []
  async function end() {
    child.stdin.end()
    const [code] = await closed
    return { code, output }
  }
  return { url, path, end }
}

t.test('a host whose routes and hooks throw', async t => {
  const { url, path, end } = await runHost(t)

  t.test('answers 500 without a word of the inside to what failed, and goes on', async t => {
    const failing = ['throws', 'throws-at-once', 'throws-later', 'throws-nothing', 'throws-what-is-no-error']
    for (const name of failing) {
      const { status, body } = await send(`${url}/${name}/`)
      t.same({ status, body }, { status: 500, body: { detail: 'A server error occurred.' } }, name)
    }
    // Fails again for the answer about its failure, and so gets Fastify's own.
    t.match(await send(`${url}/throws-in-a-hook/`), { status: 500, body: { error: 'Internal Server Error' } })
    t.equal((await send(`${url}/throws-after-its-answer/`)).status, 200)
    t.equal((await send(`${url}/throws-when-all-is-over/`)).status, 200)
  })

  t.test('has done what was asked where only a hook failed afterwards', async t => {
    const { status, body } = await send(`${url}${registrationUrl}`, registration('minsu'))
    t.equal(status, 201)
    const authorization = `JWT ${(body as { token: string }).token}`
    const passwords = { new_password1: `${passphrase}!`, new_password2: `${passphrase}!` }
    t.match(await send(`${url}/rest-auth/password/change/`, passwords, { authorization }), { status: 200 })
    t.match(await send(`${url}/rest-auth/login/`, { username: 'minsu', password: `${passphrase}!` }), { status: 200 })
    t.match(await send(`${url}/rest-auth/logout/`, {}, { authorization }), { status: 200 })
    t.same(readFile(path, 'SELECT username FROM auth_user'), ['minsu'])
  })

  t.test('says so in its log, and ends in peace in the end', async t => {
    const { code, output } = await end()
    t.equal(code, 0)
    for (const hook of ['onAuditEvent', 'onUserRegistered', 'onUserLoggedIn', 'onUserLoggedOut', 'onPasswordChanged']) {
      t.match(output, `${hook} failed`)
    }
    t.match(output, /"reqId":"[^"]+","err":.*"msg":"unexpected error"/)
  })
})
