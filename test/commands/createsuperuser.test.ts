import t, { type Test } from 'tap'
import { createPasswords } from '../../core/passwords.ts'
import { rowsOf } from '../db/opened.ts'
import { djangoDatabase, newDatabase, password } from '../helper.ts'
import { run, runAtTerminal } from './terminal.ts'

function environmentOf(url: string) {
  return { environment: { DATABASE_URL: url }, path: url.slice('file:'.length) }
}

const newEnvironment = (t: Test) => environmentOf(newDatabase(t))

const peopleIn = (path: string) =>
  rowsOf({ path }, 'SELECT username, email, is_superuser, is_staff FROM auth_user ORDER BY id')

const root = { username: 'root', email: 'root@example.com', is_superuser: 1, is_staff: 1 }

t.test('createsuperuser asks for username, e-mail address and password', async t => {
  const { environment, path } = newEnvironment(t)
  const lines = ['root', 'root@example.com', password, password]
  t.strictSame(await run(['createsuperuser'], { environment, lines }), {
    code: 0,
    output: 'Username: Email address: Password: \nPassword (again): \nSuperuser root has been made.\n',
    errors: ''
  })
  t.strictSame(peopleIn(path), [root])
  const [row] = rowsOf({ path }, 'SELECT password FROM auth_user')
  t.equal(await createPasswords().verify(password, String(row?.password)), true)
})

t.test('createsuperuser takes an empty line for no e-mail address', async t => {
  const { environment, path } = newEnvironment(t)
  t.equal((await run(['createsuperuser'], { environment, lines: ['root', '', password, password] })).code, 0)
  t.strictSame(peopleIn(path), [{ ...root, email: '' }])
})

t.test('createsuperuser asks for nothing that the options and the environment give', async t => {
  const { environment, path } = newEnvironment(t)
  const given = { ...environment, DJANGO_SUPERUSER_PASSWORD: password }
  const args = ['createsuperuser', '--username', 'root', '--email=root@example.com']
  t.strictSame(await run(args, { environment: given }), {
    code: 0,
    output: 'Superuser root has been made.\n',
    errors: ''
  })
  t.strictSame(peopleIn(path), [root])
})

t.test('createsuperuser does without an e-mail address where nobody can be asked', async t => {
  const { environment, path } = newEnvironment(t)
  const given = { ...environment, DJANGO_SUPERUSER_PASSWORD: password }
  t.equal((await run(['createsuperuser', '--username', 'root'], { environment: given })).code, 0)
  t.strictSame(peopleIn(path), [{ ...root, email: '' }])
})

t.test('createsuperuser asks for the password alone when the options give the rest', async t => {
  const { environment, path } = newEnvironment(t)
  const args = ['createsuperuser', '--username', 'root', '--email', 'root@example.com']
  const { output } = await run(args, { environment, lines: [password, password] })
  t.equal(output, 'Password: \nPassword (again): \nSuperuser root has been made.\n')
  t.strictSame(peopleIn(path), [root])
})

t.test('createsuperuser notes the moment by its clock', async t => {
  const { environment, path } = newEnvironment(t)
  const now = () => Date.parse('2026-11-24T09:00:00Z')
  await run(['createsuperuser'], { environment, lines: ['root', '', password, password], now })
  t.strictSame(rowsOf({ path }, 'SELECT date_joined FROM auth_user'), [{ date_joined: '2026-11-24 09:00:00' }])
})

t.test('createsuperuser makes nobody when the passwords differ', async t => {
  const { environment, path } = newEnvironment(t)
  const lines = ['root', '', password, `${password}!`]
  t.match(await run(['createsuperuser'], { environment, lines }), {
    code: 1,
    errors: 'createsuperuser: the passwords differ: nothing was done\n'
  })
  t.strictSame(peopleIn(path), [])
})

t.test('createsuperuser makes nobody with a weak password', async t => {
  const { environment, path } = newEnvironment(t)
  t.match(await run(['createsuperuser'], { environment, lines: ['root', '', '12345678', '12345678'] }), {
    code: 1,
    errors: 'createsuperuser: password: This password is too common. This password is entirely numeric.\n'
  })
  t.strictSame(peopleIn(path), [])
})

t.test('createsuperuser tells all that is wrong in one line', async t => {
  const { environment, path } = newEnvironment(t)
  const given = { ...environment, DJANGO_SUPERUSER_PASSWORD: 'short' }
  const { code, errors } = await run(['createsuperuser', '--username', 'a b', '--email', 'x'], { environment: given })
  t.match(errors, /^createsuperuser: username: .* email: .* password: .*\n$/)
  t.equal(code, 1)
  t.strictSame(peopleIn(path), [])
})

t.test('createsuperuser makes nobody with a name that is taken', async t => {
  const { environment, path } = environmentOf(djangoDatabase(t))
  const before = peopleIn(path)
  t.match(await run(['createsuperuser'], { environment, lines: ['Alice', '', password, password] }), {
    code: 1,
    errors: 'createsuperuser: username: A user with that username already exists.\n'
  })
  t.strictSame(peopleIn(path), before)
})

t.test('createsuperuser makes nobody when the input ends', async t => {
  const { environment, path } = newEnvironment(t)
  for (const lines of [[], ['root'], ['root', ''], ['root', '', password]]) {
    t.match(await run(['createsuperuser'], { environment, lines }), {
      code: 1,
      errors: 'createsuperuser: cancelled: nothing was done\n'
    })
  }
  t.strictSame(peopleIn(path), [])
})

t.test('createsuperuser refuses an option that it does not know', async t => {
  const { environment } = newEnvironment(t)
  const { code, output, errors } = await run(['createsuperuser', '--password', password], { environment })
  t.match(errors, /^createsuperuser: .*--password.*\n$/)
  t.equal(output, '')
  t.equal(code, 1)
})

t.test('createsuperuser at a terminal shows the questions and no password', async t => {
  const { environment, path } = newEnvironment(t)
  const answers = ['root', 'root@example.com', password, password]
  const { code, output, rawModes } = await runAtTerminal(['createsuperuser'], { environment, answers })
  t.equal(code, 0)
  const questions = /Username: .*Email address: .*Password: \nPassword \(again\): \nSuperuser root has been made\.\n$/s
  t.match(output, questions)
  t.notMatch(output, 'battery')
  t.strictSame(rawModes, [true, false])
  t.strictSame(peopleIn(path), [root])
})
