import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import t, { type Test } from 'tap'
import { createMailTransport } from '../../accounts/mail-transport.ts'
import { certificate, startMailServer } from '../smtp-server.ts'

const mail = { to: 'jiyun@example.com', subject: '제목', text: '본문\n', html: '<p>본문</p>\n' }

/** A way to a server, closed with the test. */
function connect(t: Test, url: string) {
  const transport = createMailTransport({ url, from: 'shop@example.com' })
  t.teardown(() => transport.close())
  return transport
}

/** Has this process trust the certificate of the tests, until the test ends. */
function trustCertificate(t: Test): void {
  const trusted = getCACertificates('default')
  setDefaultCACertificates([...trusted, certificate])
  t.teardown(() => setDefaultCACertificates(trusted))
}

t.test('a server on this machine is logged in to, with what stands escaped in the URL', async t => {
  const server = await startMailServer(t, { disabledCommands: ['STARTTLS'] })
  await connect(t, `smtp://us%40er:p%40ss%2Fword@127.0.0.1:${server.port}`).send(mail)
  t.strictSame(server.logins, [{ username: 'us@er', password: 'p@ss/word', isEncrypted: false }])
  t.equal(server.mails.length, 1)
})

t.test('without a user name nobody logs in', async t => {
  const server = await startMailServer(t, { disabledCommands: ['STARTTLS'], authOptional: true })
  await connect(t, server.url).send(mail)
  t.strictSame(server.logins, [])
  t.equal(server.mails.length, 1)
})

t.test('a wrong password is an error, and no refusal of the mail', async t => {
  const server = await startMailServer(t, { disabledCommands: ['STARTTLS'] })
  server.refusals.login = 535
  const error = await connect(t, `smtp://user:wrong@127.0.0.1:${server.port}`)
    .send(mail)
    .catch((error: unknown) => error)
  t.match(error, { code: 'EAUTH', responseCode: 535 })
  t.notMatch(error, { command: /^(RCPT TO|DATA)$/ })
})

// 0.0.0.0 leads to this machine, but is none of its names.
t.test('to another machine a password does not cross the net in the open', async t => {
  const server = await startMailServer(t, { disabledCommands: ['STARTTLS'] })
  await t.rejects(connect(t, `smtp://user:hunter2@0.0.0.0:${server.port}`).send(mail), { code: 'ETLS' })
  t.strictSame(server.logins, [])
  t.strictSame(server.mails, [])
})

t.test('nor to a machine whose certificate nobody vouches for', async t => {
  const server = await startMailServer(t, { disabledCommands: [] })
  for (const host of ['0.0.0.0', '127.0.0.1']) {
    await t.rejects(connect(t, `smtp://user:hunter2@${host}:${server.port}`).send(mail), { code: /^E/ }, host)
  }
  t.strictSame(server.logins, [])
})

t.test('it crosses the net encrypted', async t => {
  trustCertificate(t)
  const server = await startMailServer(t, { disabledCommands: [] })
  await connect(t, `smtp://user:hunter2@0.0.0.0:${server.port}`).send(mail)
  t.strictSame(server.logins, [{ username: 'user', password: 'hunter2', isEncrypted: true }])
  t.equal(server.mails.length, 1)
})

t.test('smtps: is encrypted from its first byte', async t => {
  trustCertificate(t)
  const server = await startMailServer(t, { secure: true, disabledCommands: [] })
  await connect(t, `smtps://user:hunter2@localhost:${server.port}`).send(mail)
  t.strictSame(server.logins, [{ username: 'user', password: 'hunter2', isEncrypted: true }])
  t.equal(server.mails.length, 1)
})
