// `npm run contract`: drives examples/blog with the recorded contract, when it is there beside the project.
// The cases of contract-open.json are known to differ as yet; any other difference fails, and so does one that no longer is.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { kakaoAppId, startKakaoServer } from './kakao-server.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const contract = join(root, '../shared/contract')
const profiles = { default: { JWT_ALLOW_REFRESH: 'true' }, norefresh: { JWT_ALLOW_REFRESH: 'false' } }
type Profile = keyof typeof profiles

if (!existsSync(contract)) {
  console.log('contract: skipped, since ../shared/contract is not there')
  process.exit(0)
}

const open: Record<Profile, string[]> = JSON.parse(readFileSync(new URL('contract-open.json', import.meta.url), 'utf8'))
const kakao = await startKakaoServer()
kakao.app.clientSecret = undefined // the Social application of the contract has none
try {
  for (const profile of Object.keys(profiles) as Profile[]) await drive(profile)
} finally {
  await kakao.close()
}

async function drive(profile: Profile): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'contract-'))
  const env = {
    ...process.env,
    ...profiles[profile],
    SECRET_KEY: 'contract-secret-key-0123456789-0123456789',
    JWT_EXPIRATION_DELTA: '300',
    RATE_LIMIT: 'off',
    MAIL_DIR: join(folder, 'mail'),
    EMAIL_URL: `file:${join(folder, 'mail')}`,
    DATABASE_URL: `file:${join(folder, 'db.sqlite3')}`,
    KAKAO_APP_ID: String(kakaoAppId),
    KAKAO_API_URL: kakao.url,
    KAKAO_AUTH_URL: kakao.url,
    HEADERS: '1'
  }
  mkdirSync(env.MAIL_DIR)
  execFileSync(process.execPath, ['manage.ts', 'loaddata', join(contract, 'fixtures.json')], { cwd: root, env })
  const port = await freePort()
  const server = spawn('fastify', ['start', '-a', '127.0.0.1', '-p', String(port), 'examples/blog/app.ts'], {
    cwd: root,
    env,
    stdio: 'inherit'
  })
  try {
    const base = `http://127.0.0.1:${port}`
    await answering(base)
    report(profile, await check(base, profile, env))
  } finally {
    await stop(server)
    rmSync(folder, { recursive: true })
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise(resolve => probe.close(resolve))
  return port
}

async function answering(base: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      await fetch(base)
      return
    } catch {
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
  throw new Error('the blog did not start within 10 seconds')
}

/** What check.mjs prints. It needs a process of its own beside the stand-in that runs in this one. */
async function check(base: string, profile: Profile, env: NodeJS.ProcessEnv): Promise<string> {
  const args = [join(contract, 'check.mjs'), 'check', base, profile, join(contract, `${profile}.jsonl`)]
  const checker = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  for await (const chunk of checker.stdout) printed += chunk
  return printed
}

function report(profile: Profile, printed: string): void {
  const [, passed, failed] = /^(\d+) passed, (\d+) failed, \d+ skipped$/m.exec(printed) ?? []
  if (passed === undefined) throw new Error(`check.mjs did not finish:\n${printed}`)
  const differing = [...printed.matchAll(/^FAIL (\S+)/gm)].map(([, id = '']) => id)
  const fallen = differing.filter(id => !open[profile].includes(id))
  const risen = open[profile].filter(id => !differing.includes(id))
  console.log(
    `contract, profile ${profile}: ${passed} of ${Number(passed) + Number(failed)} recorded cases answered alike`
  )
  if (fallen.length > 0) console.log(`These answered alike before:\n${printed}`)
  if (risen.length > 0)
    console.log(`These answer alike now, strike them from test/contract-open.json: ${risen.join(' ')}`)
  if (fallen.length + risen.length > 0) process.exitCode = 1
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return
  const ended = new Promise(resolve => server.once('exit', resolve))
  server.kill('SIGTERM')
  await ended
}
