import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { queueMail } from '../../accounts/queue-mail.ts'
import { database, jwtAuth, restAuth, suite } from '../../index.ts'
import { mailer } from '../../plugins/mailer.ts'
import { djangoDatabase, newDatabase, obtain, password, post, secretKey } from '../helper.ts'
import { createLoggedApp } from '../logged-app.ts'
import { linkIn, printedMails, readMails } from '../mails.ts'
import { writeRows } from '../outside.ts'

const alice = { email: 'alice@example.com' }
const resetUrl = '/rest-auth/password/reset/'
const sent = { detail: 'Password reset e-mail has been sent.' }

t.test('a mail to a folder is there with the answer', async t => {
  const folder = join(t.testdirName, 'mails')
  const { app, waiting } = await createLoggedApp(t, { emailUrl: `file:${folder}` })
  const { status, body } = await post(app, resetUrl, alice)
  t.strictSame([status, body], [200, sent])
  const [mail, ...more] = await readMails(folder)
  t.strictSame(more, [])
  t.match(mail, { to: 'alice@example.com', from: 'webmaster@localhost', subject: '[example.com] Reset your password' })
  t.match(mail && linkIn(mail), /^https:\/\/example\.com\/password-reset\/confirm\/MQ\/\w+-\w+\/$/)
  t.strictSame(waiting(), [])
  for (const name of readdirSync(folder)) t.equal(statSync(join(folder, name)).mode & 0o777, 0o600)
})

t.test('it is there with the answer of each of several requests at once', async t => {
  const folder = join(t.testdirName, 'mails')
  const { app } = await createLoggedApp(t, { emailUrl: `file:${folder}` })
  const names = ['alice', 'bob', 'taken', 'admin', 'hash_argon2', 'hash_pbkdf2_sha1']
  await Promise.all(
    names.map(async name => {
      await post(app, resetUrl, { email: `${name}@example.com` })
      const recipients = (await readMails(folder)).map(({ to }) => to)
      t.ok(recipients.includes(`${name}@example.com`), name)
    })
  )
  t.equal((await readMails(folder)).length, names.length)
})

t.test('an answer waits for its mail also when the one of another request has taken it along', async t => {
  const folder = join(t.testdirName, 'mails')
  const { app } = await createLoggedApp(t, { emailUrl: `file:${folder}` })
  const order = { kind: 'password reset', recipient: 'alice@example.com', language: 'en' } as const
  await app.database.transaction(queries => queueMail(app.accounts, queries, order))
  const another = app.mailer.deliver()
  await app.mailer.deliver()
  t.equal((await readMails(folder)).length, 1)
  await another
})

t.test('a request that queues no mail does not look into the outbox', async t => {
  const { app } = await createLoggedApp(t, { emailUrl: `file:${join(t.testdirName, 'mails')}` })
  await post(app, resetUrl, alice)
  const looks = t.capture(app.database.mails, 'due', app.database.mails.due)
  await post(app, resetUrl, { email: 'no address' })
  t.equal(looks().length, 0)
})

t.test('a mail to the console is printed with the answer, its link in one piece', async t => {
  const { app, waiting } = await createLoggedApp(t, { emailUrl: 'console:' })
  const printed = printedMails(t)
  await post(app, resetUrl, alice, { 'accept-language': 'ko' })
  t.equal(printed.length, 1)
  t.match(printed[0], /^To: alice@example\.com\nSubject: \[example\.com\] 비밀번호 재설정 안내\n/m)
  t.match(printed[0], /^https:\/\/example\.com\/password-reset\/confirm\/MQ\/\w+-\w+\/$/m)
  t.strictSame(waiting(), [])
})

t.test('for an address of nobody the answer is the same, a mail is written, and none is sent', async t => {
  const folder = join(t.testdirName, 'mails')
  const { app, waiting, logged } = await createLoggedApp(t, { emailUrl: `file:${folder}` })
  for (const email of ['nobody@example.com', 'gone@example.com', 'jiyun@kakao.example']) {
    const { status, body } = await post(app, resetUrl, { email })
    t.strictSame([status, body], [200, sent], email)
  }
  t.strictSame(await readMails(folder), [])
  t.strictSame(waiting(), [])
  t.strictSame(logged(), [])
})

t.test('a reset link goes to the address as it is stored', async t => {
  const folder = join(t.testdirName, 'mails')
  const { app } = await createLoggedApp(t, { emailUrl: `file:${folder}` })
  writeRows(app, "UPDATE auth_user SET email = 'Alice@example.com' WHERE id = 1")
  await post(app, resetUrl, { email: 'ALICE@EXAMPLE.COM' })
  t.match(await readMails(folder), [{ to: 'Alice@example.com' }])
})

t.test('letters that look like others, or become them, get no mail of anybody', async t => {
  const folder = join(t.testdirName, 'mails')
  const { app } = await createLoggedApp(t, { emailUrl: `file:${folder}` })
  writeRows(app, "UPDATE auth_user SET email = 'mike@example.com' WHERE id = 1")
  for (const email of ['mıke@example.com', 'mi\u212ae@example.com', 'MİKE@example.com']) {
    const { status, body } = await post(app, resetUrl, { email })
    t.strictSame([status, body], [400, { email: ['Enter a valid email address.'] }], email)
  }
  t.strictSame(await readMails(folder), [])
})

t.test('a mail is from the site that it was asked of, or from this one when that is gone', async t => {
  const folder = join(t.testdirName, 'mails')
  const { app } = await createLoggedApp(t, { emailUrl: `file:${folder}`, siteId: 2 })
  await post(app, resetUrl, alice)
  const insert = `INSERT INTO rest_auth_mail (kind, recipient, details, language, site_id, created, attempts, due)
    VALUES ('password reset', 'bob@example.com', '{}', 'en', ?, '2026-11-23 12:00:00', 0, '2026-11-23 12:00:00')`
  writeRows(app, insert, 1)
  writeRows(app, insert, 99)
  await app.mailer.flush()
  const mails = await readMails(folder)
  t.strictSame(
    mails.map(mail => [mail.subject.split(' ')[0], new URL(linkIn(mail)).host]),
    [
      ['[second]', 'second.example.com'],
      ['[example.com]', 'example.com'],
      ['[second]', 'second.example.com']
    ]
  )
})

t.test('a folder that is gone costs nobody an answer, and the mail leaves later', async t => {
  const folder = join(t.testdirName, 'mails')
  const { app, clock, logged, waiting } = await createLoggedApp(t, { emailUrl: `file:${folder}` })
  rmSync(folder, { recursive: true })
  const { status, body } = await post(app, resetUrl, alice)
  t.strictSame([status, body], [200, sent])
  t.match(logged(), [{ msg: 'mail did not leave, and will be tried again', cause: { code: 'ENOENT' } }])
  t.strictSame(waiting(), [{ recipient: 'alice@example.com', attempts: 1 }])
  mkdirSync(folder)
  clock.seconds += 5
  await app.mailer.flush()
  t.match(await readMails(folder), [{ to: 'alice@example.com' }])
  t.strictSame(waiting(), [])
})

/** Has so many mails wait that nothing is due. */
function fill(app: FastifyInstance, count: number): void {
  writeRows(
    app,
    `WITH RECURSIVE number (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM number WHERE value < ?)
     INSERT INTO rest_auth_mail (kind, recipient, details, language, site_id, created, attempts, due)
     SELECT 'password reset', '', '{}', 'en', 1, '2026-11-23 14:00:00', 0, '2126-11-23 14:00:00' FROM number`,
    count
  )
}

t.test(
  'ten thousand mails may wait; past that nothing is half done, and the answer says when to come again',
  async t => {
    const folder = join(t.testdirName, 'mails')
    const { app } = await createLoggedApp(t, { emailUrl: `file:${folder}` })
    fill(app, 10_000)
    const fresh = 'a lovely passphrase'
    const newbie = { username: 'newbie', email: 'newbie@example.com', password1: fresh, password2: fresh }
    for (const [url, fields] of [
      [resetUrl, alice],
      ['/rest-auth/registration/', newbie]
    ] as const) {
      const { status, body, headers } = await post(app, url, fields)
      t.equal(status, 503, url)
      t.same(body, { detail: 'Service temporarily unavailable, try again later.' })
      t.equal(headers['retry-after'], '5')
    }
    t.strictSame(await app.database.users.findByUsername('newbie'), undefined)
    t.strictSame(await app.database.users.hasEmail('newbie@example.com'), false)
    t.equal(await app.database.mails.count(), 10_000)
  }
)

t.test('however many wait, a password can be changed, and that is told', async t => {
  const folder = join(t.testdirName, 'mails')
  const { app } = await createLoggedApp(t, { emailUrl: `file:${folder}` })
  const token = await obtain(app, 'alice')
  fill(app, 10_000)
  const fresh = 'a lovely passphrase'
  const change = { new_password1: fresh, new_password2: fresh, old_password: password }
  const headers = { authorization: `JWT ${token}` }
  t.equal((await post(app, '/rest-auth/password/change/', change, headers)).status, 200)
  t.match(await readMails(folder), [{ to: 'alice@example.com', subject: '[example.com] Your password was changed' }])
})

t.test('a folder below one that is missing stops the start, and names the setting', async t => {
  const folder = t.testdir()
  const app = Fastify()
  t.teardown(() => app.close())
  const emailUrl = `file:${join(folder, 'missing/mails')}`
  await t.rejects(async () => app.register(suite, { secretKey, databaseUrl: `file:${folder}/db.sqlite3`, emailUrl }), {
    code: 'REST_AUTH_START',
    message: /^EMAIL_URL cannot be used: ENOENT: no such file or directory, mkdir '.*missing\/mails'/
  })
  t.equal(existsSync(join(folder, 'missing')), false)
})

t.test('a folder that cannot be made stops the start, and names the setting', async t => {
  const folder = t.testdir({ file: '' })
  const app = Fastify()
  t.teardown(() => app.close())
  const emailUrl = `file:${join(folder, 'file/mails')}`
  await t.rejects(async () => app.register(suite, { secretKey, databaseUrl: `file:${folder}/db.sqlite3`, emailUrl }), {
    code: 'REST_AUTH_START',
    message: /^EMAIL_URL cannot be used: ENOTDIR/
  })
})

t.test('an address of a server that is none stops the start, and shows no password', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  const emailUrl = 'smtp://user:hunter2@host:99999'
  await t.rejects(async () => app.register(suite, { secretKey, databaseUrl: newDatabase(t), emailUrl }), {
    code: 'REST_AUTH_START',
    message: 'EMAIL_URL cannot be used: Invalid URL'
  })
})

t.test('the plugin has options of its own, and brings the site along', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  const url = djangoDatabase(t)
  const folder = join(t.testdirName, 'mails')
  await app.register(database, { url })
  await app.register(jwtAuth, { secret: secretKey })
  await app.register(mailer, { url: `file:${folder}`, from: '가게 <shop@example.com>' })
  await app.register(restAuth)
  await post(app, resetUrl, alice)
  t.match(await readMails(folder), [{ from: '"가게" <shop@example.com>', to: 'alice@example.com' }])
})

t.test('a wrong option is told by the name of its setting', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(database, { url: newDatabase(t) })
  await app.register(jwtAuth, { secret: secretKey })
  await t.rejects(async () => app.register(mailer, { url: 'imap://a' }), {
    code: 'REST_AUTH_START',
    message: 'EMAIL_URL takes console:, file:DIR or smtp://HOST:PORT'
  })
})
