import { createHash } from 'node:crypto'
import t from 'tap'
import { deadLinkPage } from '../../../core/pages/refusals.ts'
import { contentSecurityPolicy, stylesheet } from '../../../core/pages/stylesheet.ts'

t.test('the policy allows the stylesheet as a page holds it, the form of a page, and nothing else', async t => {
  const [, held = ''] = /<style>(.*)<\/style>/s.exec(deadLinkPage({ language: 'en', site: 'Shop' })) ?? []
  const digest = createHash('sha256').update(held).digest('base64')
  t.equal(
    contentSecurityPolicy,
    `default-src 'none'; style-src 'sha256-${digest}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`
  )
})

/** The colours by name, of the day and of the night. */
const palettes = [...stylesheet.matchAll(/:root \{([^}]*)\}/g)].map(([, block = '']) =>
  Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, colour]) => [name, colour]))
)

/** Relative luminance and contrast ratio (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

const pairs = [
  ['text', 'ground', 4.5],
  ['text', 'card', 4.5],
  ['text', 'field', 4.5],
  ['text', 'still', 4.5],
  ['text', 'bad-tint', 4.5],
  ['soft', 'card', 4.5],
  ['bad', 'card', 4.5],
  ['bad', 'bad-tint', 4.5],
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-over', 4.5],
  // Edges, outlines and icons (1.4.11)
  ['field-edge', 'card', 3],
  ['field-edge', 'field', 3],
  ['accent', 'card', 3],
  ['accent', 'tint', 3],
  ['good', 'good-tint', 3]
] as const

t.test('colours are as far apart as WCAG 2.2 demands for AA, by day and by night', async t => {
  t.equal(palettes.length, 2)
  for (const [index, palette] of palettes.entries()) {
    for (const [front, back, least] of pairs) {
      const ratio = contrast(palette[front] ?? '', palette[back] ?? '')
      t.ok(ratio >= least, `${front} on ${back}, palette ${index}: ${ratio.toFixed(2)}`)
    }
  }
})

t.test('Korean is broken between words, and the fonts of Korean systems are asked for', async t => {
  t.match(stylesheet, 'word-break: keep-all')
  for (const font of ['Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', 'NanumGothic']) t.match(stylesheet, font)
})
