import { setTimeout as sleep } from 'node:timers/promises'
import { readMails } from '../mails.ts'
import { readColumn } from './check-rows.ts'
import type { Ledger } from './ledger.ts'
import { mailsIn } from './server.ts'

/** Seconds in which every mail must leave: one that was under way when the server died is taken up after three minutes. */
const longestWait = 250

/** Waits until the outbox is empty, and returns the seconds that it took; undefined when it does not become so. */
export async function waitForOutbox(path: string): Promise<number | undefined> {
  for (let seconds = 0; seconds <= longestWait; seconds++) {
    if (readColumn(path, 'SELECT id FROM rest_auth_mail').length === 0) return seconds
    await sleep(1000)
  }
}

/** Whether everybody has got the mails that they were promised; returns how many there are in all. */
export async function checkMails(folder: string, { mails: promised, violations }: Ledger): Promise<number> {
  const mails = await readMails(mailsIn(folder))
  const reached = (link: string) => new Set(mails.filter(({ text }) => text.includes(link)).map(({ to }) => to))
  const confirm = reached('/account-confirm-email/')
  const reset = reached('/password-reset/confirm/')
  for (const email of promised.confirm) if (!confirm.has(email)) violations.push(`${email} got no link to verify it`)
  for (const email of promised.reset) if (!reset.has(email)) violations.push(`${email} got no link for a new password`)
  return mails.length
}
