// The mails that a server has sent: those of EMAIL_URL=file:FOLDER as a mail program shows them, and printed ones.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import type { Test } from 'tap'

export interface ReadMail {
  from: string
  to: string
  subject: string
  text: string
  html: string
}

/** The mail that a file or a mail server's session holds. */
export async function parseMail(source: Buffer): Promise<ReadMail> {
  const { from, to, subject = '', text = '', html } = await simpleParser(source)
  const [recipients] = [to].flat()
  return { from: from?.text ?? '', to: recipients?.text ?? '', subject, text, html: html || '' }
}

/** All mails of a folder, in the order of sending; none when the folder is not there yet. */
export async function readMails(folder: string): Promise<ReadMail[]> {
  const names = existsSync(folder) ? readdirSync(folder).sort() : []
  return Promise.all(names.map(name => parseMail(readFileSync(join(folder, name)))))
}

/** The first link of a mail. */
export function linkIn({ subject, text }: Pick<ReadMail, 'subject' | 'text'>): string {
  const [link] = /^[a-z][a-z0-9+.-]*:\/\/\S+$/m.exec(text) ?? []
  if (link === undefined) throw new Error(`no link in the mail ${JSON.stringify(subject)}`)
  return link
}

/** What EMAIL_URL=console: prints until the test ends; all else goes where it goes. */
export function printedMails(t: Test): string[] {
  const write = process.stdout.write.bind(process.stdout)
  const printed: string[] = []
  t.intercept(process.stdout, 'write', {
    value(chunk: string | Uint8Array, done?: () => void) {
      const text = String(chunk)
      return text.startsWith('From: ') ? printed.push(text) > 0 : write(chunk, done)
    }
  })
  return printed
}
