import { Unavailable } from '../core/errors.ts'
import type { Language } from '../core/messages.ts'
import type { Transaction } from '../db/open.ts'
import type { User } from '../db/users.ts'
import type { Accounts } from './context.ts'
import { isVouchedFor } from './is-vouched-for.ts'

/** What a mail can be about; `accounts/write-mails.ts` has a writer for each. */
export type MailKind =
  | 'password reset'
  | 'confirmation'
  | 'confirmation asked'
  | 'registration repeated'
  | 'password changed'
  | 'email added'
  | 'email primary'
  | 'email removed'
  | 'emails changed'
  | 'social connected'
  | 'social disconnected'
  | 'account deleted'

export interface MailOrder {
  kind: MailKind
  recipient: string
  language: Language
  /** The site whose name and domain stand in it; the one of the policy when not given. */
  siteId?: number | undefined
  /** What the text needs to know; never a secret. */
  details?: Record<string, string | number>
}

/** What it takes to queue a mail. */
export type Mailing = Pick<Accounts, 'now' | 'policy' | 'outbox'>

/** Mails that may wait before strangers cannot order more. */
const outboxLimit = 10_000
/** What people order without an account: of each kind one waits for an address, however often they ask. */
const asked = new Set<MailKind>(['password reset', 'confirmation asked', 'registration repeated'])

/**
 * Puts a mail into the outbox, in the transaction of the act that it is about: there is no one without the other.
 * @throws Unavailable when too many wait; notices may be as many again, so that nobody keeps others from a new password
 */
export async function queueMail(
  { now, policy, outbox }: Mailing,
  { mails, afterCommit }: Pick<Transaction, 'mails' | 'afterCommit'>,
  { kind, recipient, language, siteId = policy.siteId, details = {} }: MailOrder
): Promise<void> {
  const isNotice = !asked.has(kind) && kind !== 'confirmation'
  if ((await mails.count()) >= (isNotice ? 2 : 1) * outboxLimit) throw new Unavailable()
  const date = new Date(now())
  const isWaiting = asked.has(kind) && (await mails.renew({ kind, recipient, language, siteId }))
  const mail = {
    kind,
    recipient,
    language,
    details: JSON.stringify(details),
    siteId,
    created: date,
    attempts: 0,
    due: date
  }
  if (!isWaiting) await mails.insert(mail)
  afterCommit(() => {
    outbox.isDirty = true // Not before: who looks into the outbox meanwhile would not see it, and not look again.
  })
}

/**
 * Tells a user what became of their account, where they have an address. One that is not verified may be a stranger's:
 * it is told in words that nobody chose, neither a name nor another address.
 */
export async function queueNotice(
  accounts: Mailing,
  queries: Pick<Transaction, 'mails' | 'emailAddresses' | 'afterCommit'>,
  { id, email: recipient, username }: Pick<User, 'id' | 'email' | 'username'>,
  { kind, details, ...reader }: Omit<MailOrder, 'recipient'>
): Promise<void> {
  if (recipient === '') return
  if (await isVouchedFor(queries, { id, email: recipient })) {
    await queueMail(accounts, queries, { kind, recipient, ...reader, details: { ...details, username } })
  } else {
    const plain = kind.startsWith('email ') ? 'emails changed' : kind
    await queueMail(accounts, queries, { kind: plain, recipient, ...reader, details: { ...details, email: '' } })
  }
}
