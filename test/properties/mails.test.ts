// Mails hold what people chose: a username, the name of a site, an address. None of it may become a header, a recipient,
// another part, or markup.
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { createMailTransport } from '../../accounts/mail-transport.ts'
import { isEmailAddress } from '../../core/email-address.ts'
import { escapeHtml } from '../../core/html.ts'
import { type MailContent, renderMail } from '../../core/mails.ts'
import { languages } from '../../core/messages.ts'
import { parseMail } from '../mails.ts'
import { always, anyText } from './texts.ts'

const url = 'https://shop.example/password-reset/confirm/MQ/dii1k0-b4026afcac3b609f4a7f39dbf81d5ef7/'
const content: MailContent = {
  subject: 'mailResetSubject',
  before: ['mailResetBody'],
  link: { label: 'mailResetButton', url },
  after: ['mailResetLife']
}

const evil = fc.constantFrom(
  '\r\nBcc: mallory@example.com\r\n',
  '\nBcc: mallory@example.com',
  '\r\n\r\n<script>alert(1)</script>',
  '\r\n.\r\nMAIL FROM:<mallory@example.com>',
  '=?utf-8?Q?=0D=0ABcc:_mallory@example.com?=',
  '\u2028Bcc: mallory@example.com',
  '"><img src=x onerror=alert(1)>',
  '{username}',
  '$&'
)
const text = fc.array(fc.oneof(anyText(20), evil), { maxLength: 4 }).map(parts => parts.join(''))
const language = fc.constantFrom(...languages)
const headers = ['auto-submitted', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to']

/** The headers of a mail (RFC 5322, section 2.2), unfolded, before anything decodes them. */
function headersOf(source: string): string[] {
  const [head = ''] = source.split('\r\n\r\n')
  return head.replace(/\r\n[ \t]/g, ' ').split('\r\n')
}

t.test('a mail has its own headers and its one recipient, whatever it is about', async t => {
  const folder = join(t.testdir(), 'mails')
  const transport = createMailTransport({ url: `file:${folder}`, from: 'Shop <shop@example.com>' })
  await always(
    t,
    fc.asyncProperty(
      fc.emailAddress().filter(isEmailAddress),
      language,
      text,
      text,
      async (to, language, username, site) => {
        await transport.send(renderMail(to, language, content, { username, site, domain: 'shop.example', hours: 72 }))
        const [name = ''] = readdirSync(folder)
        const source = readFileSync(join(folder, name))
        rmSync(join(folder, name))
        const lines = headersOf(source.toString())
        t.strictSame(lines.map(line => line.split(':')[0]?.toLowerCase()).sort(), headers)
        t.match(lines.find(line => line.startsWith('To:'))?.toLowerCase(), `to: ${to.toLowerCase()}`)
        const { from, to: recipients } = await parseMail(source)
        t.equal(from, '"Shop" <shop@example.com>')
        t.equal(recipients.toLowerCase(), to.toLowerCase())
      }
    ),
    150
  )
})

t.test('no text that somebody chose is markup in a mail', async t => {
  await always(
    t,
    fc.property(language, text, text, (language, username, site) => {
      const values = { username, site, domain: 'shop.example', hours: 72 }
      const plain = renderMail('a@example.com', language, content, { ...values, username: 'alice', site: 'Shop' })
      const { html } = renderMail('a@example.com', language, content, values)
      const tags = (html: string) => html.match(/<[^>]*>/g)
      t.strictSame(tags(html), tags(plain.html))
      if (username !== '') t.ok(html.includes(escapeHtml(username)))
    })
  )
})

t.test('the link of a mail stands on a line of its own, and is the first one', async t => {
  await always(
    t,
    fc.property(language, anyText(40), (language, username) => {
      fc.pre(!/[\r\n]/.test(username))
      const { text } = renderMail('a@example.com', language, content, {
        username,
        site: 'Shop',
        domain: 'shop.example',
        hours: 72
      })
      t.ok(text.split('\n').includes(url))
    })
  )
})
