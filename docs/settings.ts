import { camelCase, type SettingName, settingsTable } from '../settings.ts'

/** docs/settings.md, as the table of settings has it. */
export function settingsPage(): string {
  const rows = (Object.keys(settingsTable) as SettingName[]).map(name => {
    const { plugin, option, takes, doc, default: fallback } = settingsTable[name]
    const taker = plugin === 'suite' || plugin === 'server' ? '' : `\`${plugin}\` \`${option}\``
    const text = typeof fallback === 'object' && !Array.isArray(fallback) ? '' : String(fallback ?? '')
    const shown = text === '' ? '' : `\`${text}\``
    return `| \`${name}\` | \`${camelCase(name)}\` | ${taker} | ${takes} | ${shown} | ${doc} |`
  })
  return `# Settings

Made by \`npm run docs\` from the table in settings.ts. In the environment or a \`.env\` file a setting has its first name,
as an option of the suite its second, as an option of one plugin its third. A wrong value stops the start with one line.

| environment | suite | option | takes | default | |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}
