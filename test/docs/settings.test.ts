import { readFileSync } from 'node:fs'
import t from 'tap'
import { settingsPage } from '../../docs/settings.ts'
import { settingsTable } from '../../settings.ts'

t.test('docs/settings.md is what the table of settings says (npm run docs)', async t => {
  const page = readFileSync(new URL('../../docs/settings.md', import.meta.url), 'utf8')
  t.equal(page, settingsPage())
  for (const name of Object.keys(settingsTable)) t.match(page, `\`${name}\``)
})
