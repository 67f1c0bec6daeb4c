import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { createPasswords } from '../../core/passwords.ts'
import { database } from '../../plugins/database.ts'
import { jwtAuth } from '../../plugins/jwt-auth.ts'
import { type PasswordsOptions, passwords } from '../../plugins/passwords.ts'
import { restAuth } from '../../plugins/rest-auth.ts'
import {
  bobsPassword,
  createApp,
  djangoDatabase,
  newDatabase,
  obtain,
  password,
  post,
  readRows,
  secretKey
} from '../helper.ts'

function createServer(t: Test) {
  const app = Fastify()
  t.teardown(() => app.close())
  return app
}

const registration = { username: 'newbie', password1: 'a lovely passphrase', password2: 'a lovely passphrase' }

t.test('new hashes are argon2id', async t => {
  const app = createServer(t)
  await app.register(passwords)
  const hash = await app.passwords.hash(password)
  t.match(hash, /^argon2\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  t.equal(await app.passwords.verify(password, hash), true)
})

t.test('or of the first of the hashers that are set', async t => {
  const app = createServer(t)
  await app.register(passwords, { hashers: ['pbkdf2_sha256', 'argon2'] })
  t.match(await app.passwords.hash(password), /^pbkdf2_sha256\$600000\$/)
})

t.test('as a setting of the suite it holds for registration and for what a login rewrites', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), passwordHashers: ['pbkdf2_sha256'] })
  await post(app, '/rest-auth/registration/', registration)
  await obtain(app, 'alice')
  await obtain(app, 'hash_argon2')
  const hashes = readRows(app, "select password from auth_user where username in ('newbie', 'alice', 'hash_argon2')")
  t.equal(hashes.length, 3)
  for (const { password } of hashes) t.match(password, /^pbkdf2_sha256\$600000\$/)
})

t.test('a hasher that there is not stops the start with one line', async t => {
  const known = 'argon2, scrypt, bcrypt_sha256, pbkdf2_sha256, pbkdf2_sha1'
  const cases: [hashers: string[], shown: string][] = [
    [['md5'], '["md5"]'],
    [[], '[]']
  ]
  for (const [hashers, shown] of cases) {
    const options: PasswordsOptions = { hashers }
    await t.rejects(async () => createServer(t).register(passwords, options), {
      code: 'REST_AUTH_START',
      message: `PASSWORD_HASHERS takes a list of ${known}, not ${shown}`
    })
  }
})

t.test("a host's own passwords are used", async t => {
  const app = createServer(t)
  app.decorate('passwords', createPasswords({ algorithm: 'pbkdf2_sha256' }))
  await app.register(database, { url: newDatabase(t) })
  await app.register(jwtAuth, { secret: secretKey })
  await app.register(restAuth)
  t.match(await post(app, '/rest-auth/registration/', registration), { status: 201 })
  t.match(readRows(app, 'select password from auth_user'), [{ password: /^pbkdf2_sha256\$/ }])
})

t.test('more logins at once than can wait are answered 503, while the others finish', async t => {
  const app = createServer(t)
  app.decorate('passwords', createPasswords({ concurrency: 1, queueLimit: 1 }))
  await app.register(database, { url: djangoDatabase(t) })
  await app.register(jwtAuth, { secret: secretKey })
  await app.register(restAuth)
  const logIn = () => post(app, '/api-jwt-auth/', { username: 'hash_argon2', password })
  await logIn()

  const answers = await Promise.all(Array.from({ length: 10 }, logIn))
  const [served, refused] = [
    answers.filter(({ status }) => status === 200),
    answers.filter(({ status }) => status !== 200)
  ]
  t.ok(served.length >= 2, 'one at work and one that waits, at least')
  t.ok(refused.length > 0)
  for (const { status, body, headers } of refused) {
    t.equal(status, 503)
    t.same(body, { detail: 'Service temporarily unavailable, try again later.' })
    t.equal(headers['retry-after'], '5')
  }
  const sessions = readRows(app, 'select * from rest_auth_session')
  t.equal(sessions.length, 1 + served.length, 'and a refused login leaves nothing')
  t.match(await logIn(), { status: 200 }, 'and then there is room again')
  const login = await post(app, '/rest-auth/login/', { username: 'bob', password: bobsPassword })
  t.equal(login.status, 200)
})

t.test('a registration for which there is no room leaves nothing', async t => {
  const app = createServer(t)
  app.decorate('passwords', createPasswords({ concurrency: 1, queueLimit: 0 }))
  await app.register(database, { url: newDatabase(t) })
  await app.register(jwtAuth, { secret: secretKey })
  await app.register(restAuth)
  const names = ['one', 'two', 'three']
  const answers = await Promise.all(
    names.map(username => post(app, '/rest-auth/registration/', { ...registration, username }))
  )
  t.same(new Set(answers.map(({ status }) => status)), new Set([201, 503]))
  const users = readRows(app, 'select * from auth_user')
  t.equal(users.length, answers.filter(({ status }) => status === 201).length)
})
