import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { manageFile, run, runNode } from './commands/terminal.ts'
import { rowsOf } from './db/opened.ts'
import { djangoDatabase, newDatabase, password } from './helper.ts'

const commands = ['migrate', 'createsuperuser', 'changepassword', 'loaddata', 'dumpdata', 'check']
const secret = '0123456789 abcdefghij ABCDEFGHIJ'

t.test('without a command every command is listed', async t => {
  const { code, output, errors } = await run([])
  t.match(errors, /^usage: fastify-rest-auth COMMAND\n/)
  for (const command of commands) t.match(errors, new RegExp(`^  ${command}.*\\n {6}[A-Z].*\\.$`, 'm'))
  t.equal(output, '')
  t.equal(code, 1)
})

t.test('an unknown command is answered with the list', async t => {
  const { errors } = await run([])
  for (const name of ['runserver', 'constructor', '--help']) {
    t.strictSame(await run([name]), { code: 1, output: '', errors })
  }
})

t.test('a wrong setting is named in one line, and nothing is done', async t => {
  const url = newDatabase(t)
  const environment = { DATABASE_URL: url, PORT: 'http', SITE_ID: '0' }
  t.strictSame(await run(['migrate'], { environment }), {
    code: 1,
    output: '',
    errors: 'migrate: SITE_ID takes a whole number, 1 or more, or auto, not 0\n'
  })
  t.notOk(existsSync(url.slice('file:'.length)))
})

t.test('a wrong setting does not keep check from looking', async t => {
  const { code, output, errors } = await run(['check'], { environment: { SECRET_KEY: secret, PORT: 'http' } })
  t.match(output, 'Error: PORT takes a port number, 0 to 65535, not "http".\n')
  t.equal(errors, '')
  t.equal(code, 1)
})

t.test('a database that is none of ours is told in one line without its password', async t => {
  const environment = { DATABASE_URL: 'postgres://user:hunter2@host/db' }
  const { code, errors } = await run(['migrate'], { environment })
  t.equal(errors, 'migrate: DATABASE_URL takes file:PATH, not "postgres:…"\n')
  t.equal(code, 1)
})

t.test('passwords are hashed by the first of PASSWORD_HASHERS', async t => {
  const url = newDatabase(t)
  const environment = {
    DATABASE_URL: url,
    PASSWORD_HASHERS: 'pbkdf2_sha1, argon2',
    DJANGO_SUPERUSER_PASSWORD: password
  }
  t.match(await run(['createsuperuser', '--username', 'root'], { environment }), { code: 0 })
  const [row] = rowsOf({ path: url.slice('file:'.length) }, 'SELECT password FROM auth_user')
  t.match(row?.password, /^pbkdf2_sha1\$/)
})

t.test('the database is closed after a command, also after one that fails', async t => {
  const url = djangoDatabase(t)
  const wal = `${url.slice('file:'.length)}-wal`
  for (const args of [['migrate'], ['changepassword', 'nobody']]) {
    await run(args, { environment: { DATABASE_URL: url, DJANGO_SUPERUSER_PASSWORD: password } })
    t.notOk(existsSync(wal), args.join(' '))
  }
})

t.test('a fault of ours is thrown on, with the database closed', async t => {
  const url = newDatabase(t)
  const fault = new TypeError('the clock has stopped')
  const now = () => {
    throw fault
  }
  const environment = { DATABASE_URL: url, DJANGO_SUPERUSER_PASSWORD: password }
  await t.rejects(run(['createsuperuser', '--username', 'root'], { environment, now }), fault)
  t.notOk(existsSync(`${url.slice('file:'.length)}-wal`))
})

t.test('as a program, also through a link, it runs the command line with the settings of .env', async t => {
  const folder = t.testdir({
    '.env': `SECRET_KEY="${secret}"\nJWT_LEEWAY=90\n`,
    link: t.fixture('symlink', manageFile)
  })
  t.strictSame(await runNode([join(folder, 'link'), 'check'], folder, { KAKAO_APP_ID: '770001' }), {
    code: 1,
    output: 'Error: JWT_LEEWAY takes a whole number of seconds from 0 to 60, not 90.\n',
    errors: ''
  })
})

t.test('a fault of ours is thrown as it is, and nothing is written', async t => {
  const environment = { DATABASE_URL: newDatabase(t), DJANGO_SUPERUSER_PASSWORD: 'a lovely passphrase' }
  const now = () => {
    throw new TypeError('the clock stands still')
  }
  await t.rejects(run(['createsuperuser', '--username', 'minsu'], { environment, now }), {
    name: 'TypeError',
    message: 'the clock stands still'
  })
  t.strictSame(rowsOf({ path: environment.DATABASE_URL.slice('file:'.length) }, 'SELECT * FROM auth_user'), [])
})

t.test('as a program it tells in one line that .env cannot be read', async t => {
  const folder = t.testdir({ '.env': {} })
  const { code, output, errors } = await runNode([manageFile, 'check'], folder)
  t.match(errors, /^fastify-rest-auth: \.env: .*\n$/)
  t.equal(output, '')
  t.equal(code, 1)
})

t.test('as a program it ends with the stack of a fault of ours', async t => {
  const fault = 'data:text/javascript,Array.prototype.flatMap = () => { throw new TypeError("a fault") }'
  const { code, output, errors } = await runNode(['--import', fault, manageFile, 'check'], t.testdir())
  t.match(errors, /TypeError: a fault\n +at /)
  t.equal(output, '')
  t.equal(code, 1)
})

t.test('imported it does nothing by itself', async t => {
  const source = `await import(${JSON.stringify(manageFile)})`
  t.strictSame(await runNode(['--input-type=module', '--eval', source], t.testdir()), {
    code: 0,
    output: '',
    errors: ''
  })
})
