// Random order that can be repeated, and what a sample of times says.

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export function shuffled<Value>(values: readonly Value[], random: () => number): Value[] {
  return values
    .map(value => [random(), value] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, value]) => value)
}

export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5)
}

function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

const resamples = 500

/** The ratio of two medians, and between which numbers it lies in 95 of 100 such samples (Efron's bootstrap). */
export function compare(
  times: readonly number[],
  others: readonly number[],
  random: () => number
): { ratio: number; low: number; high: number } {
  const redraw = (from: readonly number[]) => from.map(() => from[Math.floor(random() * from.length)] ?? 0)
  const ratios = Array.from({ length: resamples }, () => median(redraw(times)) / median(redraw(others)))
  return { ratio: median(times) / median(others), low: quantile(ratios, 0.025), high: quantile(ratios, 0.975) }
}
