// `npm run torture -- [rounds] [--seed=N] [--migrations]`: kills the server that `npm start` runs, again and again, and
// looks whether it held what it had answered. Half of the rounds are with refresh tokens that are good once.
// With --migrations it is killed while it migrates, 20 times unless another number is given.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startKakaoServer } from '../kakao-server.ts'
import { type Campaign, createCampaign } from './campaign.ts'
import { killWhileMigrating } from './migrations.ts'
import { createRandom } from './random.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, migrations: { type: 'boolean', default: false } }
})
const { TORTURE_ROUNDS, TORTURE_SEED } = process.env
const rounds = wholeNumber(positionals[0] ?? TORTURE_ROUNDS ?? (values.migrations ? '20' : '50'))
const seed = wholeNumber(values.seed ?? TORTURE_SEED ?? String(Math.floor(Math.random() * 1e9)))
const random = createRandom(seed)
const folder = mkdtempSync(join(tmpdir(), 'torture-'))
const kakao = await startKakaoServer()
const violations: string[] = []

console.log(`seed ${seed}, ${rounds} rounds, in ${folder}`)
try {
  await (values.migrations ? tortureMigrations() : tortureServers())
} catch (error) {
  violations.push(String(error))
} finally {
  await kakao.close()
}
for (const violation of violations) console.log(`violation: ${violation}`)
console.log(violations.length === 0 ? 'no violation' : `${violations.length} violations; the files are left to look at`)
if (violations.length === 0) rmSync(folder, { recursive: true })
process.exit(violations.length === 0 ? 0 : 1)

async function tortureServers(): Promise<void> {
  const create = (name: string, isRotating: boolean) =>
    createCampaign({ folder: join(folder, name), isRotating, random, kakao })
  const campaigns = { sliding: create('sliding', false), rotating: create('rotating', true) }
  try {
    for (let round = 1; round <= rounds; round++) {
      const name = round <= rounds / 2 ? 'sliding' : 'rotating'
      console.log(`round ${round}, ${name}: ${await campaigns[name].round()}`)
    }
    for (const [name, campaign] of Object.entries(campaigns)) console.log(`end, ${name}: ${await campaign.end()}`)
  } finally {
    for (const { ledger } of Object.values(campaigns)) violations.push(...ledger.violations)
    summarize(Object.values(campaigns))
  }
}

function summarize(campaigns: Campaign[]): void {
  const all = new Map<string, number>()
  let [done, notDone] = [0, 0]
  for (const { ledger } of campaigns) {
    for (const [kind, count] of ledger.acknowledged) all.set(kind, (all.get(kind) ?? 0) + count)
    done += ledger.unanswered.done
    notDone += ledger.unanswered.notDone
  }
  console.log(`acknowledged: ${[...all].map(([kind, count]) => `${count} × ${kind}`).join(', ')}`)
  console.log(`unanswered: ${done} found done, ${notDone} not done at all`)
  describe(campaigns.flatMap(({ recoveries }) => recoveries))
}

async function tortureMigrations(): Promise<void> {
  const recoveries: number[] = []
  for (let round = 1; round <= rounds; round++) {
    const place = { folder: join(folder, String(round)), kakaoUrl: kakao.url, isRotating: false }
    const { line, recovery, ...found } = await killWhileMigrating(place, random)
    violations.push(...found.violations)
    recoveries.push(recovery)
    console.log(`round ${round}: ${line}`)
  }
  describe(recoveries)
}

function describe(recoveries: number[]): void {
  const [shortest = 0, ...rest] = recoveries.map(Math.round).sort((a, b) => a - b)
  const sorted = [shortest, ...rest]
  const median = sorted[Math.floor(sorted.length / 2)]
  console.log(`starts: ${sorted.length}, up in ${shortest} to ${sorted.at(-1)} ms, ${median} ms in the middle`)
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  console.error(`torture takes a whole number, not ${text}`)
  return process.exit(2)
}
