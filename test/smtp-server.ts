// A mail server on this machine (smtp-server), and others that only pretend to be one.
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { Test } from 'tap'
import { parseMail, type ReadMail } from './mails.ts'

export interface ReceivedMail extends ReadMail {
  /** Who the server was told that it is from and for, whatever its headers say. */
  sender: string
  recipients: string[]
  source: string
}

/** A certificate for localhost, 127.0.0.1 and 0.0.0.0, until 2126; nobody trusts it but who is told to. */
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBoTCCAUegAwIBAgIUQByT0Q/QinLP7K9kSDxDDwZqp48wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNTAzMDQ0M1oYDzIxMjYxMTAx
MDMwNDQzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAR4qyMQ43j+/VU1rMZdpBYNikKiJvSZZJ/aKZq1nlt32N0Syc5nLB4y
REhhlXTIHiU5PlfrL8Ep7LzzQNhVY1cSo3UwczAdBgNVHQ4EFgQU+KEwnNTePINe
m5+6PK2uF46XAMAwHwYDVR0jBBgwFoAU+KEwnNTePINem5+6PK2uF46XAMAwDwYD
VR0TAQH/BAUwAwEB/zAgBgNVHREEGTAXgglsb2NhbGhvc3SHBH8AAAGHBAAAAAAw
CgYIKoZIzj0EAwIDSAAwRQIgJp34Ai2saT21MRDl/mSRpQhUOo2OS4Z482bUHtes
pO8CIQDMPG2WDvtwCTwWfPJcvY5NB+rc1xXL9UdtKzay1ZHzvw==
-----END CERTIFICATE-----`
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgytCaBWbRabeX4BxN
W+4Nu9JS9qWbrC/54AL1yYf+47WhRANCAAR4qyMQ43j+/VU1rMZdpBYNikKiJvSZ
ZJ/aKZq1nlt32N0Syc5nLB4yREhhlXTIHiU5PlfrL8Ep7LzzQNhVY1cS
-----END PRIVATE KEY-----`

interface Options extends SMTPServerOptions {
  /** Any free one when not given. */
  port?: number
  /** All of IPv4 when not given. */
  host?: string
}

/**
 * Starts a mail server that keeps what it receives, closed with the test. It offers no TLS and takes mail from anybody
 * unless the options say otherwise; `refusals` may be changed at any time.
 */
export async function startMailServer(t: Test, { port = 0, host = '0.0.0.0', ...options }: Options = {}) {
  const mails: ReceivedMail[] = []
  const logins: { username?: string | undefined; password?: string | null | undefined; isEncrypted: boolean }[] = []
  /** Codes to answer with instead of yes. */
  const refusals: { recipient?: number | undefined; mail?: number | undefined; login?: number | undefined } = {}
  const refusal = (responseCode: number | undefined) =>
    responseCode === undefined ? null : Object.assign(new Error(`no, says ${responseCode}`), { responseCode })

  const server = new SMTPServer({
    key,
    cert: certificate,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    closeTimeout: 10,
    onAuth({ username, password }, { secure }, done) {
      logins.push({ username, password, isEncrypted: secure })
      done(refusal(refusals.login), { user: username })
    },
    onRcptTo(_address, _session, done) {
      done(refusal(refusals.recipient))
    },
    async onData(stream, { envelope }, done) {
      const source = await buffer(stream)
      if (refusals.mail !== undefined) return done(refusal(refusals.mail))
      const sender = envelope.mailFrom === false ? '' : envelope.mailFrom.address
      const recipients = envelope.rcptTo.map(({ address }) => address)
      mails.push({ ...(await parseMail(source)), sender, recipients, source: source.toString() })
      done()
    },
    ...options
  })
  server.on('error', () => {}) // Clients that go away in the middle.
  server.listen(port, host)
  await once(server.server, 'listening')
  const close = () => new Promise<void>(resolve => server.close(resolve))
  t.teardown(close)
  const { port: bound } = server.server.address() as AddressInfo
  const sockets = new Set<Socket>()
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  /** Waits until nobody is connected. */
  const idle = async () => {
    for (const socket of sockets) if (!socket.closed) await once(socket, 'close')
  }
  return { mails, logins, refusals, sockets, idle, port: bound, url: `smtp://127.0.0.1:${bound}`, close }
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Starts a server that does something else with who connects, such as nothing; closed with the test. */
export async function startPretender(t: Test, onConnect: (socket: Socket) => void = () => {}) {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    onConnect(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const connected = once(server, 'connection')
  const { port } = server.address() as AddressInfo
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { url: `smtp://127.0.0.1:${port}`, sockets, connected }
}
