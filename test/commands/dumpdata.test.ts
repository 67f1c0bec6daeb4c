import { execFileSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { djangoDatabase } from '../helper.ts'
import { run } from './terminal.ts'

const djangos = JSON.parse(readFileSync(new URL('../django/dumpdata.json', import.meta.url), 'utf8'))

function djangoEnvironment(t: Test): { environment: NodeJS.ProcessEnv; folder: string } {
  const url = djangoDatabase(t)
  return { environment: { DATABASE_URL: url }, folder: dirname(url.slice('file:'.length)) }
}

t.test('dumpdata prints the fixture that Django writes', async t => {
  const { code, output, errors } = await run(['dumpdata'], djangoEnvironment(t))
  t.strictSame(JSON.parse(output), djangos)
  t.ok(output.endsWith(']\n'))
  t.equal(errors, '')
  t.equal(code, 0)
})

t.test('dumpdata --output writes it to a file for its owner alone', async t => {
  const { environment, folder } = djangoEnvironment(t)
  for (const [option, file] of [
    ['--output', join(folder, 'long.json')],
    ['-o', join(folder, 'short.json')]
  ] as const) {
    t.strictSame(await run(['dumpdata', option, file], { environment }), { code: 0, output: '', errors: '' })
    t.strictSame(JSON.parse(readFileSync(file, 'utf8')), djangos)
    t.equal(statSync(file).mode & 0o777, 0o600)
  }
})

t.test('dumpdata --output takes a file that others may read away from them', async t => {
  const { environment, folder } = djangoEnvironment(t)
  const file = join(folder, 'dump.json')
  writeFileSync(file, 'an older dump', { mode: 0o644 })
  t.equal((await run(['dumpdata', '--output', file], { environment })).code, 0)
  t.strictSame(JSON.parse(readFileSync(file, 'utf8')), djangos)
  t.equal(statSync(file).mode & 0o777, 0o600)
})

t.test('dumpdata --output leaves a pipe or a device its mode', async t => {
  const { environment, folder } = djangoEnvironment(t)
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', ['-m', '644', pipe])
  const [text] = await Promise.all([readFile(pipe, 'utf8'), run(['dumpdata', '--output', pipe], { environment })])
  t.strictSame(JSON.parse(text), djangos)
  t.equal(statSync(pipe).mode & 0o777, 0o644)
})

t.test('dumpdata says in one line why a file cannot be written', async t => {
  const { environment, folder } = djangoEnvironment(t)
  const file = join(folder, 'missing/dump.json')
  t.strictSame(await run(['dumpdata', '--output', file], { environment }), {
    code: 1,
    output: '',
    errors: `dumpdata: ENOENT: no such file or directory, open '${file}' (no such file)\n`
  })
})

t.test('dumpdata takes no models, and says so', async t => {
  const { code, output, errors } = await run(['dumpdata', 'auth.user'], djangoEnvironment(t))
  t.match(errors, /^dumpdata: .*auth\.user.*\n$/)
  t.equal(output, '')
  t.equal(code, 1)
})
