/** How often something may fail before the next try has to wait, and how the wait grows. Times are in milliseconds. */
export interface AttemptRule {
  /** Failures that cost nothing. */
  free: number
  /** The wait after the first one beyond; each further one doubles it. */
  firstDelay: number
  longestDelay: number
  /** When failures are forgotten: so long after the last one. */
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
  /** Forgets the failures: somebody succeeded. */
  forget(key: string): Promise<void>
}
