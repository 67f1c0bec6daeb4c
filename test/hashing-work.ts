// What checks of passwords cost, as numbers and without the waiting.
import type { Test } from 'tap'
import { hashers } from '../core/hashers.ts'

/** How often hashes of a kind were checked; of PBKDF2, whose work adds up, for how many rounds. */
export type Work = [kind: string, amount: number][]

/**
 * Has checks of passwords do no work until the test ends, but be noted. The function that comes back gives what was noted
 * since the last time, in the order of the kinds.
 * @param isRight what is answered in place of the hashers
 */
export function watchWork(t: Test, isRight: (password: string, encoded: string) => boolean): () => Work {
  let work: Work = []
  for (const hasher of hashers) {
    t.intercept(hasher, 'verify', {
      async value(password: string, encoded: string) {
        const amount = hasher.restOf === undefined ? 1 : Number(encoded.split('$')[1])
        work.push([hasher.kindOf(encoded) ?? 'none', amount])
        return isRight(password, encoded)
      }
    })
  }
  return function take() {
    const sums = new Map<string, number>()
    for (const [kind, amount] of work) sums.set(kind, (sums.get(kind) ?? 0) + amount)
    work = []
    return [...sums].sort()
  }
}
