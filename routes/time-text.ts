/** A moment in an answer, as Django REST Framework's DateTimeField: microseconds, and no fraction where it is 0. */
export function timeText(time: Date): string {
  return time.toISOString().replace(/(?:\.000)?Z$/, end => (end === 'Z' ? '000Z' : 'Z'))
}
