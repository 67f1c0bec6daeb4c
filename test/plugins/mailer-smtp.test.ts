import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { djangoDatabase, post, secretKey } from '../helper.ts'
import { createLoggedApp } from '../logged-app.ts'
import { linkIn } from '../mails.ts'
import { freePort, startMailServer, startPretender } from '../smtp-server.ts'

const resetUrl = '/rest-auth/password/reset/'
const sent = { detail: 'Password reset e-mail has been sent.' }
const alice = { email: 'alice@example.com' }

/** A server and the mail server that it sends by, from whom the settings say. */
async function start(t: Test) {
  const server = await startMailServer(t)
  const defaultFromEmail = 'Shop <shop@example.com>'
  return { server, ...(await createLoggedApp(t, { emailUrl: server.url, defaultFromEmail })) }
}

t.test('a mail leaves by itself after the answer, and is forgotten', async t => {
  const { app, server, waiting, logged } = await start(t)
  const { status, body } = await post(app, resetUrl, alice)
  t.strictSame([status, body], [200, sent])
  await app.mailer.flush()
  const [mail, ...more] = server.mails
  t.strictSame(more, [])
  t.match(mail, { sender: 'shop@example.com', recipients: ['alice@example.com'], from: '"Shop" <shop@example.com>' })
  t.match(mail && linkIn(mail), /^https:\/\/example\.com\/password-reset\/confirm\/MQ\//)
  t.strictSame(waiting(), [])
  t.strictSame(logged(), [])
})

t.test('a mail is in the language of who asked for it', async t => {
  const { app, server } = await start(t)
  await post(app, resetUrl, alice, { 'accept-language': 'ko' })
  await app.mailer.flush()
  await post(app, resetUrl, alice, { 'accept-language': 'en' })
  await app.mailer.flush()
  t.match(server.mails, [
    { subject: '[example.com] 비밀번호 재설정 안내', text: /^alice님, 안녕하세요\./, html: /<html lang="ko">/ },
    { subject: '[example.com] Reset your password', text: /^Hello alice,/, html: /<html lang="en">/ }
  ])
})

t.test('for an address of nobody the mail server hears nothing', async t => {
  const { app, server, waiting, logged } = await start(t)
  const { status, body } = await post(app, resetUrl, { email: 'nobody@example.com' })
  t.strictSame([status, body], [200, sent])
  await app.mailer.flush()
  t.strictSame(server.mails, [])
  t.strictSame(waiting(), [])
  t.strictSame(logged(), [])
})

t.test('while the mail server is away a mail waits, and leaves once when it is back', async t => {
  const port = await freePort()
  const { app, clock, waiting, logged } = await createLoggedApp(t, { emailUrl: `smtp://127.0.0.1:${port}` })
  const { status, body } = await post(app, resetUrl, alice)
  t.strictSame([status, body], [200, sent])
  await app.mailer.flush()
  t.strictSame(waiting(), [{ recipient: 'alice@example.com', attempts: 1 }])
  t.match(logged(), [{ level: 40, kind: 'password reset', tries: 1, cause: { code: 'ESOCKET' } }])

  const server = await startMailServer(t, { port })
  await app.mailer.flush()
  t.strictSame(server.mails, [], 'not before its time')
  clock.seconds += 5
  await Promise.all([app.mailer.flush(), app.mailer.flush()])
  clock.seconds += 86_400
  await app.mailer.flush()
  t.match(server.mails, [{ recipients: ['alice@example.com'] }])
  t.equal(server.mails.length, 1)
  t.strictSame(waiting(), [])
})

t.test('however often a reset is asked for meanwhile, one mail leaves, in the language of who asked last', async t => {
  const port = await freePort()
  const { app, clock, waiting } = await createLoggedApp(t, { emailUrl: `smtp://127.0.0.1:${port}` })
  for (const [email, language] of [
    ['alice@example.com', 'en'],
    ['Alice@Example.com', 'en'],
    ['ALICE@EXAMPLE.COM', 'ko']
  ] as const) {
    t.equal((await post(app, resetUrl, { email }, { 'accept-language': language })).status, 200)
    await app.mailer.flush()
  }
  t.strictSame(waiting(), [{ recipient: 'alice@example.com', attempts: 1 }])
  const server = await startMailServer(t, { port })
  clock.seconds += 5
  await app.mailer.flush()
  t.match(server.mails, [{ recipients: ['alice@example.com'], text: /^alice님, 안녕하세요\./ }])
  t.equal(server.mails.length, 1)
  t.strictSame(waiting(), [])
})

t.test('a reset link that waited holds for as long as one that did not', async t => {
  const port = await freePort()
  const { app, clock } = await createLoggedApp(t, {
    emailUrl: `smtp://127.0.0.1:${port}`,
    passwordResetTimeout: 60
  })
  await post(app, resetUrl, alice)
  await app.mailer.flush()
  const server = await startMailServer(t, { port })
  clock.seconds += 3600
  await app.mailer.flush()
  const [mail] = server.mails
  const [token = '', uid] = new URL(mail ? linkIn(mail) : '').pathname.split('/').filter(Boolean).reverse()
  const password = 'a lovely passphrase'
  const confirmation = { uid, token, new_password1: password, new_password2: password }
  t.equal((await post(app, '/rest-auth/password/reset/confirm/', confirmation)).status, 200)
})

t.test('a mail server that says later is asked again later', async t => {
  const { app, server, clock, waiting, logged } = await start(t)
  server.refusals.recipient = 450
  await post(app, resetUrl, alice)
  await app.mailer.flush()
  server.refusals.recipient = undefined
  server.refusals.mail = 451
  clock.seconds += 5
  await app.mailer.flush()
  t.match(logged(), [
    { level: 40, tries: 1, cause: { responseCode: 450, command: 'RCPT TO' } },
    { level: 40, tries: 2, cause: { responseCode: 451, command: 'DATA' } }
  ])
  server.refusals.mail = undefined
  clock.seconds += 15
  await app.mailer.flush()
  t.equal(server.mails.length, 1)
  t.strictSame(waiting(), [])
})

t.test('a mail server that refuses for good is not asked again, and the log says so', async t => {
  const { app, server, clock, waiting, logged } = await start(t)
  server.refusals.recipient = 550
  await post(app, resetUrl, alice)
  await app.mailer.flush()
  t.match(logged(), [
    {
      level: 50,
      msg: 'mail given up',
      kind: 'password reset',
      tries: 1,
      cause: { responseCode: 550, command: 'RCPT TO' }
    }
  ])
  t.strictSame(waiting(), [])
  server.refusals.recipient = undefined
  clock.seconds += 3600
  await app.mailer.flush()
  t.strictSame(server.mails, [])
})

t.test('after a day a mail is given up, and the log says so', async t => {
  const emailUrl = `smtp://127.0.0.1:${await freePort()}`
  const { app, clock, waiting, logged } = await createLoggedApp(t, { emailUrl })
  await post(app, resetUrl, alice)
  await app.mailer.flush()
  clock.seconds += 86_399
  await app.mailer.flush()
  t.match(logged(50), [{ msg: 'mail given up', kind: 'password reset', tries: 2 }])
  t.strictSame(waiting(), [])
})

t.test('a mail server that hangs up is asked again', async t => {
  const server = await startPretender(t, socket => socket.end('220 hello\r\n'))
  const { app, waiting, logged } = await createLoggedApp(t, { emailUrl: server.url })
  await post(app, resetUrl, alice)
  await app.mailer.flush()
  t.match(logged(), [{ level: 40, tries: 1 }])
  t.strictSame(waiting(), [{ recipient: 'alice@example.com', attempts: 1 }])
})

t.test('the log holds no address, no link, no token and no password, whatever goes wrong', async t => {
  const server = await startMailServer(t, { disabledCommands: ['STARTTLS'] })
  const emailUrl = `smtp://postman:hunter2@127.0.0.1:${server.port}`
  const { app, clock, lines } = await createLoggedApp(t, { emailUrl })
  const ask = async (seconds: number) => {
    await post(app, resetUrl, alice)
    await app.mailer.flush()
    clock.seconds += seconds
  }
  for (const [kind, code] of [
    ['login', 535],
    ['recipient', 450],
    ['mail', 451],
    ['recipient', 550]
  ] as const) {
    server.refusals[kind] = code
    await ask(60)
    server.refusals[kind] = undefined
  }
  await ask(3600)
  t.ok(server.mails.length >= 1)
  await server.close()
  await ask(0)
  await app.close()
  const log = lines.join('\n')
  t.match(log, 'mail given up')
  t.match(log, 'will be tried again')
  const secrets = ['alice', 'example.com', 'hunter2', 'postman', 'password-reset', 'reset/confirm', secretKey]
  const links = server.mails.map(mail => linkIn(mail).split('/').at(-2) ?? '')
  for (const secret of [...secrets, ...links]) t.notOk(log.includes(secret), secret)
})

t.test('what waits survives a restart, and leaves with the next start', async t => {
  const databaseUrl = djangoDatabase(t)
  const port = await freePort()
  const emailUrl = `smtp://127.0.0.1:${port}`
  const earlier = await createLoggedApp(t, { databaseUrl, emailUrl })
  await post(earlier.app, resetUrl, alice)
  await earlier.app.close()
  const server = await startMailServer(t, { port })
  const now = () => earlier.clock.now() + 3_600_000
  const { app, waiting } = await createLoggedApp(t, { databaseUrl, emailUrl, now })
  while (server.mails.length === 0) await setImmediate()
  await app.mailer.flush()
  t.match(server.mails, [{ recipients: ['alice@example.com'] }])
  t.equal(server.mails.length, 1)
  t.strictSame(waiting(), [])
})

t.test('two servers on one database send each mail once', async t => {
  const databaseUrl = djangoDatabase(t)
  const server = await startMailServer(t)
  const [one, other] = [
    await createLoggedApp(t, { databaseUrl, emailUrl: server.url }),
    await createLoggedApp(t, { databaseUrl, emailUrl: server.url })
  ]
  const names = ['alice', 'bob', 'taken', 'admin', 'hash_argon2', 'hash_pbkdf2_sha1']
  const emails = names.map(name => `${name}@example.com`)
  await Promise.all(emails.map((email, number) => post(number % 2 === 0 ? one.app : other.app, resetUrl, { email })))
  await Promise.all([one.app.mailer.flush(), other.app.mailer.flush()])
  await Promise.all([one.app.mailer.flush(), other.app.mailer.flush()])
  t.strictSame(server.mails.flatMap(({ recipients }) => recipients).sort(), emails.sort())
  t.strictSame(one.waiting(), [])
  t.strictSame([...one.logged(), ...other.logged()], [])
})
