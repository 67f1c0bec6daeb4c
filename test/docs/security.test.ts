// docs/security.md says for each point which test shows it: each of them must be there.
import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'

const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('docs/security.md', root), 'utf8')
const faults = readFileSync(new URL('docs/faults.md', root), 'utf8')

interface Reference {
  file: string
  name: string
}

function referencesIn(text: string): Reference[] {
  return [...text.matchAll(/`([\w./-]+\.test\.ts)`: “([^”]+)”/g)].map(([, file = '', name = '']) => ({ file, name }))
}

/** A test by its file, and a part of its name as the source writes it. */
function isThere({ file, name }: Reference): boolean {
  const url = new URL(`test/${file}`, root)
  return existsSync(url) && readFileSync(url, 'utf8').replaceAll("\\'", "'").includes(name)
}

/** The rows of the table under a heading, without its head. */
function rowsUnder(heading: string): string[][] {
  const [, section = ''] = page.split(`### ${heading}\n`)
  const lines =
    section
      .split('\n### ')[0]
      ?.split('\n')
      .filter(line => line.startsWith('|')) ?? []
  return lines.slice(2).map(line => line.split(' | ').map(cell => cell.replace(/^\| ?| ?\|$/g, '').trim()))
}

t.test('every test that the pages name is there', async t => {
  const references = [...referencesIn(page), ...referencesIn(faults)]
  t.ok(references.length > 150)
  t.same(
    references.filter(reference => !isThere(reference)),
    []
  )
  t.equal(isThere({ file: 'docs/security.test.ts', name: 'no test has this ' + 'name' }), false)
})

t.test('every point of the checklist has a row', async t => {
  const numbers = rowsUnder('The checklist').flatMap(([first = '']) => numbersIn(first))
  t.same(
    numbers.toSorted((a, b) => a - b),
    Array.from({ length: 86 }, (_, index) => index + 1)
  )
})

t.test('every row says what shows it, or why it does not apply', async t => {
  for (const heading of ['Published flaws of this family of software', 'The checklist', 'Threats']) {
    const rows = rowsUnder(heading).filter(([first = '']) => !first.startsWith('**'))
    t.ok(rows.length > 20, heading)
    t.same(
      rows.filter(row => (row.at(-1) ?? '') === ''),
      [],
      heading
    )
  }
})

/** `59, 60, 66–68` are five numbers. */
function numbersIn(text: string): number[] {
  return text.split(', ').flatMap(part => {
    const [from = Number.NaN, to = from] = part.split('–').map(Number)
    return Number.isNaN(from) ? [] : Array.from({ length: to - from + 1 }, (_, index) => from + index)
  })
}
