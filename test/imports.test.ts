import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Who may import whom, by the first part of a path; types alone may come from the second list too. */
const rules: Record<string, { values: string[]; types?: string[] }> = {
  core: { values: ['core'] },
  db: { values: ['db'] },
  accounts: { values: ['accounts', 'db', 'core'] },
  routes: { values: ['routes', 'accounts', 'core'], types: ['db'] },
  commands: { values: ['commands', 'accounts', 'core'], types: ['db', 'settings.ts'] },
  plugins: { values: ['plugins', 'routes', 'accounts', 'db', 'core', 'settings.ts'] },
  'app.ts': { values: ['plugins', 'settings.ts'] },
  'settings.ts': { values: ['core'] }
}

interface Import {
  from: string
  to: string
  isType: boolean
}

function importsOf(file: string): Import[] {
  const source = readFileSync(join(root, file), 'utf8')
  const statements = source.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?'([^']+)'/gm)
  return [...statements].map(([, type, specifier = '']) => ({
    from: file,
    to: specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier,
    isType: type !== undefined
  }))
}

const files = globSync('{core,db,accounts,routes,commands,plugins}/**/*.ts', { cwd: root }).concat(
  'app.ts',
  'settings.ts'
)
const imports = files.flatMap(importsOf)
const partOf = (path: string) => path.split('/')[0] ?? path

t.test('every part imports only what its place in the house allows', async t => {
  t.ok(imports.length > 100)
  const own = imports.filter(({ to }) => to.endsWith('.ts'))
  const wrong = own.filter(({ from, to, isType }) => {
    const { values, types = [] } = rules[partOf(from)] ?? { values: [] }
    return ![...values, ...(isType ? types : [])].includes(partOf(to))
  })
  t.same(wrong, [])
})

t.test('SQL is spoken in db/ alone', async t => {
  const speakers = imports
    .filter(({ to }) => /^(drizzle-orm|better-sqlite3)(\/|$)/.test(to))
    .map(({ from }) => partOf(from))
  t.same([...new Set(speakers)], ['db'])
})

t.test('Fastify is known in plugins/, routes/ and app.ts alone', async t => {
  const knowers = imports.filter(({ to }) => /^fastify/.test(to)).map(({ from }) => partOf(from))
  t.same([...new Set(knowers)].sort(), ['app.ts', 'plugins', 'routes'])
})

t.test('the environment is read in settings.ts alone', async t => {
  const readers = files.filter(file => /process\.env\b/.test(readFileSync(join(root, file), 'utf8')))
  t.same(readers, ['settings.ts'])
})

t.test('no file needs itself', async t => {
  const needs = (file: string) => imports.filter(({ from, isType }) => from === file && !isType).map(({ to }) => to)
  function circle(file: string, path: string[]): string[] | undefined {
    if (path.includes(file)) return [...path, file]
    for (const next of needs(file)) {
      const found = circle(next, [...path, file])
      if (found !== undefined) return found
    }
    return undefined
  }
  t.same(
    files.map(file => circle(file, [])).filter(found => found !== undefined),
    []
  )
})
