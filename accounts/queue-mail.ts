import { Unavailable } from '../core/errors.ts'
import type { Language } from '../core/messages.ts'
import type { Transaction } from '../db/open.ts'
import type { Accounts } from './context.ts'

/** What a mail can be about; `accounts/write-mails.ts` has a writer for each. */
export type MailKind =
  | 'password reset'
  | 'confirmation'
  | 'confirmation asked'
  | 'password changed'
  | 'email added'
  | 'email primary'
  | 'email removed'
  | 'account deleted'

export interface MailOrder {
  kind: MailKind
  recipient: string
  language: Language
  /** What the text needs to know; never a secret. */
  details?: Record<string, string | number>
}

/** What it takes to queue a mail. */
export type Mailing = Pick<Accounts, 'now' | 'policy' | 'outbox'>

/** Mails that may wait. Past it the acts that would send one more are refused, rather than one being lost. */
const outboxLimit = 10_000

/**
 * Puts a mail into the outbox, in the transaction of the act that it is about: there is no one without the other.
 * @throws Unavailable when too many wait
 */
export async function queueMail(
  { now, policy, outbox }: Mailing,
  { mails, afterCommit }: Pick<Transaction, 'mails' | 'afterCommit'>,
  { kind, recipient, language, details = {} }: MailOrder
): Promise<void> {
  if ((await mails.count()) >= outboxLimit) throw new Unavailable()
  const date = new Date(now())
  await mails.insert({
    kind,
    recipient,
    language,
    details: JSON.stringify(details),
    siteId: policy.siteId,
    created: date,
    attempts: 0,
    due: date
  })
  afterCommit(() => {
    outbox.isDirty = true // Not before: who looks into the outbox meanwhile would not see it, and not look again.
  })
}

/** Tells a user what became of their account, where they have an address. */
export async function queueNotice(
  accounts: Mailing,
  queries: Pick<Transaction, 'mails' | 'afterCommit'>,
  user: { email: string; username: string },
  notice: Omit<MailOrder, 'recipient'>
): Promise<void> {
  if (user.email === '') return
  const details = { username: user.username, ...notice.details }
  await queueMail(accounts, queries, { ...notice, details, recipient: user.email })
}
