// The texts that properties are held against: the same in every run, and few enough for a second.
import fc from 'fast-check'
import type { Test } from 'tap'

/** Holds a property against so many cases; fails with the smallest one that breaks it. */
export async function always(t: Test, property: fc.IRawProperty<unknown>, numRuns = 300): Promise<void> {
  await fc.assert(property, { seed: 20_261_125, numRuns })
  t.pass(`${numRuns} times`)
}

/** Any text: letters of all scripts, control characters, halves of surrogate pairs. */
export const anyText = (maxLength = 80) => fc.string({ unit: fc.oneof(anyUnit, spice), maxLength })

/** One UTF-16 unit or character. */
const anyUnit = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code))
)

/** What has a meaning somewhere on the way: in addresses, headers, tokens, markup, SQL. */
const spice = fc.constantFrom(
  ...' \t\r\n\0@.,;:<>"\'`()[]{}\\/|=+-_%&#$!?*~^'.split(''),
  '\u212a',
  'ı',
  '＠',
  '。',
  '\u200b',
  '\u202e'
)

/** A text, and one that differs from it in one place: a character more, less, or another one. */
export function spoilt(text: fc.Arbitrary<string>): fc.Arbitrary<[text: string, other: string]> {
  const change = fc.record({
    how: fc.constantFrom('another', 'more', 'less'),
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    by: fc.oneof(anyUnit, spice, fc.constantFrom(...base64url))
  })
  return fc
    .tuple(text, change)
    .map(([text, { how, at, by }]): [string, string] => {
      const i = Math.floor(at * text.length)
      return [text, text.slice(0, i) + (how === 'less' ? '' : by) + text.slice(how === 'more' ? i : i + 1)]
    })
    .filter(([text, other]) => text !== other)
}

const base64url = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
