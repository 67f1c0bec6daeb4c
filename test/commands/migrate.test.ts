import { dirname } from 'node:path'
import t from 'tap'
import { rowsOf } from '../db/opened.ts'
import { djangoDatabase, newDatabase } from '../helper.ts'
import { manageFile, run, runNode } from './terminal.ts'

const pathOf = (url: string) => url.slice('file:'.length)

t.test('migrate makes a database and says where it is', async t => {
  const url = newDatabase(t)
  const path = pathOf(url)
  const { code, output, errors } = await run(['migrate'], { environment: { DATABASE_URL: url } })
  t.equal(errors, '')
  t.equal(output, `The database is up to date: ${path}\n`)
  t.equal(code, 0)
  t.strictSame(rowsOf({ path }, 'SELECT id FROM django_site'), [{ id: 1 }])
})

t.test("migrate keeps the people of Django's database", async t => {
  const url = djangoDatabase(t)
  const path = pathOf(url)
  const people = rowsOf({ path }, 'SELECT * FROM auth_user')
  t.equal((await run(['migrate'], { environment: { DATABASE_URL: url } })).code, 0)
  t.strictSame(rowsOf({ path }, 'SELECT * FROM auth_user'), people)
  t.strictSame(rowsOf({ path }, 'SELECT * FROM rest_auth_session'), [])
  t.strictSame(rowsOf({ path }, 'SELECT * FROM rest_auth_mail'), [])
  t.strictSame(rowsOf({ path }, 'SELECT * FROM rest_auth_event'), [])
})

t.test('several processes may migrate a new file at once', async t => {
  const url = newDatabase(t)
  const path = pathOf(url)
  const migrate = () => runNode([manageFile, 'migrate'], dirname(path), { DATABASE_URL: url })
  const done = { code: 0, output: `The database is up to date: ${path}\n`, errors: '' }
  t.strictSame(await Promise.all([migrate(), migrate(), migrate()]), [done, done, done])
  t.strictSame(rowsOf({ path }, 'SELECT count(*) AS migrations FROM rest_auth_migration'), [{ migrations: 5 }])
  t.strictSame(rowsOf({ path }, 'SELECT id FROM django_site'), [{ id: 1 }])
})

t.test('migrate says in one line why it cannot', async t => {
  const url = `file:${t.testdir()}`
  t.strictSame(await run(['migrate'], { environment: { DATABASE_URL: url } }), {
    code: 1,
    output: '',
    errors: `migrate: DATABASE_URL ${url} cannot be opened: unable to open database file\n`
  })
})

t.test('migrate takes no arguments', async t => {
  const environment = { DATABASE_URL: newDatabase(t) }
  t.match(await run(['migrate', '--fake'], { environment }), { code: 1, errors: /--fake/ })
  t.match(await run(['migrate', 'auth'], { environment }), { code: 1, errors: /auth/ })
})
