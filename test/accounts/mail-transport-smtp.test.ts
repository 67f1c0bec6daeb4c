import { once } from 'node:events'
import net from 'node:net'
import { networkInterfaces } from 'node:os'
import tls from 'node:tls'
import t, { type Test } from 'tap'
import { createMailTransport } from '../../accounts/mail-transport.ts'
import { renderMail } from '../../core/mails.ts'
import { freePort, startMailServer, startPretender } from '../smtp-server.ts'

const from = '가게 <shop@example.com>'
const url = 'https://shop.example/account-confirm-email/NQ:1xVUaO:7k1hJEZ4nxZRZoc6MP3FoM5Srt_0fvO1YCawCG6IjYM/'
const content = {
  subject: 'mailConfirmSubject',
  before: ['mailConfirmBody'],
  link: { label: 'mailConfirmButton', url },
  after: ['mailConfirmLife']
} as const
const values = { site: '가게', domain: 'shop.example', username: '지윤', email: 'jiyun@example.com', hours: 72 }
const korean = renderMail('jiyun@example.com', 'ko', content, values)
const english = renderMail('jiyun@example.com', 'en', content, values)

/** A way to a server, closed with the test; one that takes its time is given up sooner than in earnest. */
function connect(t: Test, url: string, timeout = 10_000) {
  const transport = createMailTransport({ url, from, timeout })
  t.teardown(() => transport.close())
  return transport
}

t.test('a mail server gets text and HTML, Korean and English, from whom the settings say', async t => {
  const server = await startMailServer(t)
  const transport = connect(t, server.url)
  t.equal(transport.isLocal, false)
  await transport.send(korean)
  await transport.send(english)
  t.match(server.mails, [
    {
      sender: 'shop@example.com',
      recipients: ['jiyun@example.com'],
      from: '"가게" <shop@example.com>',
      to: 'jiyun@example.com',
      subject: '[가게] 이메일 주소를 인증해 주세요',
      text: korean.text,
      html: korean.html
    },
    { subject: '[가게] Confirm your e-mail address', text: english.text, html: english.html }
  ])
  t.equal(server.mails.length, 2)
})

t.test('a mail has the headers that it needs, and says that a program wrote it', async t => {
  const server = await startMailServer(t)
  await connect(t, server.url).send(korean)
  const headers = server.mails[0]?.source.split('\r\n\r\n')[0] ?? ''
  t.match(headers, /^Message-ID: <[^<>\s]+@example\.com>$/im)
  t.match(headers, /^Date: /im)
  t.match(headers, /^MIME-Version: 1\.0$/im)
  t.match(headers, /^Content-Type: multipart\/alternative;/im)
  t.match(headers, /^Auto-Submitted: auto-generated$/im)
})

t.test('a mail that goes nowhere goes to no server', async t => {
  const server = await startPretender(t)
  await connect(t, server.url).rehearse(korean)
  t.equal(server.sockets.size, 0)
})

t.test('an address of an international domain is reached', async t => {
  const server = await startMailServer(t)
  await connect(t, server.url).send({ ...korean, to: 'jiyun@도메인.한국' })
  t.strictSame(server.mails[0]?.recipients, ['jiyun@도메인.한국'])
})

const hasIpv6 = Object.values(networkInterfaces()).some(bound => bound?.some(({ address }) => address === '::1'))

t.test('a server is reached by an IPv6 address', { skip: !hasIpv6 }, async t => {
  const server = await startMailServer(t, { host: '::1' })
  await connect(t, `smtp://[::1]:${server.port}`).send(korean)
  t.equal(server.mails.length, 1)
})

t.test('an address with a comma in it is never two recipients', async t => {
  const server = await startMailServer(t)
  await connect(t, server.url)
    .send({ ...korean, to: 'c@example.com, evil@example.net' })
    .catch(() => undefined)
  t.notOk(server.mails.flatMap(({ recipients }) => recipients).includes('evil@example.net'))
})

t.test('a server that is down is an error with its code', async t => {
  const transport = connect(t, `smtp://127.0.0.1:${await freePort()}`)
  await t.rejects(transport.send(korean), { code: 'ESOCKET' })
})

t.test('a recipient or a mail that the server refuses is an error with the server’s code', async t => {
  const server = await startMailServer(t)
  const transport = connect(t, server.url)
  server.refusals.recipient = 550
  await t.rejects(transport.send(korean), { code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO' })
  server.refusals.recipient = 451
  await t.rejects(transport.send(korean), { code: 'EENVELOPE', responseCode: 451, command: 'RCPT TO' })
  server.refusals.recipient = undefined
  server.refusals.mail = 554
  await t.rejects(transport.send(korean), { code: 'EMESSAGE', responseCode: 554, command: 'DATA' })
  server.refusals.mail = undefined
  await transport.send(korean)
  t.equal(server.mails.length, 1)
})

t.test('a server that accepts and says nothing is given up after a time', async t => {
  const server = await startPretender(t)
  await t.rejects(connect(t, server.url, 500).send(korean), { code: 'ETIMEDOUT' })
})

t.test('a server that trickles its answer is given up as well', { timeout: 15_000 }, async t => {
  const server = await startPretender(t, socket => {
    socket.write('220 welcome\r\n')
    const trickle = setInterval(() => socket.write('250-wait\r\n'), 10)
    socket.on('close', () => clearInterval(trickle))
  })
  await t.rejects(connect(t, server.url, 500).send(korean))
})

t.test('a server that hangs up is an error', async t => {
  const server = await startPretender(t, socket => socket.destroy())
  await t.rejects(connect(t, server.url).send(korean), { code: /^E(CONNECTION|SOCKET)$/ })
})

t.test('closing fails what is under way, and lets go of the server', { timeout: 5000 }, async t => {
  const server = await startPretender(t)
  const transport = connect(t, server.url)
  const sending = transport.send(korean).catch((error: unknown) => error)
  const [socket] = await server.connected
  transport.close()
  t.type(await sending, Error)
  if (!socket.closed) await once(socket, 'close')
  t.equal(server.sockets.size, 0)
  await t.rejects(transport.send(korean))
})

t.test('a server without a port is asked at the usual one', async t => {
  const refuse = () => {
    throw new Error('no net')
  }
  const ports = [t.capture(net, 'connect', refuse), t.capture(tls, 'connect', refuse)].map(
    connects => () => connects().map(({ args: [options] }) => Reflect.get(Object(options), 'port'))
  )
  for (const url of ['smtp://127.0.0.1', 'smtps://127.0.0.1']) await t.rejects(connect(t, url).send(korean))
  t.strictSame(
    ports.map(given => given()),
    [[25], [465]]
  )
})

t.test('an address that is none, or an escape that is none, is an error at once, and not shown', async t => {
  for (const url of ['smtp://user:hunter2@:25', 'smtp://user:hunter2@a:99999', 'smtp://user:hunter2%zz@a']) {
    t.throws(() => createMailTransport({ url, from }), { message: /^(?!.*hunter2).+/ }, url)
  }
})
