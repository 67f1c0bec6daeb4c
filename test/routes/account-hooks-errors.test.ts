import { join } from 'node:path'
import { Writable } from 'node:stream'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { type SuiteOptions, suite } from '../../app.ts'
import type { AccountHooks } from '../../index.ts'
import { djangoDatabase, password, post, readRows, secretKey } from '../helper.ts'
import { as, emailKeyIn, resetLinkIn } from '../mailing-app.ts'
import { readMails } from '../mails.ts'

const passphrase = 'a lovely passphrase'
const passwords = { password1: passphrase, password2: passphrase }
const newPasswords = { new_password1: passphrase, new_password2: passphrase }

interface LogLine {
  level: number
  msg: string
  err: { message: string }
}

/** A server on Django's database whose log can be read. */
async function createLogged(t: Test, hooks: AccountHooks, options: SuiteOptions = {}) {
  const lines: LogLine[] = []
  const stream = new Writable({
    write(line, _encoding, done) {
      lines.push(JSON.parse(String(line)))
      done()
    }
  })
  const app = Fastify({ logger: { level: 'warn', stream } })
  t.teardown(() => app.close())
  const databaseUrl = djangoDatabase(t)
  const folder = join(t.testdirName, 'mails')
  await app.register(suite, { secretKey, databaseUrl, emailUrl: `file:${folder}`, ...hooks, ...options })
  const logged = () => lines.splice(0).map(({ level, msg, err }) => ({ level, msg, reason: err.message }))
  return { app, logged, mails: () => readMails(folder) }
}

/** How an error of a hook stands in the log: at the level of errors. */
function failed(hook: keyof AccountHooks) {
  return { level: 50, msg: `${hook} failed`, reason: 'out of order' }
}

async function fail(): Promise<void> {
  throw new Error('out of order')
}

t.test('an error of a hook is logged, and undoes nothing', async t => {
  const { app, logged, mails } = await createLogged(t, {
    onUserRegistered: fail,
    onUserLoggedIn: fail,
    onUserLoggedOut: fail,
    onPasswordChanged: fail,
    onEmailConfirmed: fail
  })

  t.test('of a registration', async t => {
    const registration = { username: 'newbie', email: 'newbie@example.com', ...passwords }
    t.match(await post(app, '/rest-auth/registration/', registration), {
      status: 201,
      body: { user: { username: 'newbie' } }
    })
    t.same(logged(), [failed('onUserRegistered'), failed('onUserLoggedIn')])
    t.match(readRows(app, "select id from auth_user where username = 'newbie'"), [{ id: 10 }])
  })

  t.test('of a login, whose token holds', async t => {
    for (const url of ['/rest-auth/login/', '/api-jwt-auth/']) {
      const { status, body } = await post(app, url, { username: 'alice', password })
      t.equal(status, 200)
      t.same(logged(), [failed('onUserLoggedIn')])
      t.match(await post(app, '/api-jwt-auth/verify/', { token: body.token }), { status: 200 })
    }
  })

  t.test('of a confirmed address', async t => {
    const [mail] = await mails()
    if (mail === undefined) return t.fail('a link was sent')
    const { status } = await post(app, '/rest-auth/registration/verify-email/', { key: emailKeyIn(mail) })
    t.equal(status, 200)
    t.same(logged(), [failed('onEmailConfirmed')])
    t.same(readRows(app, 'select verified from account_emailaddress where user_id = 10'), [{ verified: 1 }])
  })

  t.test('of a reset, and of a change', async t => {
    await post(app, '/rest-auth/password/reset/', { email: 'alice@example.com' })
    const mail = (await mails()).find(({ to }) => to === 'alice@example.com')
    if (mail === undefined) return t.fail('a link was sent')
    const reset = { ...resetLinkIn(mail), ...newPasswords }
    t.match(await post(app, '/rest-auth/password/reset/confirm/', reset), { status: 200 })
    t.same(logged(), [failed('onPasswordChanged')])
    const { token } = (await post(app, '/api-jwt-auth/', { username: 'alice', password: passphrase })).body
    t.same(logged(), [failed('onUserLoggedIn')])
    t.match(await as(app, token)('POST', '/rest-auth/password/change/', newPasswords), { status: 200 })
    t.same(logged(), [failed('onPasswordChanged')])
  })

  t.test('of a logout', async t => {
    const { token } = (await post(app, '/api-jwt-auth/', { username: 'alice', password: passphrase })).body
    logged()
    t.match(await as(app, token)('POST', '/rest-auth/logout/'), { status: 200 })
    t.same(logged(), [failed('onUserLoggedOut')])
    t.match(await post(app, '/api-jwt-auth/verify/', { token }), { status: 400 })
  })
})

t.test('so is one that a hook throws at once', async t => {
  const { app, logged } = await createLogged(t, {
    onUserLoggedIn() {
      throw new Error('out of order')
    }
  })
  t.match(await post(app, '/api-jwt-auth/', { username: 'alice', password }), { status: 200 })
  t.same(logged(), [failed('onUserLoggedIn')])
})

t.test('an error of validateRegistration refuses the registration, and is logged', async t => {
  const { app, logged } = await createLogged(t, { validateRegistration: fail })
  const { status, body } = await post(app, '/rest-auth/registration/', { username: 'newbie', ...passwords })
  t.equal(status, 400)
  t.same(body, { non_field_errors: ['out of order'] })
  const msg = 'validateRegistration refused a registration by an error'
  t.same(logged(), [{ level: 40, msg, reason: 'out of order' }])
})

t.test('an error of userDetails is an error of the server, and says nothing of its inside', async t => {
  const { app, logged } = await createLogged(t, {
    userDetails() {
      throw new Error('out of order')
    }
  })
  const { status, body } = await post(app, '/rest-auth/login/', { username: 'alice', password })
  t.equal(status, 500)
  t.same(body, { detail: 'A server error occurred.' })
  t.same(logged(), [{ level: 50, msg: 'unexpected error', reason: 'out of order' }])
})
