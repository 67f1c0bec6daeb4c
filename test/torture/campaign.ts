// Rounds on one database: load, a kill at a random moment, a start on the same file, and a look at what is there.
import { mkdirSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { KakaoServer } from '../kakao-server.ts'
import { kill } from '../standalone-server.ts'
import type { Scene } from './acts.ts'
import { checkMails, waitForOutbox } from './check-mails.ts'
import { checkPeople, peopleToCheck, retryRefreshes } from './check-people.ts'
import { checkRows } from './check-rows.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { load } from './load.ts'
import type { Random } from './random.ts'
import { begin, beginAndWait, databaseIn, longestRecovery, type Place, type Running } from './server.ts'

/** Acts that were answered after which a server is killed, at most: counted, since machines are not equally fast. */
const mostActs = 80
/** Milliseconds that they may take. */
const longestLoad = 20_000

export interface Campaign {
  ledger: Ledger
  /** Milliseconds of each start. */
  recoveries: number[]
  /** A round, and what to say of it. */
  round(): Promise<string>
  /** The last look: at everybody, and at the mails. */
  end(): Promise<string>
}

interface Options {
  folder: string
  isRotating: boolean
  random: Random
  kakao: KakaoServer
}

export function createCampaign({ folder, isRotating, random, kakao }: Options): Campaign {
  mkdirSync(folder)
  const place: Place = { folder, kakaoUrl: kakao.url, isRotating }
  const path = databaseIn(folder)
  const ledger = createLedger()
  const recoveries: number[] = []
  let rounds = 0
  let running: Running | undefined

  const sceneAt = ({ url }: Running): Scene => ({ url, ledger, random, kakao, isRotating })

  async function start(): Promise<Running> {
    const started = await beginAndWait(place)
    const { recovery } = started
    recoveries.push(recovery)
    if (recovery > longestRecovery)
      ledger.violations.push(`up only after ${Math.round(recovery)} ms, with ${busyness()}`)
    return started
  }

  /** A server that never gets to listen, or hardly: killed within the time that the last start took. */
  async function killWhileStarting(): Promise<number> {
    if (running !== undefined) await kill(running.server)
    running = undefined
    const moment = random.between(0, Math.round(recoveries.at(-1) ?? 1500))
    const server = begin(place)
    await sleep(moment)
    await kill(server)
    return moment
  }

  return {
    ledger,
    recoveries,
    async round() {
      rounds++
      const early = rounds % 4 === 1 ? `, after a kill ${await killWhileStarting()} ms into a start` : ''
      running ??= await start()
      const { server } = running
      const before = sum(ledger)
      const began = performance.now()
      const wanted = random.between(0, mostActs)
      let isKilled = false
      const killed = waitFor(() => sum(ledger) - before >= wanted).then(async () => {
        await sleep(random.between(0, 100))
        isKilled = true
        await kill(server)
      })
      await load(sceneAt(running), () => isKilled)
      await killed
      const acts = sum(ledger) - before
      const moment = Math.round(performance.now() - began)

      running = await start()
      await retryRefreshes(sceneAt(running))
      ledger.violations.push(...checkRows(path, isRotating))
      const people = peopleToCheck(sceneAt(running))
      await checkPeople(sceneAt(running), path, people)
      const recovery = Math.round(running.recovery)
      return `killed after ${moment} ms and ${acts} acts, up in ${recovery} ms, ${people.length} people checked${early}`
    },
    async end() {
      running ??= await start()
      ledger.violations.push(...checkRows(path, isRotating))
      const people = [...ledger.people]
      await checkPeople(sceneAt(running), path, people)
      const seconds = await waitForOutbox(path)
      if (seconds === undefined) ledger.violations.push('mails are still waiting')
      const mails = await checkMails(folder, ledger)
      running.server.process.kill('SIGTERM')
      const { code } = await running.server.ended()
      if (code !== 0) ledger.violations.push(`it ended with ${code}: ${running.server.output.stderr}`)
      return `${people.length} people checked, ${mails} mails there, the last after ${seconds} s`
    }
  }
}

async function waitFor(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + longestLoad
  while (!isSo() && performance.now() < deadline) await sleep(5)
}

/** Whether a late start may be the machine's doing. */
const busyness = (): string => `a load of ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores`

const sum = ({ acknowledged }: Ledger): number => [...acknowledged.values()].reduce((all, count) => all + count, 0)
