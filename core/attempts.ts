/** How often something may fail before the next try has to wait, and how the wait grows. Times are in milliseconds. */
export interface AttemptRule {
  /** Failures after which the first wait comes. */
  free: number
  /** The first wait; each further failure doubles it. */
  firstDelay: number
  longestDelay: number
  /** When failures are forgotten: so long after the last wait. */
  memory: number
}

/**
 * Counts tries by what they are about. A try counts as failed from its beginning, so that a hundred at once are not
 * better off than a hundred in turn; who succeeds has it forgotten.
 */
export interface Attempts {
  /**
   * Takes note of a try. While one has to wait it is none: it neither counts nor makes the wait longer.
   * @returns milliseconds that it has to wait; 0 when it may go on
   */
  take(key: string, rule: AttemptRule): Promise<number>
  /** Takes back what `take` has noted last: it was no failure. */
  giveBack(key: string): Promise<void>
  /** Forgets all failures. */
  forget(key: string): Promise<void>
  /** Keeps a mark for some milliseconds. */
  mark(key: string, duration: number): Promise<void>
  isMarked(key: string): Promise<boolean>
}

/** How long to wait after so many failures, in milliseconds. */
export function delayAfter(failures: number, { free, firstDelay, longestDelay }: AttemptRule): number {
  return failures < free ? 0 : Math.min(longestDelay, firstDelay * 2 ** (failures - free))
}
