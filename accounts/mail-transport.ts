import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { createTransport } from 'nodemailer'
import { isLoopback } from '../core/link-addresses.ts'
import type { OutgoingMail } from '../core/mails.ts'

/** A way for mails to leave. */
export interface MailTransport {
  /** Whether mails stay on this machine, so that there is no server to wait for. */
  isLocal: boolean
  /** Does the work of a mail that goes nowhere. */
  rehearse(mail: OutgoingMail): Promise<void>
  /** @throws what the way there has to say; a permanent refusal has a `responseCode` of 500 or more (RFC 5321) */
  send(mail: OutgoingMail): Promise<void>
  /** Fails what is still under way. */
  close(): void
}

export interface MailTransportOptions {
  /** `console:`, `file:DIR`, `smtp://USER:PASSWORD@HOST:PORT` or `smtps://…` */
  url: string
  /** The From header: an address, or `Name <address>`. */
  from: string
  /** Where `console:` prints. */
  output?: Writable
  /** Milliseconds that a mail server may take for each of its steps; for all of them together three times as many. */
  timeout?: number
}

/** Programs answer no mail that is marked so (RFC 3834, section 5). */
const headers = { 'Auto-Submitted': 'auto-generated' }

/** The way for mails to leave that EMAIL_URL names. @throws an Error when it cannot be used at all */
export function createMailTransport({
  url,
  from,
  output = process.stdout,
  timeout = 10_000
}: MailTransportOptions): MailTransport {
  if (url.startsWith('console:')) return toConsole(from, output)
  if (url.startsWith('file:')) return toFiles(from, url)
  return toServer(from, new URL(url), timeout)
}

/** Printed for people to read: a link stays in one piece. */
function toConsole(from: string, output: Writable): MailTransport {
  return {
    isLocal: true,
    async rehearse() {},
    async send({ to, subject, text }) {
      output.write(`From: ${from}\nTo: ${to}\nSubject: ${subject}\n\n${text}${'-'.repeat(72)}\n`)
    },
    close() {}
  }
}

/** One .eml a mail, in the order of their names; for their owner alone, since links are keys. */
function toFiles(from: string, url: string): MailTransport {
  const folder = url.startsWith('file://') ? fileURLToPath(url) : url.slice('file:'.length)
  mkdirSync(folder, { recursive: existsSync(folder) }) // The folder, but not a path; a file in its place is an error.
  const compose = createComposer(from)
  let count = 0
  return {
    isLocal: true,
    async rehearse(mail) {
      // Written like any other, in a place where nobody looks for mails: it is the dearest part.
      const path = join(tmpdir(), `${randomBytes(12).toString('hex')}.eml`)
      writeFileSync(path, await compose(mail), { flag: 'wx', mode: 0o600 })
      rmSync(path)
    },
    async send(mail) {
      const message = await compose(mail)
      const date = new Date().toISOString().replaceAll(':', '-')
      const order = String(++count).padStart(6, '0') // Several may leave in one millisecond.
      const name = `${date}-${order}-${randomBytes(4).toString('hex')}.eml`
      writeFileSync(join(folder, name), message, { flag: 'wx', mode: 0o600 })
    },
    close() {}
  }
}

/** Makes the text of mails (RFC 5322, MIME). */
function createComposer(from: string): (mail: OutgoingMail) => Promise<Buffer> {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  return async mail => (await composer.sendMail(envelope(mail, from))).message as Buffer
}

/** The address as it is: were it a text, one with a comma in it would be read as two. */
function envelope({ to, ...mail }: OutgoingMail, from: string) {
  return { ...mail, to: { name: '', address: to }, from, headers }
}

function toServer(from: string, url: URL, timeout: number): MailTransport {
  const auth = { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }
  const secure = url.protocol === 'smtps:'
  const transport = createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (secure ? 465 : 25)),
    secure,
    // A password crosses the net encrypted or not at all, whatever somebody on the way lets the server offer.
    requireTLS: !secure && url.username !== '' && !isLoopback(url.host),
    ...(url.username !== '' && { auth }),
    pool: true,
    maxConnections: 2,
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    dnsTimeout: timeout,
    disableFileAccess: true,
    disableUrlAccess: true
  })
  const compose = createComposer(from)
  return {
    isLocal: false,
    async rehearse(mail) {
      await compose(mail)
    },
    async send(mail) {
      // A server that answers a little at a time never lets a socket time out.
      await transport.sendMail({ ...envelope(mail, from), signal: AbortSignal.timeout(3 * timeout) })
    },
    close: () => transport.close({ force: true })
  }
}
