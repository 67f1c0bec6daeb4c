import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { rowsOf } from '../db/opened.ts'
import { newDatabase } from '../helper.ts'
import { run } from './terminal.ts'

const dump = fileURLToPath(new URL('../django/dumpdata.json', import.meta.url))
const usage = 'loaddata: loaddata takes one file\n'

function newEnvironment(t: Test) {
  const url = newDatabase(t)
  const path = url.slice('file:'.length)
  return { environment: { DATABASE_URL: url }, path, folder: dirname(path) }
}

function writeFixture(folder: string, name: string, objects: unknown): string {
  const file = join(folder, name)
  writeFileSync(file, JSON.stringify(objects))
  return file
}

const site = (pk: number) => ({ model: 'sites.site', pk, fields: { domain: `${pk}.example.com`, name: `site ${pk}` } })

t.test('loaddata loads what Django dumped', async t => {
  const { environment, path } = newEnvironment(t)
  t.strictSame(await run(['loaddata', dump], { environment }), {
    code: 0,
    output: '25 objects have been loaded.\n',
    errors: ''
  })
  t.strictSame(rowsOf({ path }, 'SELECT count(*) AS people FROM auth_user'), [{ people: 9 }])
})

t.test('loaddata names and counts what it passed over', async t => {
  const { environment, path, folder } = newEnvironment(t)
  const post = { model: 'blog.post', pk: 1, fields: {} }
  const file = writeFixture(folder, 'blog.json', [post, site(2), post])
  t.strictSame(await run(['loaddata', file], { environment }), {
    code: 0,
    output: '1 objects have been loaded.\nSkipped 2 of blog.post, which has no table here.\n',
    errors: ''
  })
  t.strictSame(rowsOf({ path }, 'SELECT id FROM django_site ORDER BY id'), [{ id: 1 }, { id: 2 }])
})

t.test('loaddata gives moments that a fixture leaves out the time of the clock', async t => {
  const { environment, path, folder } = newEnvironment(t)
  const fields = { username: 'dora', password: '!' }
  const file = writeFixture(folder, 'dora.json', [{ model: 'auth.user', pk: 1, fields }])
  await run(['loaddata', file], { environment, now: () => Date.parse('2026-11-24T09:00:00Z') })
  t.strictSame(rowsOf({ path }, 'SELECT date_joined FROM auth_user'), [{ date_joined: '2026-11-24 09:00:00' }])
})

t.test('loaddata says in one line what is wrong with a fixture, and writes nothing of it', async t => {
  const { environment, path, folder } = newEnvironment(t)
  const file = writeFixture(folder, 'wrong.json', [site(2), { ...site(3), fields: { domain: 'three' } }])
  t.strictSame(await run(['loaddata', file], { environment }), {
    code: 1,
    output: '',
    errors: 'loaddata: sites.site 3: name is missing\n'
  })
  t.strictSame(rowsOf({ path }, 'SELECT id FROM django_site ORDER BY id'), [{ id: 1 }])
})

t.test('loaddata without a file says what it takes', async t => {
  t.strictSame(await run(['loaddata'], newEnvironment(t)), { code: 1, output: '', errors: usage })
})

t.test('loaddata says in one line that a file cannot be read', async t => {
  const { environment, folder } = newEnvironment(t)
  const missing = join(folder, 'missing.json')
  t.match(await run(['loaddata', missing], { environment }), {
    code: 1,
    errors: `loaddata: ENOENT: no such file or directory, open '${missing}' (no such file)\n`
  })
  t.match(await run(['loaddata', folder], { environment }), {
    code: 1,
    errors: 'loaddata: EISDIR: illegal operation on a directory, read (this is a directory)\n'
  })
})

t.test('loaddata refuses an option that it does not know', async t => {
  const { code, errors } = await run(['loaddata', '--ignorenonexistent', dump], newEnvironment(t))
  t.match(errors, /^loaddata: .*--ignorenonexistent.*\n$/)
  t.equal(code, 1)
})

t.test('loaddata loads no first file of several in silence', async t => {
  const { environment, path, folder } = newEnvironment(t)
  await run(['migrate'], { environment })
  const files = [2, 3].map(pk => writeFixture(folder, `${pk}.json`, [site(pk)]))
  const { code } = await run(['loaddata', ...files], { environment })
  const sites = rowsOf({ path }, 'SELECT id FROM django_site ORDER BY id').length
  t.ok(code === 1 ? sites === 1 : sites === 3)
})

t.test('loaddata refuses a file that is not UTF-8', async t => {
  const { environment, folder } = newEnvironment(t)
  const file = join(folder, 'latin1.json')
  writeFileSync(file, Buffer.from('[{"model": "auth.group", "pk": 1, "fields": {"name": "caf\xe9"}}]', 'latin1'))
  const { code, errors } = await run(['loaddata', file], { environment })
  t.equal(errors, 'loaddata: the file is not UTF-8\n')
  t.equal(code, 1)
})

t.test('the name of an unknown model cannot write a line of its own', async t => {
  const { environment, folder } = newEnvironment(t)
  const file = writeFixture(folder, 'forged.json', [
    { model: 'a\n7 objects have been loaded.\u001b[2J', pk: 1, fields: {} }
  ])
  const { output } = await run(['loaddata', file], { environment })
  t.equal(
    output,
    '0 objects have been loaded.\nSkipped 1 of a 7 objects have been loaded. [2J, which has no table here.\n'
  )
})
