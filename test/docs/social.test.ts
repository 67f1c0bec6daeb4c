// docs/social.md names every provider, every option and every setting that there is.
import { globSync, readFileSync } from 'node:fs'
import t from 'tap'
import { settingsTable, socialOptions } from '../../settings.ts'

const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('docs/social.md', root), 'utf8')

t.test('every provider has a row', async t => {
  const files = globSync('plugins/social-*.ts', { cwd: root.pathname })
  const names = files.map(file => file.replace(/.*social-|\.ts$/g, ''))
  const providers = names.filter(name => !['accounts', 'provider', 'providers', 'oidc', 'kakao'].includes(name))
  t.ok(providers.length >= 6)
  for (const name of providers) t.match(page, `\n| \`${name}\` |`)
})

t.test('every option and setting is named', async t => {
  for (const option of Object.keys(socialOptions)) t.match(page, `\`${option}\``)
  const settings = Object.entries(settingsTable).filter(([, { plugin }]) => /^social(Accounts|Providers)$/.test(plugin))
  for (const [name] of settings) t.match(page, name)
})

t.test('the example of SOCIALACCOUNT_PROVIDERS is JSON', async t => {
  const [, json = ''] = /SOCIALACCOUNT_PROVIDERS='([^']+)'/.exec(page) ?? []
  t.match(JSON.parse(json), { google: { clientId: /./ }, keycloak: { issuer: /^https:/ } })
})
