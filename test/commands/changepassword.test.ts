import t, { type Test } from 'tap'
import { createPasswords } from '../../core/passwords.ts'
import { rowsOf } from '../db/opened.ts'
import { createApp, djangoDatabase, obtain, password, post } from '../helper.ts'
import { run, runAtTerminal } from './terminal.ts'

const newPassword = 'staple battery horse'

function djangoEnvironment(t: Test) {
  const url = djangoDatabase(t)
  return { environment: { DATABASE_URL: url }, path: url.slice('file:'.length), url }
}

async function hasPassword(path: string, username: string, password: string): Promise<boolean> {
  const [row] = rowsOf({ path }, 'SELECT password FROM auth_user WHERE username = ?', username)
  return createPasswords().verify(password, String(row?.password))
}

t.test('changepassword asks twice and gives the user the new password', async t => {
  const { environment, path } = djangoEnvironment(t)
  t.strictSame(await run(['changepassword', 'alice'], { environment, lines: [newPassword, newPassword] }), {
    code: 0,
    output: 'Password: \nPassword (again): \nThe password of alice has been changed.\n',
    errors: ''
  })
  t.equal(await hasPassword(path, 'alice', newPassword), true)
})

t.test('changepassword takes the password of the environment without asking', async t => {
  const { environment, path } = djangoEnvironment(t)
  const given = { ...environment, DJANGO_SUPERUSER_PASSWORD: newPassword }
  t.strictSame(await run(['changepassword', 'alice'], { environment: given }), {
    code: 0,
    output: 'The password of alice has been changed.\n',
    errors: ''
  })
  t.equal(await hasPassword(path, 'alice', newPassword), true)
})

t.test("changepassword ends the user's sessions", async t => {
  const { environment, path, url } = djangoEnvironment(t)
  const app = await createApp(t, { databaseUrl: url })
  const tokens = [await obtain(app, 'alice'), await obtain(app, 'admin')]
  const now = () => Date.parse('2026-11-24T09:00:00Z')
  await run(['changepassword', 'alice'], { environment, lines: [newPassword, newPassword], now })
  t.strictSame(
    rowsOf({ path }, "SELECT user_id, ended FROM rest_auth_session WHERE method = 'password' ORDER BY user_id"),
    [
      { user_id: 1, ended: '2026-11-24 09:00:00' },
      { user_id: 5, ended: null }
    ]
  )
  const answers = tokens.map(token => post(app, '/api-jwt-auth/refresh/', { token }))
  t.strictSame(
    (await Promise.all(answers)).map(({ status }) => status),
    [400, 200]
  )
})

t.test("changepassword ends the user's key, and nobody else's", async t => {
  const { environment, path } = djangoEnvironment(t)
  const keys = () => rowsOf({ path }, 'SELECT user_id FROM authtoken_token')
  await run(['changepassword', 'bob'], { environment, lines: [newPassword, newPassword] })
  t.strictSame(keys(), [{ user_id: 1 }])
  await run(['changepassword', 'alice'], { environment, lines: [newPassword, newPassword] })
  t.strictSame(keys(), [])
})

t.test('changepassword at a terminal shows the questions and no password, and gives the terminal back', async t => {
  const { environment } = djangoEnvironment(t)
  const answers = [newPassword, newPassword]
  t.strictSame(await runAtTerminal(['changepassword', 'alice'], { environment, answers }), {
    code: 0,
    output: 'Password: \nPassword (again): \nThe password of alice has been changed.\n',
    errors: '',
    rawModes: [true, false]
  })
})

t.test('changepassword changes nothing when the passwords differ', async t => {
  const { environment, path } = djangoEnvironment(t)
  t.strictSame(await run(['changepassword', 'alice'], { environment, lines: [newPassword, 'another battery horse'] }), {
    code: 1,
    output: 'Password: \nPassword (again): \n',
    errors: 'changepassword: the passwords differ: nothing was done\n'
  })
  t.equal(await hasPassword(path, 'alice', password), true)
})

t.test('changepassword changes nothing when the password is weak', async t => {
  const { environment, path } = djangoEnvironment(t)
  const { code, errors } = await run(['changepassword', 'alice'], { environment, lines: ['alice', 'alice'] })
  t.equal(
    errors,
    'changepassword: password: The password is too similar to the username. ' +
      'This password is too short. It must contain at least 8 characters. This password is too common.\n'
  )
  t.equal(code, 1)
  t.equal(await hasPassword(path, 'alice', password), true)
})

t.test('changepassword names a user who does not exist', async t => {
  const { environment } = djangoEnvironment(t)
  t.match(await run(['changepassword', 'nobody'], { environment, lines: [newPassword, newPassword] }), {
    code: 1,
    errors: "changepassword: username: User doesn't exist.\n"
  })
})

t.test('changepassword without a username says what it takes', async t => {
  t.strictSame(await run(['changepassword'], djangoEnvironment(t)), {
    code: 1,
    output: '',
    errors: 'changepassword: changepassword takes one username\n'
  })
})

t.test('changepassword changes nothing when the input ends', async t => {
  const { environment, path } = djangoEnvironment(t)
  t.match(await run(['changepassword', 'alice'], { environment, lines: [newPassword] }), {
    code: 1,
    errors: 'changepassword: cancelled: nothing was done\n'
  })
  t.equal(await hasPassword(path, 'alice', password), true)
})
