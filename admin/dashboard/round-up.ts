const steps = [1, 1.2, 1.4, 1.6, 2, 3, 4, 5, 6, 8, 10]

/** The next even number of the kind 12, 40, 160: where a scale ends, so that its half is whole. */
export function roundUp(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 1)))
  return steps.map(step => step * power).find(end => end >= most && end % 2 === 0) ?? 2
}
