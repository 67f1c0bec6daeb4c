import { setImmediate } from 'node:timers/promises'
import { actOnce, type Scene } from './acts.ts'

/** Acts under way at once: as many as keep both the hashes and the database busy. */
const workers = 8
/** More than a round can have. */
const mostActs = 2000

/**
 * Has people act until nobody answers any more.
 * @param isKilled whether the server was killed: before that, every act must be answered, and as it should be
 */
export async function load(scene: Scene, isKilled: () => boolean): Promise<void> {
  async function work(): Promise<void> {
    for (let acts = 0; acts < mostActs && !isKilled(); acts++) {
      await setImmediate() // also where there was nothing to do
      try {
        await actOnce(scene)
      } catch (error) {
        const isUnanswered = error instanceof TypeError // fetch failed, or the answer was cut off
        if (!isUnanswered || !isKilled()) scene.ledger.violations.push(String(error))
        return
      }
    }
  }
  await Promise.all(Array.from({ length: workers }, work))
}
